"""Writes a turn in one transaction, or records that it came too late."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Update, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.agents_log import note_owner
from bot.adapters.db.changes import ChangeWriter
from bot.adapters.db.codec import conversation_values
from bot.adapters.db.engine import Database
from bot.adapters.db.overtaken import Overtaken
from bot.adapters.db.tables import ConversationRow, InboxRow, TurnRow
from bot.adapters.db.thread import Thread
from bot.adapters.db.vault import Vault
from bot.application.changes import AgreementClosed, HandedOff, TurnRecord
from bot.application.messages import InboundMessage
from bot.application.ports import Claim
from bot.domain.conversation import Conversation, Owner
from bot.domain.errors import BotError
from bot.domain.ownership import OwnerChange


class SaidMeanwhile(Overtaken):
    """The debtor wrote more while an agreement was being closed: it may take the yes back (P16)."""


class SpokeOutOfTurn(BotError):
    """The bot answered in a conversation a person owns (H2)."""


async def commit_turn(database: Database, claim: Claim, turn: TurnRecord, at: datetime) -> bool:
    """True when all of it was written; False when something moved meanwhile, which is kept on record."""
    if turn.replies and claim.conversation.owner is not Owner.BOT:
        raise SpokeOutOfTurn(f"conversation {claim.conversation.id} is owned by {claim.conversation.owner}")
    try:
        if await _write(database, claim, turn, at):
            return True
    except Overtaken:
        pass  # undone whole: the next try sees things as they are
    async with database.writing() as session:
        session.add(_turn_row(database.vault, claim, turn, at, superseded=True))
        await session.execute(unlease(claim))
    return False


def unlease(claim: Claim) -> Update:
    held = (col(ConversationRow.id) == claim.conversation.id, col(ConversationRow.lease_token) == claim.token)
    return update(ConversationRow).where(*held).values(lease_until=None)


async def _write(database: Database, claim: Claim, turn: TurnRecord, at: datetime) -> bool:
    async with database.writing() as session:
        row = await _lock(session, claim)
        if row is None:
            return False
        handled = [message for message in claim.messages if message.id in turn.handled]
        thread = Thread(session, database.vault, row, at)
        await thread.add_inbound(handled)
        await thread.add_outgoing(turn.replies)
        await _mark_handled(session, handled, at)
        if any(isinstance(change, AgreementClosed) for change in turn.changes):
            await _nothing_more_said(session, claim)
        await ChangeWriter(session, database, turn, at).write_all()
        await session.execute(_new_state(database.vault, claim, turn, handled, thread.last_seq))
        session.add(_turn_row(database.vault, claim, turn, at))
        _note_owner(session, claim, turn, at)
        return True


async def _lock(session: AsyncSession, claim: Claim) -> ConversationRow | None:
    """The conversation, given back and locked, if it is still held under the claim's token and epoch."""
    held = unlease(claim).where(col(ConversationRow.epoch) == claim.conversation.epoch)
    return (await session.scalars(held.returning(ConversationRow))).one_or_none()


async def _mark_handled(session: AsyncSession, handled: Sequence[InboundMessage], at: datetime) -> None:
    ids = [message.id for message in handled]
    await session.execute(update(InboxRow).where(col(InboxRow.id).in_(ids)).values(handled_at=at))


async def _nothing_more_said(session: AsyncSession, claim: Claim) -> None:
    waiting = (col(InboxRow.conversation_id) == claim.conversation.id, col(InboxRow.handled_at).is_(None))
    if await session.scalar(select(col(InboxRow.id)).where(*waiting).limit(1)) is not None:
        raise SaidMeanwhile(f"conversation {claim.conversation.id}")


def _new_state(
    vault: Vault, claim: Claim, turn: TurnRecord, handled: Sequence[InboundMessage], last_seq: int
) -> Update:
    before, after = claim.conversation, _after(turn)
    received = [message.received_at for message in handled] + [before.last_inbound_at]
    values = conversation_values(vault, after)
    values["last_seq"] = last_seq
    values["last_inbound_at"] = max(filter(None, received), default=None)
    values["epoch"] = before.epoch + (after.owner is not before.owner)
    return update(ConversationRow).where(col(ConversationRow.id) == before.id).values(**values)


def _after(turn: TurnRecord) -> Conversation:
    """A hand-off puts the conversation in the queue, whatever else the turn says of it."""
    if any(isinstance(change, HandedOff) for change in turn.changes):
        return replace(turn.conversation, owner=Owner.QUEUE, agent=None)
    return turn.conversation


def _note_owner(session: AsyncSession, claim: Claim, turn: TurnRecord, at: datetime) -> None:
    before, after = claim.conversation, _after(turn)
    if after.owner is before.owner:
        return
    reason = next((change.reason for change in turn.changes if isinstance(change, HandedOff)), "")
    change = OwnerChange(before.id, before.owner, after.owner, Owner.BOT.value, reason, at, before.epoch + 1)
    note_owner(session, change)


def _turn_row(vault: Vault, claim: Claim, turn: TurnRecord, at: datetime, *, superseded: bool = False) -> TurnRow:
    return TurnRow(
        conversation_id=claim.conversation.id,
        lease_token=claim.token,
        epoch=claim.conversation.epoch,
        release=turn.conversation.release,
        intent=turn.intent,
        confidence=turn.confidence,
        masked_text=vault.seal(turn.masked_text),
        events=vault.seal_json([dict(event) for event in turn.events]),
        before=vault.seal_json(dict(turn.before)) if turn.before is not None else None,
        superseded=superseded,
        at=at,
    )
