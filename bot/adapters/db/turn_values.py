"""What a turn comes to in columns, however it is written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.agents.log import note_owner
from bot.adapters.db.codec import conversation_values
from bot.adapters.db.overtaken import SaidMeanwhile
from bot.adapters.db.tables import InboxRow
from bot.adapters.db.vault import Vault
from bot.application.changes import AgreementClosed, HandedOff, TurnRecord
from bot.application.messages import InboundMessage
from bot.application.ports import Claim
from bot.domain.conversation import Conversation, Owner
from bot.domain.ownership import OwnerChange


def after(turn: TurnRecord) -> Conversation:
    """A hand-off puts the conversation in the queue, whatever else the turn says of it."""
    if any(isinstance(change, HandedOff) for change in turn.changes):
        return replace(turn.conversation, owner=Owner.QUEUE, agent=None)
    return turn.conversation


def handled_in(claim: Claim, turn: TurnRecord) -> list[InboundMessage]:
    return [message for message in claim.messages if message.id in turn.handled]


def state_values(vault: Vault, claim: Claim, turn: TurnRecord, handled: Sequence[InboundMessage]) -> dict[str, Any]:
    """The conversation after the turn, but for the number of its last line."""
    before, then = claim.conversation, after(turn)
    received = [message.received_at for message in handled] + [before.last_inbound_at]
    return conversation_values(vault, then) | {
        "last_inbound_at": max(filter(None, received), default=None),
        "epoch": before.epoch + (then.owner is not before.owner),
    }


def turn_values(vault: Vault, claim: Claim, turn: TurnRecord) -> dict[str, Any]:
    return {
        "conversation_id": claim.conversation.id,
        "lease_token": claim.token,
        "epoch": claim.conversation.epoch,
        "release": turn.conversation.release,
        "intent": turn.intent,
        "confidence": turn.confidence,
        "masked_text": vault.seal(turn.masked_text),
        "events": vault.seal_json([dict(event) for event in turn.events]),
        "before": vault.seal_json(dict(turn.before)) if turn.before is not None else None,
    }


def note_owner_after(session: AsyncSession, claim: Claim, turn: TurnRecord, at: datetime) -> None:
    before, then = claim.conversation, after(turn)
    if then.owner is before.owner:
        return
    reason = next((change.reason for change in turn.changes if isinstance(change, HandedOff)), "")
    change = OwnerChange(before.id, before.owner, then.owner, Owner.BOT.value, reason, at, before.epoch + 1)
    note_owner(session, change)


async def nothing_more_said(session: AsyncSession, claim: Claim, turn: TurnRecord) -> None:
    """Where an agreement is closed; the conversation is locked, and what the turn answers is marked."""
    if not any(isinstance(change, AgreementClosed) for change in turn.changes):
        return
    waiting = (col(InboxRow.conversation_id) == claim.conversation.id, col(InboxRow.handled_at).is_(None))
    if await session.scalar(select(col(InboxRow.id)).where(*waiting).limit(1)) is not None:
        raise SaidMeanwhile(f"conversation {claim.conversation.id}")
