"""The transition log: every change of a conversation's owner, written in the transaction that makes it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.tables import OwnerChangeRow
from bot.domain.conversation import Owner
from bot.domain.ownership import OwnerChange


def note_owner(session: AsyncSession, change: OwnerChange) -> None:
    session.add(
        OwnerChangeRow(
            conversation_id=change.conversation_id,
            from_owner=change.before.value,
            from_agent=change.agent_before,
            to_owner=change.after.value,
            to_agent=change.agent_after,
            by=change.by,
            reason=change.reason,
            epoch=change.epoch,
            at=change.at,
        )
    )


async def owner_changes(session: AsyncSession, conversation_id: int) -> list[OwnerChange]:
    """Oldest first."""
    theirs = select(OwnerChangeRow).where(col(OwnerChangeRow.conversation_id) == conversation_id)
    rows = await session.scalars(theirs.order_by(col(OwnerChangeRow.epoch)))
    return [
        OwnerChange(
            conversation_id=row.conversation_id,
            before=Owner(row.from_owner),
            after=Owner(row.to_owner),
            by=row.by,
            reason=row.reason,
            at=row.at,
            epoch=row.epoch,
            agent_before=row.from_agent,
            agent_after=row.to_agent,
        )
        for row in rows
    ]
