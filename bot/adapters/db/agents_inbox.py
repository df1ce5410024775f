"""The list of conversations as one reading of the database, whatever their number."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.agents_inbox_names import NameBook
from bot.adapters.db.agents_inbox_rows import (
    ASKED,
    IS_ENDED,
    IS_OPEN,
    SNOOZE,
    TALK,
    has_unseen,
    is_newest,
    listed,
    row_of,
    waits_since,
)
from bot.adapters.db.agents_inbox_search import matching
from bot.adapters.db.agents_inbox_snoozes import is_put_off
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ConversationSeenRow
from bot.application.agents.inbox_models import Asked, Counts, Facets, InboxRow, Tab
from bot.domain.conversation import Owner

_QUEUED = col(TALK.owner) == Owner.QUEUE.value
_EARLY = datetime.min.replace(tzinfo=UTC)


class SqlInboxView:
    """The `InboxView` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._names = NameBook(database)

    async def rows(self, asked: Asked) -> Sequence[InboxRow]:
        async with self._database.reading() as session:
            query = await self._searched(session, asked) if asked.search else _TABS[asked.tab](asked)
            found = (await session.execute(_filtered(query, asked).limit(asked.limit + 1))).all()
        rows = [row_of(row, self._database.vault) for row in found]
        return sorted(rows, key=_by_waiting) if asked.tab is Tab.MINE and not asked.search else rows

    async def counts(self, asked: Asked) -> Counts:
        put_off = is_put_off(asked.at)
        those = [
            (_QUEUED, ~put_off),
            (*_is_mine(asked), ~put_off),
            (put_off, _may_see_put_off(asked)),
            (*_is_mine(asked), ~put_off, has_unseen(asked.agent)),
        ]
        counting = [select(func.count()).select_from(TALK).where(*some) for some in those]
        async with self._database.reading() as session:
            return Counts(*[await session.scalar(query) or 0 for query in counting])

    async def facets(self) -> Facets:
        has_people = select(col(TALK.creditor), col(TALK.channel), col(ASKED.reason)).join_from(TALK, ASKED, IS_OPEN)
        async with self._database.reading() as session:
            found = (await session.execute(has_people.distinct())).all()
        creditors, channels, reasons = (sorted({str(row[place]) for row in found if row[place]}) for place in range(3))
        return Facets(creditors, channels, reasons)

    async def saw(self, conversation_id: int, agent: str, seq: int, at: datetime) -> None:
        row = {"conversation_id": conversation_id, "agent": agent, "seq": seq, "at": at}
        put = self._database.insert(ConversationSeenRow).values(**row)
        newer = put.on_conflict_do_update(
            index_elements=["conversation_id", "agent"],
            set_={"seq": seq, "at": at},
            where=col(ConversationSeenRow.seq) < seq,
        )
        async with self._database.writing() as session:
            await session.execute(newer)

    async def _searched(self, session: AsyncSession, asked: Asked) -> Select[Any]:
        """Everywhere, the newest first."""
        found = await matching(session, asked.search, self._database.vault, self._names)
        return _all(asked).where(or_(*found))


def _queue(asked: Asked) -> Select[Any]:
    query = listed(asked, col(ASKED.since), IS_OPEN).where(_QUEUED, col(SNOOZE.id).is_(None))
    return query.order_by(col(ASKED.urgent).desc(), col(ASKED.since), col(ASKED.id))


def _mine(asked: Asked) -> Select[Any]:
    return listed(asked, waits_since(), IS_OPEN).where(*_is_mine(asked), col(SNOOZE.id).is_(None))


def _snoozed(asked: Asked) -> Select[Any]:
    query = listed(asked, col(SNOOZE.until), IS_OPEN).where(col(SNOOZE.id).is_not(None), _may_see_put_off(asked))
    return query.order_by(col(SNOOZE.until), col(TALK.id))


def _closed(asked: Asked) -> Select[Any]:
    return listed(asked, col(ASKED.closed_at), IS_ENDED).order_by(col(ASKED.closed_at).desc(), col(ASKED.id).desc())


def _all(asked: Asked) -> Select[Any]:
    query = listed(asked, col(TALK.last_inbound_at), is_newest(), or_none=True)
    return query.order_by(col(TALK.last_inbound_at).desc(), col(TALK.id).desc())


_TABS = {Tab.QUEUE: _queue, Tab.MINE: _mine, Tab.SNOOZED: _snoozed, Tab.CLOSED: _closed, Tab.ALL: _all}


def _filtered(query: Select[Any], asked: Asked) -> Select[Any]:
    chosen = asked.filters
    if chosen.creditor:
        query = query.where(col(TALK.creditor) == chosen.creditor)
    if chosen.channel:
        query = query.where(col(TALK.channel) == chosen.channel)
    return query.where(col(ASKED.reason) == chosen.reason) if chosen.reason else query


def _is_mine(asked: Asked) -> tuple[ColumnElement[bool], ...]:
    return col(TALK.owner) == Owner.AGENT.value, col(TALK.agent) == asked.agent


def _may_see_put_off(asked: Asked) -> ColumnElement[bool]:
    """One's own, and what waits for anybody; a supervisor sees all."""
    return true() if asked.sees_all else or_(_QUEUED, col(TALK.agent) == asked.agent)


def _by_waiting(row: InboxRow) -> tuple[bool, bool, datetime, int]:
    """Whoever waits, urgent ones and the longest first; then those where the debtor's word is awaited."""
    return row.since is None, not row.urgent, row.since or _EARLY, row.id
