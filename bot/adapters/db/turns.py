"""Writes a turn in one transaction, or records that it came too late."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Update, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.changes import ChangeWriter
from bot.adapters.db.engine import Database
from bot.adapters.db.overtaken import Overtaken
from bot.adapters.db.quick.turns import write_quickly
from bot.adapters.db.tables import ConversationRow, InboxRow, TurnRow
from bot.adapters.db.thread import Thread
from bot.adapters.db.turn_values import handled_in, note_owner_after, nothing_more_said, state_values, turn_values
from bot.adapters.db.vault import Vault
from bot.application.changes import TurnRecord
from bot.application.messages import InboundMessage
from bot.application.ports import Claim
from bot.domain.conversation import Owner
from bot.domain.errors import BotError


class AnsweredMeanwhile(Overtaken):
    """A message the turn answers was answered, or erased, since it was claimed."""


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
        await session.execute(unlease(claim.conversation.id, claim.token))
    return False


def unlease(conversation_id: int, token: int) -> Update:
    held = (col(ConversationRow.id) == conversation_id, col(ConversationRow.lease_token) == token)
    return update(ConversationRow).where(*held).values(lease_until=None)


async def _write(database: Database, claim: Claim, turn: TurnRecord, at: datetime) -> bool:
    if database.is_quick and await write_quickly(database, claim, turn, at):
        return True
    async with database.writing() as session:
        row = await _lock(session, claim)
        if row is None:
            return False
        handled = handled_in(claim, turn)
        thread = Thread(session, database.vault, row, at)
        await thread.add_inbound(handled)
        await thread.add_outgoing(turn.replies)
        await _mark_handled(session, handled, at)
        await nothing_more_said(session, claim, turn)
        await ChangeWriter(session, database, turn, at).write_all()
        values = state_values(database.vault, claim, turn, handled) | {"last_seq": thread.last_seq}
        this = col(ConversationRow.id) == claim.conversation.id
        await session.execute(update(ConversationRow).where(this).values(**values))
        session.add(_turn_row(database.vault, claim, turn, at))
        note_owner_after(session, claim, turn, at)
        return True


async def _lock(session: AsyncSession, claim: Claim) -> ConversationRow | None:
    """The conversation, given back and locked, if it is still held under the claim's token and epoch."""
    held = unlease(claim.conversation.id, claim.token).where(col(ConversationRow.epoch) == claim.conversation.epoch)
    return (await session.scalars(held.returning(ConversationRow))).one_or_none()


async def _mark_handled(session: AsyncSession, handled: Sequence[InboundMessage], at: datetime) -> None:
    """What another turn answered while this one was claimed is not answered twice."""
    if not handled:
        return
    waiting = (col(InboxRow.id).in_([message.id for message in handled]), col(InboxRow.handled_at).is_(None))
    marked = update(InboxRow).where(*waiting).values(handled_at=at).returning(col(InboxRow.id))
    if len((await session.scalars(marked)).all()) < len(handled):
        raise AnsweredMeanwhile(f"{len(handled)} messages")


def _turn_row(vault: Vault, claim: Claim, turn: TurnRecord, at: datetime, *, superseded: bool = False) -> TurnRow:
    return TurnRow(**turn_values(vault, claim, turn), superseded=superseded, at=at)
