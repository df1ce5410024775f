"""A dispatcher that is stopped in the middle leaves what it had taken to the next one, at once (N6)."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest
import yaml
from sqlalchemy import select, update
from sqlmodel import col

from bot.adapters.db.tables import NoticeAttemptRow
from bot.application.notices.dispatch import dispatch_due
from bot.domain.conversation import Channel
from tests.integration.notices.office import CONTENT, DUE, Office, a_debtor, phone
from tests.integration.notices.sending import Desk

PEOPLE = range(1, 6)
PHRASES = yaml.safe_load((CONTENT / "common/phrases.yml").read_text(encoding="utf-8"))


@dataclass
class OneAndNoMore:
    """The first has its place, the others wait for theirs for ever."""

    waiting: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    async def wait_s(self, sender: str, channel: Channel) -> float:
        self.asked += 1
        if self.asked > 1:
            self.waiting.set()
            await asyncio.Event().wait()
        return 0.0


async def leases(office: Office) -> list[bool]:
    held = select(col(NoticeAttemptRow.lease_until).is_not(None)).order_by(col(NoticeAttemptRow.id))
    async with office.storage.database.reading() as session:
        return list(await session.scalars(held))


async def stopped_in_the_middle(desk: Desk) -> list[str]:
    """Who was told until then."""
    pace = OneAndNoMore()
    going = asyncio.create_task(dispatch_due(replace(desk.tools(), pace=pace)))
    async with asyncio.timeout(30):
        await pace.waiting.wait()
        while not (told := await desk.hands_over()):
            await asyncio.sleep(0)
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going
    return told


@pytest.fixture
async def desk(office: Office) -> Desk:
    await office.has(*[a_debtor(number, DUE) for number in PEOPLE])
    assert (await office.plans()).planned == len(PEOPLE)
    return Desk(office, PHRASES)


@pytest.mark.each_database
async def test_an_attempt_that_cannot_be_opened_holds_up_no_other(office: Office, desk: Desk) -> None:
    """Looked at again when its lease is over."""
    async with office.storage.database.writing() as session:
        await session.execute(update(NoticeAttemptRow).where(col(NoticeAttemptRow.id) == 1).values(contact=b"torn"))

    first, then = await office.ledger.due(10, 30), await office.ledger.due(10, 30)
    office.clock.advance(seconds=31)

    assert (len(first), len(then), len(await office.ledger.due(10, 30))) == (len(PEOPLE) - 1, 0, len(PEOPLE) - 1)


@pytest.mark.each_database
async def test_what_was_taken_and_not_made_is_anybodys_at_once(office: Office, desk: Desk) -> None:
    told = await stopped_in_the_middle(desk)
    assert sum(await leases(office)) <= len(told)

    assert await desk.makes() == len(PEOPLE) - 1

    assert sorted([*told, *await desk.hands_over()]) == [phone(number) for number in PEOPLE]


async def test_what_another_took_over_meanwhile_stays_his(office: Office, desk: Desk) -> None:
    mine = await office.ledger.due(10, 30)
    office.clock.advance(seconds=31)
    assert len(await office.ledger.due(10, 30)) == len(PEOPLE)

    await office.ledger.give_back(mine)

    assert all(await leases(office))
