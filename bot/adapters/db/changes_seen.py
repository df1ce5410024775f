"""What changed since a cursor, from the rows' own numbers; the cursor is the highest number of each table.

Numbers are given out before rows are committed, so on PostgreSQL the cursor also carries which transactions were still
running: a lower number that shows up later is told from one that was there. SQLite has one writer, and needs neither.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy import Row as FoundRow
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.away import NOT_STORED, is_away
from bot.adapters.db.engine import Database
from bot.adapters.db.read_marks import Mark, Snapshot, written_mark
from bot.adapters.db.tables import (
    ConversationRow,
    DeliveryRow,
    DeskEventRow,
    HandoffOfferRow,
    InboxRow,
    MessageRow,
    OutboxRow,
    OwnerChangeRow,
    Row,
)
from bot.application.agents.live import CONVERSATION, Batch, Change, News, NewsAway
from bot.application.agents.reach import EVERYTHING, reaching
from bot.domain.conversation import Owner

MOST_MISSED = 2_000  # rows of a table: beyond, fetching everything is quicker
_NUMBERED_NOT_WRITTEN = 32  # a number is taken a moment before its transaction has one
_HELD_BACK = 2_000  # how far numbers run on while one transaction stays open
_CREDITOR = (col(ConversationRow.creditor),)


@dataclass(frozen=True)
class _Watched:
    """A table with numbers of its own; the query gives the number first, and what `change` makes news of."""

    table: type[Row]
    query: Callable[[], Select[*tuple[Any, ...]]]
    change: Callable[[Any], Change]


class SqlChangesSeen:
    """The `ChangesSeen` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def now(self) -> str:
        async with self._reading() as session:
            return str(await self._mark(session))

    async def since(self, cursor: str) -> Batch:
        before = written_mark(cursor, len(_WATCHED))
        async with self._reading() as session:
            mark = await self._mark(session)
            if before is None or not await self._leads_here(session, before, mark):
                return Batch(str(mark), None)
            found: set[Change] = set()
            for watched, number in zip(_WATCHED, before.numbers, strict=True):
                rows = await self._rows(session, watched, number, before.snapshot)
                if len(rows) > MOST_MISSED:
                    return Batch(str(mark), None)
                found.update(watched.change(row) for row in rows)
        return Batch(str(mark), frozenset(found))

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncSession]:
        """Of everybody's rows: one reading serves all, and who is told what is decided afterwards."""
        with reaching(EVERYTHING):
            try:
                async with self._database.reading() as session:
                    yield session
            except NOT_STORED as error:
                if not is_away(error):
                    raise
                raise NewsAway(type(error).__name__) from error

    async def _mark(self, session: AsyncSession) -> Mark:
        """Read before the rows: what is committed in between is named now and once more."""
        highest = [select(func.max(literal_column("id"))).select_from(one.table).scalar_subquery() for one in _WATCHED]
        running: list[ColumnElement[str]] = (
            [] if self._database.is_sqlite else [literal_column("pg_current_snapshot()::text")]
        )
        row = (await session.execute(select(*highest, *running))).one()
        numbers = tuple(number or 0 for number in row[: len(_WATCHED)])
        return Mark(numbers, None if self._database.is_sqlite else Snapshot.of(row[-1]))

    async def _leads_here(self, session: AsyncSession, before: Mark, mark: Mark) -> bool:
        """Not one of another database, nor from before events that were thrown away."""
        oldest = await session.scalar(select(func.min(col(DeskEventRow.id)))) or 0
        is_ahead = any(then > now for then, now in zip(before.numbers, mark.numbers, strict=True))
        same_kind = (before.snapshot is None) == (mark.snapshot is None)
        return same_kind and not is_ahead and before.numbers[-1] >= oldest - 1

    async def _rows(
        self, session: AsyncSession, watched: _Watched, number: int, snapshot: Snapshot | None
    ) -> Sequence[FoundRow[*tuple[Any, ...]]]:
        table = watched.table.__tablename__
        query = watched.query().limit(MOST_MISSED + 1)
        ids: ColumnElement[int] = literal_column(f"{table}.id")
        if snapshot is None:
            return (await session.execute(query.where(ids > number))).all()
        back = _HELD_BACK if snapshot.running else _NUMBERED_NOT_WRITTEN
        most = MOST_MISSED + back
        newer = query.add_columns(literal_column(f"{table}.xmin::text")).where(ids > number - back)
        rows = (await session.execute(newer.limit(most + 1))).all()
        if len(rows) > most:
            return rows
        return [row for row in rows if row[0] > number or not snapshot.has_seen(int(row[-1]))]


def _with_owner(table: type[Row]) -> Callable[[], Select[*tuple[Any, ...]]]:
    def query() -> Select[*tuple[Any, ...]]:
        ids: ColumnElement[int] = literal_column(f"{table.__tablename__}.id")
        talk: ColumnElement[int] = literal_column(f"{table.__tablename__}.conversation_id")
        of_talk = col(ConversationRow.id) == talk
        return select(ids, talk, *_CREDITOR, col(ConversationRow.owner), col(ConversationRow.agent)).join_from(
            table, ConversationRow, of_talk
        )

    return query


def _said(row: Any) -> Change:
    """What is said with the bot is no news for a list of people's conversations, nor with one agent for others'."""
    return Change(_SAID[Owner(row[3])], row[1], row[2], holders=_only(row[4]))


_SAID = {Owner.BOT: CONVERSATION, Owner.QUEUE: News.QUEUE.value, Owner.AGENT: News.MINE.value}


def _only(*agents: str | None) -> frozenset[str]:
    return frozenset(filter(None, agents))


def _told() -> Select[*tuple[Any, ...]]:
    sent = col(OutboxRow.sid) == col(DeliveryRow.sid)
    of_talk = col(ConversationRow.id) == col(OutboxRow.conversation_id)
    query = select(col(DeliveryRow.id), col(OutboxRow.conversation_id), *_CREDITOR)
    return query.join_from(DeliveryRow, OutboxRow, sent).join(ConversationRow, of_talk)


def _owned() -> Select[*tuple[Any, ...]]:
    of_talk = col(ConversationRow.id) == col(OwnerChangeRow.conversation_id)
    agents = col(OwnerChangeRow.from_agent), col(OwnerChangeRow.to_agent)
    query = select(col(OwnerChangeRow.id), col(OwnerChangeRow.conversation_id), *_CREDITOR, *agents)
    return query.join_from(OwnerChangeRow, ConversationRow, of_talk)


def _offered() -> Select[*tuple[Any, ...]]:
    return select(col(HandoffOfferRow.id), col(HandoffOfferRow.agent))


def _noted() -> Select[*tuple[Any, ...]]:
    row = DeskEventRow
    of_talk = col(ConversationRow.id) == col(row.conversation_id)
    query = select(
        col(row.id), col(row.conversation_id), *_CREDITOR, col(row.kind), col(row.agent), col(ConversationRow.agent)
    )
    return query.outerjoin_from(row, ConversationRow, of_talk)


# The events are the last: their number also tells whether older ones are still there.
_WATCHED = (
    _Watched(MessageRow, _with_owner(MessageRow), _said),
    _Watched(InboxRow, _with_owner(InboxRow), _said),
    _Watched(DeliveryRow, _told, lambda row: Change(CONVERSATION, row[1], row[2])),
    _Watched(
        OwnerChangeRow, _owned, lambda row: Change(News.QUEUE.value, row[1], row[2], holders=_only(row[3], row[4]))
    ),
    _Watched(HandoffOfferRow, _offered, lambda row: Change(News.OFFER.value, agent=row[1])),
    _Watched(DeskEventRow, _noted, lambda row: Change(row[3], row[1], row[2], row[4], _only(row[5]))),
)
