"""Conversations put off: whether one stands is computed from the rows, and ending it is tidiness and news."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.adapters.db.desk_events import note_change
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ConversationRow, MessageRow, SnoozeRow
from bot.adapters.db.tables.columns import Instant
from bot.application.agents.live import News
from bot.application.agents.snoozing import Snooze, Snoozed

AT = bindparam("at", type_=Instant())  # given when a query is run: built once, it costs a tenth
_KEPT = col(SnoozeRow.ended_at).is_(None)


def stands(at: datetime | ColumnElement[datetime], snooze: type[SnoozeRow]) -> ColumnElement[bool]:
    """The debtor did not write since, and the moment has not come."""
    return and_(col(snooze.ended_at).is_(None), col(snooze.until) > at, ~_wrote(snooze))


def is_put_off(at: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Of a conversation, for any query about conversations."""
    snooze = aliased(SnoozeRow)
    of_talk = col(snooze.conversation_id) == col(ConversationRow.id)
    return exists().where(of_talk, stands(at, snooze)).correlate(ConversationRow)


def is_over(at: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Not ended yet, although the moment came or the debtor wrote."""
    return and_(_KEPT, or_(col(SnoozeRow.until) <= at, _wrote(SnoozeRow)))


class SqlSnoozes:
    """The `Snoozes` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put_off(self, snooze: Snooze) -> bool:
        is_still = (col(ConversationRow.id) == snooze.conversation_id, col(ConversationRow.epoch) == snooze.epoch)
        async with self._database.writing() as session:
            row = await session.scalar(select(ConversationRow).where(*is_still).with_for_update())
            if row is None or row.last_seq > snooze.last_seq:
                return False
            await end_snooze(session, row.id, snooze.agent, snooze.at)
            session.add(
                SnoozeRow(
                    conversation_id=row.id,
                    agent=snooze.agent,
                    why=self._database.vault.seal(snooze.why),
                    last_seq=snooze.last_seq,
                    at=snooze.at,
                    until=snooze.until,
                )
            )
            note_change(session, News.QUEUE.value, snooze.at, conversation_id=row.id)
            return True

    async def wake(self, conversation_id: int, by: str, at: datetime) -> bool:
        async with self._database.writing() as session:
            is_ended = await end_snooze(session, conversation_id, by, at)
            if is_ended:
                note_change(session, News.QUEUE.value, at, conversation_id=conversation_id)
            return is_ended

    async def standing(self, conversation_id: int, at: datetime) -> Snoozed | None:
        is_asked = col(SnoozeRow.conversation_id) == conversation_id
        theirs = select(SnoozeRow).where(is_asked, stands(at, SnoozeRow))
        async with self._database.reading() as session:
            row = await session.scalar(theirs)
        return Snoozed(row.until, row.agent, self._database.vault.open(row.why)) if row is not None else None


async def end_snooze(session: AsyncSession, conversation_id: int, by: str, at: datetime) -> bool:
    theirs = update(SnoozeRow).where(col(SnoozeRow.conversation_id) == conversation_id, _KEPT)
    ended = theirs.values(ended_at=at, ended_by=by).returning(col(SnoozeRow.id))
    ended = ended.execution_options(synchronize_session=False)
    return (await session.scalars(ended)).first() is not None


async def end_snoozes_over(session: AsyncSession, at: datetime) -> None:
    """Those whose moment came or whose debtor wrote, so that open pages hear of it."""
    ended = (
        update(SnoozeRow)
        .where(is_over(at))
        .values(ended_at=at, ended_by="over")
        .returning(col(SnoozeRow.conversation_id))
    )
    for talk in (await session.scalars(ended.execution_options(synchronize_session=False))).all():
        note_change(session, News.QUEUE.value, at, conversation_id=talk)


def _wrote(snooze: type[SnoozeRow]) -> ColumnElement[bool]:
    later = aliased(MessageRow)
    theirs = (
        col(later.conversation_id) == col(snooze.conversation_id),
        col(later.seq) > col(snooze.last_seq),
        col(later.direction) == "in",
    )
    return exists().where(*theirs).correlate(snooze)
