"""The worker's look for news: what fails is put off, and the others are told (G3)."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.db.cases import SqlCases
from bot.adapters.db.news import SHUT_FOR, SqlNews
from bot.adapters.db.outbox import SqlOutbox
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import ConversationRow
from bot.adapters.documents import PaperDocuments
from bot.application.announce_news import OPENER, TRIED_AGAIN_AFTER
from bot.application.cases import Closed, close_case
from bot.application.changes import CaseOpened
from bot.application.desk import Services
from bot.application.giving_way import FreeWay
from bot.application.handle_turn import TurnTools
from bot.application.ports import Prediction
from bot.application.releases import LoadedRelease
from bot.application.wording import ResponseText, Texts
from bot.lanes.news import tell_what_is_new
from tests.builders import a_message, a_row, a_title, a_turn
from tests.fakes import FakeClock
from tests.integration.db.debtors import put
from tests.notice_desks import PHRASES, POLICIES

BROKEN, FINE = "+5567900000008", "+5567900000009"


class OneRelease:
    async def live(self) -> LoadedRelease:
        return LoadedRelease("live", {"profiles": {}}, Texts({OPENER: ResponseText("Olá", "Ola")}), POLICIES, PHRASES)


@dataclass
class FailsOnce:
    """A dialogue that cannot answer the first time it is asked."""

    asked: int = 0

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        self.asked += 1
        if self.asked == 1:
            raise RuntimeError
        return Prediction((step,), None, {"step": step})


@dataclass
class Parts:
    """Of the assembly, what the job needs."""

    database: Any
    clock: FakeClock


@pytest.fixture
def tools(sql_storage: SqlStorage, clock: FakeClock) -> TurnTools:
    services = Services(sql_storage.records(), sql_storage.numbers(), HolidayCalendar(), PaperDocuments())
    return TurnTools(
        inbox=sql_storage.inbox(),
        dialogue=FailsOnce(),  # type: ignore[arg-type]
        releases=OneRelease(),  # type: ignore[arg-type]
        services=services,
        clock=clock,
        default_creditor="cassems",
        quiet=timedelta(seconds=1),
        lease_s=30,
    )


async def with_an_answered_case(storage: SqlStorage, clock: FakeClock, phone: str, number: str) -> None:
    person = a_row(a_title(number), phone, registration=number, document=number).person
    [debtor] = await put(storage, replace(a_row(a_title(number), phone), person=person))
    conversation_id = await storage.inbox().store(a_message(number, contact=phone, received_at=clock.now()))
    assert conversation_id is not None
    claim = await storage.inbox().claim(conversation_id, quiet_since=clock.now(), lease_s=30)
    assert claim is not None
    opened = CaseOpened(number, "already_paid", debtor.id, date(2026, 11, 25), "paguei")
    assert await storage.inbox().commit(claim, a_turn(claim, changes=(opened,)))
    await close_case(SqlCases(storage.database), number, Closed("ana@exemplo.invalid", clock.now(), "localizado"))


async def test_a_stopped_bot_tells_no_news_and_tells_it_as_soon_as_it_is_resumed(
    sql_storage: SqlStorage, tools: TurnTools, clock: FakeClock
) -> None:
    """F2, G3: nothing is put off meanwhile."""
    await with_an_answered_case(sql_storage, clock, FINE, "40617382913")
    clock.advance(days=3)
    job, outbox = Parts(sql_storage.database, clock), SqlOutbox(sql_storage.database, clock)
    answers = replace(tools, dialogue=FailsOnce(asked=1))  # type: ignore[arg-type]

    await tell_what_is_new(job, replace(answers, is_stopped=always))  # type: ignore[arg-type]
    assert (await outbox.claim(10, 60), len(await SqlNews(sql_storage.database).untold(clock.now(), 10))) == ([], 1)
    await tell_what_is_new(job, answers)  # type: ignore[arg-type]

    assert [sending.contact for sending in await outbox.claim(10, 60)] == [FINE]


async def always() -> bool:
    return True


class Counted(FreeWay):
    """Lets everything pass at once, and counts it."""

    passed = 0

    def behind(self) -> AbstractAsyncContextManager[object]:
        self.passed += 1
        return super().behind()


async def test_each_piece_of_news_gives_way_to_who_talks(
    sql_storage: SqlStorage, tools: TurnTools, clock: FakeClock
) -> None:
    """Section 9"""
    for phone, number in ((BROKEN, "27481593655"), (FINE, "40617382913")):
        await with_an_answered_case(sql_storage, clock, phone, number)
    clock.advance(days=3)
    way = Counted()

    await tell_what_is_new(Parts(sql_storage.database, clock), tools, way)  # type: ignore[arg-type]

    assert way.passed == len((BROKEN, FINE))


async def test_one_that_fails_keeps_none_of_the_others_waiting(
    sql_storage: SqlStorage, tools: TurnTools, clock: FakeClock
) -> None:
    for phone, number in ((BROKEN, "27481593655"), (FINE, "40617382913")):
        await with_an_answered_case(sql_storage, clock, phone, number)
    clock.advance(days=3)
    job = Parts(sql_storage.database, clock)

    await tell_what_is_new(job, tools)  # type: ignore[arg-type]

    [sending] = await SqlOutbox(sql_storage.database, clock).claim(10, 60)
    assert (sending.contact, sending.message.body) == (FINE, "Olá")
    assert await SqlNews(sql_storage.database).untold(clock.now(), 10) == []

    clock.instant += TRIED_AGAIN_AFTER
    [again] = await SqlNews(sql_storage.database).untold(clock.now(), 10)
    assert again.contact == BROKEN


async def test_news_for_a_conversation_that_cannot_be_opened_is_in_no_others_way(
    sql_storage: SqlStorage, clock: FakeClock
) -> None:
    """However many they are; looked at again after a while."""
    for phone, number in ((BROKEN, "27481593655"), (FINE, "40617382913")):
        await with_an_answered_case(sql_storage, clock, phone, number)
    clock.advance(days=3)
    news, shut = SqlNews(sql_storage.database), update(ConversationRow).where(col(ConversationRow.id) == 1)
    async with sql_storage.database.writing() as session:
        await session.execute(shut.values(contact=b"torn"))

    looks = [await news.untold(clock.now(), 1), await news.untold(clock.now(), 1)]
    clock.instant += SHUT_FOR
    again = await news.untold(clock.now(), 1)

    assert [[untold.contact for untold in look] for look in (*looks, again)] == [[], [FINE], []]
