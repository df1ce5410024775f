"""Pages are told all that changed, wherever they were cut off, on both databases (decision 0016); more in the soak."""

import os
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.changes_seen import MOST_MISSED, SqlChangesSeen
from bot.adapters.db.desk_events import KEPT_FOR, note_change
from bot.adapters.db.engine import Database
from bot.adapters.db.personal.retention import forget_old
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import ConversationRow, DeskEventRow, InboxRow, MessageRow, OwnerChangeRow
from bot.application.agents.keys import Member
from bot.application.agents.live import names_for
from bot.application.agents.reach import Reach, reaching
from bot.application.agents.roles import StaffRole
from tests.builders import NOON

CUTS = int(os.environ.get("SOAK_CUTS", "4"))  # noqa: TID251
ANA = Member(1, "ana@exemplo.invalid", StaffRole.AGENT)
BIA = Member(2, "bia@exemplo.invalid", StaffRole.AGENT)
CHIEF = Member(3, "chefe@exemplo.invalid", StaffRole.SUPERVISOR)


class Talks:
    """Conversations that change, and what a page loaded afresh would show of each."""

    def __init__(self, database: Database, random: Random) -> None:
        self._database = database
        self._random = random
        self.shown: dict[str, int] = {}

    async def begin(self, number: int) -> None:
        for talk in range(1, number + 1):
            async with self._database.writing() as session:
                session.add(_conversation(talk, **self._somebody()))

    def _somebody(self) -> dict[str, str | None]:
        owner = self._random.choice(["bot", "queue", "agent"])
        return {"owner": owner, "agent": self._random.choice([ANA.email, BIA.email]) if owner == "agent" else None}

    async def change(self) -> None:
        talk = self._random.randrange(1, 5)
        async with self._database.writing() as session:
            row = await session.get_one(ConversationRow, talk)
            await self._random.choice([self._message, self._inbox, self._owner, self._event])(session, row)

    async def _message(self, session, row) -> None:  # type: ignore[no-untyped-def]
        row.last_seq += 1
        session.add(_line(row.id, row.last_seq))
        self._told(row, *(["queue"] if row.owner == "queue" else []), holders={row.agent})

    async def _inbox(self, session, row) -> None:  # type: ignore[no-untyped-def]
        number = self._random.getrandbits(60)
        session.add(
            InboxRow(source="t", external_id=f"SM{number}", conversation_id=row.id, sealed=b"", received_at=NOON)
        )
        self._told(row, *(["queue"] if row.owner == "queue" else []), holders={row.agent})

    async def _owner(self, session, row) -> None:  # type: ignore[no-untyped-def]
        before, holder, row.epoch = row.owner, row.agent, row.epoch + 1
        row.owner, row.agent = self._somebody().values()
        session.add(
            OwnerChangeRow(
                conversation_id=row.id,
                from_owner=before,
                from_agent=holder,
                to_owner=row.owner,
                to_agent=row.agent,
                by="t",
                reason="t",
                epoch=row.epoch,
                at=NOON,
            )
        )
        self._told(row, "queue", holders={holder, row.agent})

    async def _event(self, session, row) -> None:  # type: ignore[no-untyped-def]
        note_change(session, "case", NOON, conversation_id=row.id)
        self._told(row, "case", holders={row.agent})

    def _told(self, row: ConversationRow, *names: str, holders: set[str | None]) -> None:
        """As Ana is told it."""
        for name in (f"conversation-{row.id}", *names, *(["mine"] if ANA.email in holders else [])):
            self.shown[name] = self.shown.get(name, 0) + 1


class Page:
    """Fetches again what it hears named; it equals a fresh load when every part is as new as the last change."""

    def __init__(self, cursor: str, shown: dict[str, int]) -> None:
        self.cursor = cursor
        self.shown = dict(shown)

    async def hears(self, seen: SqlChangesSeen, now: dict[str, int]) -> None:
        batch = await seen.since(self.cursor)
        self.cursor = batch.cursor
        for name in names_for(ANA, batch.changes):
            self.shown = dict(now) if name == "fresh" else {**self.shown, **({name: now[name]} if name in now else {})}


def _conversation(talk: int, **more: Any) -> ConversationRow:
    values: dict[str, Any] = {
        "channel": "whatsapp",
        "contact_hash": bytes([talk]),
        "contact": b"",
        "sender": "+55",
        "created_at": NOON,
    }
    return ConversationRow(id=talk, **{"creditor": "cassems", **values, **more})


def _line(talk: int, seq: int) -> MessageRow:
    return MessageRow(conversation_id=talk, seq=seq, direction="in", speaker="debtor", body=b"", at=NOON)


@pytest.mark.parametrize("seed", range(CUTS))
async def test_a_page_cut_off_at_any_point_equals_one_loaded_afresh(database: Database, seed: int) -> None:
    random = Random(seed)
    talks, seen = Talks(database, random), SqlChangesSeen(database)
    await talks.begin(4)
    pages = [Page(await seen.now(), talks.shown) for _ in range(3)]

    for _ in range(60):
        await talks.change()
        for page in pages:
            if random.random() < 0.2:
                await page.hears(SqlChangesSeen(database), talks.shown)  # as another process would answer
    for page in pages:
        await page.hears(seen, talks.shown)

    assert [page.shown for page in pages] == [talks.shown] * 3


async def test_a_row_numbered_before_and_committed_after_is_told(postgres_url: str, vault, clock) -> None:  # type: ignore[no-untyped-def]
    """PostgreSQL gives numbers out before rows are seen by anybody."""
    storage = SqlStorage(postgres_url, vault, clock)
    database = storage.database
    async with database.writing() as session:
        session.add_all([_conversation(1), _conversation(2)])
    seen = SqlChangesSeen(database)

    async with database.writing() as slow:
        slow.add(_line(1, 1))
        await slow.flush()
        async with database.writing() as quick:
            quick.add(_line(2, 1))
        cursor = await seen.now()
        first = await seen.since(cursor)
    second = await seen.since(first.cursor)
    third = await seen.since(second.cursor)
    await storage.close()

    assert (names_for(ANA, first.changes), names_for(ANA, second.changes)) == ((), ("conversation-1",))
    assert third.changes == frozenset()


async def test_more_than_anybody_wants_to_hear_is_fresh(database: Database) -> None:
    seen = SqlChangesSeen(database)
    cursor = await seen.now()
    async with database.writing() as session:
        session.add_all([DeskEventRow(kind="case", at=NOON) for _ in range(MOST_MISSED + 1)])

    assert (await seen.since(cursor)).changes is None


@pytest.mark.parametrize("cursor", ["", "nonsense", "1.2.3", "9.9.9.9.9.9", "0.0.0.0.0.0~1:2:x", "0.0.0.0.0.0.0"])
async def test_a_cursor_that_leads_nowhere_is_fresh(database: Database, cursor: str) -> None:
    batch = await SqlChangesSeen(database).since(cursor)

    assert names_for(ANA, batch.changes) == ("fresh",)
    assert (await SqlChangesSeen(database).since(batch.cursor)).changes == frozenset()


async def test_events_thrown_away_are_told_as_fresh_and_numbers_go_on(database: Database) -> None:
    seen = SqlChangesSeen(database)
    cursor = await seen.now()
    for _ in range(3):
        async with database.writing() as session:
            note_change(session, "case", NOON)
    late = await seen.now()

    await forget_old(database, NOON + KEPT_FOR + timedelta(minutes=1), timedelta(days=1), timedelta(days=1))
    async with database.writing() as session:
        note_change(session, "slip", NOON)
    async with database.reading() as session:
        kept = list(await session.scalars(select(col(DeskEventRow.id))))

    assert kept == [3, 4]
    assert (await seen.since(cursor)).changes is None
    assert names_for(ANA, (await seen.since(late)).changes) == ("slip",)


async def test_each_hears_of_what_they_may_see(database: Database) -> None:
    seen = SqlChangesSeen(database)
    async with database.writing() as session:
        session.add_all([_conversation(1, owner="queue"), _conversation(2, owner="queue", creditor="assefaz")])
    cursor = await seen.now()
    async with database.writing() as session:
        session.add_all([_line(1, 1), _line(2, 1)])
        note_change(session, "slip", NOON)
        note_change(session, "notice", NOON, agent="bia@exemplo.invalid")
    bound = Member(2, "bia@exemplo.invalid", StaffRole.AGENT, creditors=frozenset({"assefaz"}))
    with reaching(Reach(bound.creditors)):
        changes = (await seen.since(cursor)).changes

    assert names_for(ANA, changes) == ("conversation-1", "conversation-2", "queue", "slip")
    assert names_for(bound, changes) == ("conversation-2", "notice", "queue", "slip")
    assert names_for(Member(3, "f@exemplo.invalid", StaffRole.FINANCE), changes) == ("slip",)
    assert names_for(Member(4, "x@exemplo.invalid", StaffRole.AUDITOR), changes) == (
        *("conversation-1", "conversation-2", "queue"),
    )


async def test_words_in_an_agents_conversation_renew_no_other_agents_list(database: Database) -> None:
    """Of fifty pages one fetches its list again, and the supervisor's, who sees all conversations."""
    async with database.writing() as session:
        session.add(_conversation(1, owner="agent", agent=ANA.email))
    seen = SqlChangesSeen(database)
    cursor = await seen.now()
    async with database.writing() as session:
        session.add(_line(1, 1))

    changes = (await seen.since(cursor)).changes

    assert names_for(ANA, changes) == ("conversation-1", "mine")
    assert names_for(BIA, changes) == ("conversation-1",)
    assert names_for(CHIEF, changes) == ("conversation-1", "queue")
