"""Notices go out and are looked over only as far as those who talk leave room (section 9, bulk beside live turns)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select
from sqlmodel import col

from bot.adapters.db.notices.day_list import WRITTEN_AT_ONCE, SqlDayList
from bot.adapters.db.tables import ClockDecisionRow, NoticeAttemptRow
from bot.application.notices.day_list import Finding, FindingKind, look_over
from bot.application.notices.dispatch import dispatch_due
from tests.integration.notices.office import CONTENT, DUE, Office, a_debtor, phone
from tests.integration.notices.sending import Desk
from tests.integration.notices_pages.scene import tools_of

PEOPLE = (1, 2, 3)
PHRASES = yaml.safe_load((Path(CONTENT) / "common/phrases.yml").read_text(encoding="utf-8"))


@dataclass
class TalkGoesOn:
    """Lets nothing pass until it is told to; counts who has asked."""

    ended: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    steps: int = 0

    async def step(self) -> None:
        self.steps += 1

    async def clear(self) -> None:
        self.asked.release()
        await self.ended.wait()

    @asynccontextmanager
    async def behind(self) -> AsyncIterator[None]:
        await self.clear()
        yield


@pytest.fixture
async def desk(office: Office) -> Desk:
    await office.has(*[a_debtor(number, DUE) for number in PEOPLE])
    assert (await office.plans()).planned == len(PEOPLE)
    return Desk(office, PHRASES)


async def all_of_them_wait(way: TalkGoesOn) -> None:
    async with asyncio.timeout(30):
        for _ in PEOPLE:
            await way.asked.acquire()


@pytest.mark.each_database
async def test_nobody_is_told_before_those_who_talk_leave_room(desk: Desk) -> None:
    way = TalkGoesOn()
    going = asyncio.create_task(dispatch_due(replace(desk.tools(), way=way)))
    await all_of_them_wait(way)
    assert await desk.hands_over() == []

    way.ended.set()
    assert await going == len(PEOPLE)

    assert sorted(await desk.hands_over()) == [phone(number) for number in PEOPLE]


@pytest.mark.each_database
async def test_what_gives_way_when_the_worker_stops_is_anybodys_at_once(office: Office, desk: Desk) -> None:
    way = TalkGoesOn()
    going = asyncio.create_task(dispatch_due(replace(desk.tools(), way=way)))
    await all_of_them_wait(way)

    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going

    held = select(func.count(col(NoticeAttemptRow.id))).where(col(NoticeAttemptRow.lease_until).is_not(None))
    async with office.storage.database.reading() as session:
        assert await session.scalar(held) == 0
    assert await desk.makes() == len(PEOPLE)


async def test_looking_everybody_over_asks_for_room_after_each_chunk(office: Office, desk: Desk) -> None:
    """N4: once for the notices that stand, once for the people who might be notified, each opened and then judged."""
    way = TalkGoesOn()
    way.ended.set()

    await look_over(tools_of(office, way))

    for _ in ("notices", "people"):
        await asyncio.wait_for(way.asked.acquire(), 30)
    assert way.asked.locked()
    assert way.steps == 2 * (len(PEOPLE) + len(PEOPLE))


@pytest.mark.each_database
async def test_a_long_day_list_is_kept_whole_and_in_place_of_the_one_before(office: Office, desk: Desk) -> None:
    kept, person = SqlDayList(office.storage.database), await office.person()
    many = 2 * WRITTEN_AT_ONCE + 1
    now = office.clock.now()

    for _ in range(2):
        found = [Finding(FindingKind.ISSUE, "cassems", person.id, ("a", "b"), day, unpaid=1) for day in range(many)]
        await kept.keep(found, ["cassems"], now)

    listed = select(col(ClockDecisionRow.days_overdue), col(ClockDecisionRow.why)).order_by(col(ClockDecisionRow.id))
    async with office.storage.database.reading() as session:
        assert [tuple(row) for row in await session.execute(listed)] == [(day, "a,b") for day in range(many)]
