"""Closings as rows: written with their form, and taken back a moment after (H4)."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.agents.log import note_owner
from bot.adapters.db.codec import conversation_values
from bot.adapters.db.tables import ConversationRow, HandoffRow, InboxRow, WrapUpRow
from bot.adapters.db.vault import Vault
from bot.application.agents.wrap_up import WrapUp
from bot.domain.conversation import Conversation, Owner
from bot.domain.ownership import REOPENED_WITHIN, OwnerChange, OwnerReason


def wrap_up_row(vault: Vault, held: Conversation, wrap_up: WrapUp, agent: str, at: datetime) -> WrapUpRow:
    return WrapUpRow(
        conversation_id=held.id,
        person_id=held.verification.person_id,
        creditor=held.creditor,
        protocol=held.protocol,
        outcome=wrap_up.counted("outcome"),
        action=wrap_up.counted("action"),
        reason=wrap_up.counted("reason"),
        sector=wrap_up.counted("sector"),
        attempt=wrap_up.attempt,
        note=vault.seal(wrap_up.counted("note")),
        justification=vault.seal(wrap_up.justification),
        closed_by=agent,
        closed_at=at,
        form=wrap_up.form.id,
        form_version=wrap_up.form.version,
        form_date=wrap_up.dated,
        answers=vault.seal_json(dict(wrap_up.answers)),
        before=vault.seal_json(_kept(vault, held)),
    )


async def forget_what_was_before(session: AsyncSession, at: datetime) -> None:
    """Nothing of a closed contact is kept longer than it may be taken back."""
    over = (col(WrapUpRow.before).is_not(None), col(WrapUpRow.closed_at) < at - REOPENED_WITHIN)
    await session.execute(update(WrapUpRow).where(*over).values(before=None))


async def reopen(session: AsyncSession, vault: Vault, conversation_id: int, agent: str, at: datetime) -> bool:
    """The last closing, by who made it, while nothing happened since."""
    closing = await _last_closing(session, conversation_id)
    if closing is None or closing.closed_by != agent or closing.before is None or closing.undone_at is not None:
        return False
    if at - closing.closed_at > REOPENED_WITHIN or await _wrote_since(session, closing):
        return False
    before: dict[str, Any] = vault.open_json(closing.before)
    epoch = await _take_back(session, vault, closing, before)
    if epoch is None:
        return False
    changed = OwnerChange(conversation_id, Owner.BOT, Owner.AGENT, agent, OwnerReason.REOPENED, at, epoch, None, agent)
    note_owner(session, changed)
    ended = (col(HandoffRow.conversation_id) == conversation_id, col(HandoffRow.closed_at) == closing.closed_at)
    opened = {"closed_at": None, "outcome": None, "accepted_by": agent}
    await session.execute(update(HandoffRow).where(*ended).values(**opened))
    closing.undone_at, closing.before = at, None
    return True


async def _last_closing(session: AsyncSession, conversation_id: int) -> WrapUpRow | None:
    theirs = select(WrapUpRow).where(col(WrapUpRow.conversation_id) == conversation_id)
    return (await session.scalars(theirs.order_by(col(WrapUpRow.id).desc()).limit(1).with_for_update())).first()


async def _wrote_since(session: AsyncSession, closing: WrapUpRow) -> bool:
    """What waits for its turn as well."""
    theirs = (col(InboxRow.conversation_id) == closing.conversation_id, col(InboxRow.received_at) > closing.closed_at)
    return bool(await session.scalar(select(exists().where(*theirs))))


async def _take_back(session: AsyncSession, vault: Vault, closing: WrapUpRow, before: dict[str, Any]) -> int | None:
    """A new contact has a protocol by its first turn: where there is one, what was is over."""
    is_over = (
        col(ConversationRow.id) == closing.conversation_id,
        col(ConversationRow.owner) == Owner.BOT.value,
        col(ConversationRow.epoch) == before["epoch"] + 1,
        col(ConversationRow.protocol).is_(None),
    )
    values = {
        "owner": Owner.AGENT.value,
        "agent": closing.closed_by,
        "epoch": before["epoch"] + 2,
        "protocol": closing.protocol,
        "person_id": closing.person_id,
        "release": before["release"],
        "opened_at": datetime.fromisoformat(before["opened_at"]) if before["opened_at"] else None,
        "state": vault.seal_json(before["state"]),
    }
    taken = update(ConversationRow).where(*is_over).values(**values).returning(col(ConversationRow.epoch))
    return (await session.scalars(taken.execution_options(synchronize_session=False))).one_or_none()


def _kept(vault: Vault, held: Conversation) -> dict[str, Any]:
    return {
        "epoch": held.epoch,
        "release": held.release,
        "opened_at": held.opened_at.isoformat() if held.opened_at else None,
        "state": vault.open_json(conversation_values(vault, held)["state"]),
    }
