"""The list of conversations as one reading of the database, whatever their number."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, and_, bindparam, case, func, or_, select, true
from sqlmodel import col

from bot.adapters.db.agents.inbox_names import NameBook
from bot.adapters.db.agents.inbox_rows import (
    AGENT,
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
from bot.adapters.db.agents.inbox_search import matching
from bot.adapters.db.agents.inbox_snoozes import AT, is_put_off
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ConversationSeenRow
from bot.application.agents.inbox_models import Asked, Counts, Facets, InboxRow, Tab
from bot.domain.conversation import Owner

_QUEUED = col(TALK.owner) == Owner.QUEUE.value
_MINE = and_(col(TALK.owner) == Owner.AGENT.value, col(TALK.agent) == AGENT)
_EARLY = datetime.min.replace(tzinfo=UTC)


class SqlInboxView:
    """The `InboxView` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._names = NameBook(database)

    async def rows(self, asked: Asked) -> Sequence[InboxRow]:
        given = {"at": asked.at, "agent": asked.agent, "most": asked.limit + 1}
        filters = {name: value for name, value in vars(asked.filters).items() if value}
        async with self._database.reading() as session:
            query = _narrowed(asked.tab, frozenset(filters), asked.sees_all)
            if asked.search:
                found = await matching(session, asked.search, self._database.vault, self._names)
                query = _narrowed(Tab.ALL, frozenset(filters), asked.sees_all).where(or_(*found))
            listed_rows = (await session.execute(query, given | filters)).all()
        rows = [row_of(row, self._database.vault) for row in listed_rows]
        return sorted(rows, key=_by_waiting) if asked.tab is Tab.MINE and not asked.search else rows

    async def counts(self, asked: Asked) -> Counts:
        async with self._database.reading() as session:
            row = (await session.execute(_counted(asked.sees_all), {"at": asked.at, "agent": asked.agent})).one()
        return Counts(*row)

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


def _queue(_: bool) -> Select[Any]:
    query = listed(col(ASKED.since), IS_OPEN).where(_QUEUED, col(SNOOZE.id).is_(None))
    return query.order_by(col(ASKED.urgent).desc(), col(ASKED.since), col(ASKED.id))


def _mine(_: bool) -> Select[Any]:
    return listed(waits_since(), IS_OPEN).where(_MINE, col(SNOOZE.id).is_(None))


def _snoozed(sees_all: bool) -> Select[Any]:
    query = listed(col(SNOOZE.until), IS_OPEN).where(col(SNOOZE.id).is_not(None), _may_see_put_off(sees_all))
    return query.order_by(col(SNOOZE.until), col(TALK.id))


def _closed(_: bool) -> Select[Any]:
    return listed(col(ASKED.closed_at), IS_ENDED).order_by(col(ASKED.closed_at).desc(), col(ASKED.id).desc())


def _all(_: bool) -> Select[Any]:
    query = listed(col(TALK.last_inbound_at), is_newest(), or_none=True)
    return query.order_by(col(TALK.last_inbound_at).desc(), col(TALK.id).desc())


_TABS = {Tab.QUEUE: _queue, Tab.MINE: _mine, Tab.SNOOZED: _snoozed, Tab.CLOSED: _closed, Tab.ALL: _all}
_FILTERED = {"creditor": TALK.creditor, "channel": TALK.channel, "reason": ASKED.reason}


@cache
def _narrowed(tab: Tab, by: frozenset[str], sees_all: bool) -> Select[Any]:
    query = _TABS[tab](sees_all).limit(bindparam("most", type_=Integer()))
    return query.where(*(col(_FILTERED[name]) == bindparam(name, type_=String()) for name in sorted(by)))


@cache
def _counted(sees_all: bool) -> Select[Any]:
    """In one pass over the conversations people have."""
    put_off = is_put_off(AT)
    those = (
        and_(_QUEUED, ~put_off),
        and_(_MINE, ~put_off),
        and_(put_off, _may_see_put_off(sees_all)),
        and_(_MINE, ~put_off, has_unseen()),
    )
    counting = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in those]
    return select(*counting).select_from(TALK).where(col(TALK.owner).in_([Owner.QUEUE.value, Owner.AGENT.value]))


def _may_see_put_off(sees_all: bool) -> ColumnElement[bool]:
    """One's own, and what waits for anybody; a supervisor sees all."""
    return true() if sees_all else or_(_QUEUED, col(TALK.agent) == AGENT)


def _by_waiting(row: InboxRow) -> tuple[bool, bool, datetime, int]:
    """Whoever waits, urgent ones and the longest first; then those where the debtor's word is awaited."""
    return row.since is None, not row.urgent, row.since or _EARLY, row.id
