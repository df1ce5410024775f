"""What the floor and the figures of attendance are told from: the log of owners, words of people, and offers (H2)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import (
    ConversationRow,
    HandoffOfferRow,
    HandoffRow,
    MessageRow,
    OwnerChangeRow,
    StaffUserRow,
)
from bot.application.agents.floor import Employed, WaitsNow
from bot.application.agents.kept_spells import Mark
from bot.application.agents.roles import Right, StaffRole, granted
from bot.domain.attendance.figures import EndedOffer
from bot.domain.attendance.spells import WINDOW, History, Word
from bot.domain.conversation import Channel, Owner
from bot.domain.ownership import OwnerChange

ANSWERING = [role.value for role in StaffRole if Right.ANSWER in granted(role)]
AT_ONCE = 2_000  # of conversations read; a statement takes some 32,000 numbers
_MARK = (col(ConversationRow.id), col(ConversationRow.epoch), col(ConversationRow.last_seq))
_OWNERS = {owner.value: owner for owner in Owner}
_CHANGE = (
    col(OwnerChangeRow.conversation_id),
    col(OwnerChangeRow.from_owner),
    col(OwnerChangeRow.to_owner),
    col(OwnerChangeRow.by),
    col(OwnerChangeRow.reason),
    col(OwnerChangeRow.at),
    col(OwnerChangeRow.epoch),
    col(OwnerChangeRow.from_agent),
    col(OwnerChangeRow.to_agent),
)


class SqlFloorBook:
    """The `FloorBook` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def employed(self) -> Sequence[Employed]:
        works = (col(StaffUserRow.role).in_(ANSWERING), col(StaffUserRow.disabled_at).is_(None))
        async with self._database.reading() as session:
            users = (await session.scalars(select(StaffUserRow).where(*works).order_by(col(StaffUserRow.email)))).all()
            held, offered = await _held(session), await _offered(session)
        return [
            Employed(
                row.email,
                row.role,
                tuple(held[row.email]),
                offered[row.email],
                row.capacity,
                frozenset(filter(None, row.creditors.split(","))),
            )
            for row in users
        ]

    async def waiting(self) -> Sequence[WaitsNow]:
        query = (
            select(HandoffRow, col(ConversationRow.creditor))
            .join(ConversationRow, col(ConversationRow.id) == col(HandoffRow.conversation_id))
            .where(col(HandoffRow.closed_at).is_(None), col(ConversationRow.owner) == Owner.QUEUE.value)
            .order_by(col(HandoffRow.urgent).desc(), col(HandoffRow.since), col(HandoffRow.id))
        )
        async with self._database.reading() as session:
            return [
                WaitsNow(row.conversation_id, row.reason, creditor, row.urgent, row.since)
                for row, creditor in await session.execute(query)
            ]

    async def marks(self, since: datetime, creditor: str | None) -> Sequence[Mark]:
        async with self._database.reading() as session:
            return [Mark(*row) for row in await session.execute(_chosen(since, creditor))]

    async def histories(self, conversations: Sequence[int]) -> Sequence[History]:
        found: list[History] = []
        for some in batched(conversations, AT_ONCE):
            async with self._database.reading() as session:
                found += await _histories(session, some)
        return found

    async def offers(self, since: datetime, creditor: str | None) -> Sequence[EndedOffer]:
        query = (
            select(HandoffOfferRow, col(ConversationRow.creditor))
            .join(ConversationRow, col(ConversationRow.id) == col(HandoffOfferRow.conversation_id))
            .where(col(HandoffOfferRow.answered_at) >= since, col(ConversationRow.trial).is_(None))
        )
        if creditor is not None:
            query = query.where(col(ConversationRow.creditor) == creditor)
        async with self._database.reading() as session:
            return [
                EndedOffer(row.agent, whose, row.answer or "", row.answered_at or row.until)
                for row, whose in await session.execute(query)
            ]


def _chosen(since: datetime, creditor: str | None) -> Select[int, int, int]:
    """Those that changed hands since then, and those a debtor has waited in since before."""
    moved = select(col(OwnerChangeRow.conversation_id)).where(col(OwnerChangeRow.at) >= since)
    is_held = col(ConversationRow.owner) != Owner.BOT.value
    is_real = col(ConversationRow.trial).is_(None)  # of a draft that is tried, nothing counts
    query = select(*_MARK).where(or_(is_held, col(ConversationRow.id).in_(moved)), is_real)
    return query if creditor is None else query.where(col(ConversationRow.creditor) == creditor)


async def _histories(session: AsyncSession, chosen: Sequence[int]) -> list[History]:
    query = select(col(ConversationRow.id), col(ConversationRow.creditor), col(ConversationRow.channel))
    about = (await session.execute(query.where(col(ConversationRow.id).in_(chosen)))).all()
    changes = await _changes(session, chosen)
    words = await _words(session, chosen, changes)
    return [
        History(number, whose, channel == Channel.WHATSAPP, tuple(changes[number]), tuple(words[number]))
        for number, whose, channel in about
    ]


async def _changes(session: AsyncSession, chosen: Sequence[int]) -> dict[int, list[OwnerChange]]:
    query = select(*_CHANGE).where(col(OwnerChangeRow.conversation_id).in_(chosen))
    found: dict[int, list[OwnerChange]] = defaultdict(list)
    for number, before, after, by, reason, at, epoch, was, is_now in await session.execute(
        query.order_by(col(OwnerChangeRow.conversation_id), col(OwnerChangeRow.epoch))
    ):
        found[number].append(OwnerChange(number, _OWNERS[before], _OWNERS[after], by, reason, at, epoch, was, is_now))
    return found


async def _words(
    session: AsyncSession, chosen: Sequence[int], changes: dict[int, list[OwnerChange]]
) -> dict[int, list[Word]]:
    """By debtors and people, from a window before the first change on: what is older moves no figure."""
    found: dict[int, list[Word]] = defaultdict(list)
    begun = min((listed[0].at for listed in changes.values()), default=None)
    if begun is None:
        return found
    query = select(
        col(MessageRow.conversation_id), col(MessageRow.direction), col(MessageRow.speaker), col(MessageRow.at)
    )
    theirs = (col(MessageRow.speaker) != "bot", col(MessageRow.at) >= begun - WINDOW)
    query = query.where(*theirs, col(MessageRow.conversation_id).in_(chosen))
    for number, direction, speaker, at in await session.execute(
        query.order_by(col(MessageRow.conversation_id), col(MessageRow.seq))
    ):
        found[number].append(Word(at, None if direction == "in" else speaker))
    return found


async def _held(session: AsyncSession) -> dict[str, list[int]]:
    theirs = select(col(ConversationRow.agent), col(ConversationRow.id))
    held: dict[str, list[int]] = defaultdict(list)
    for agent, number in await session.execute(
        theirs.where(col(ConversationRow.owner) == Owner.AGENT.value).order_by(col(ConversationRow.id))
    ):
        held[agent or ""].append(number)
    return held


async def _offered(session: AsyncSession) -> dict[str, int]:
    offered: dict[str, int] = defaultdict(int)
    for agent in await session.scalars(select(col(HandoffOfferRow.agent)).where(col(HandoffOfferRow.answer).is_(None))):
        offered[agent] += 1
    return offered
