"""News from the back office to the debtor: kept with what brought them about, told once (G1, G3)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.adapters.db.cases import SqlCases
from bot.adapters.db.news import SqlNews
from bot.adapters.db.slips import SqlSlips
from bot.adapters.db.storage import SqlStorage
from bot.application.cases import Closed, close_case
from bot.application.changes import NewsAnnounced, NewsTold, PhoneUnlinked
from bot.application.news import CaseNews, SlipNews, Untold
from bot.application.slips import Issued, mark_issued
from bot.domain.conversation import Channel
from bot.domain.money import Money
from tests.builders import NOON, PHONE, SENDER
from tests.integration.back_office.deals import CASE, EMAIL, NUMBER, a_case, a_request, close_a_deal, decide
from tests.integration.db.debtors import with_a_debtor

FOUND = Closed("ana@exemplo.invalid", NOON, "pagamento localizado")
ISSUED = Issued("ana@exemplo.invalid", NOON)


@pytest.fixture
def news(sql_storage: SqlStorage) -> SqlNews:
    return SqlNews(sql_storage.database)


async def a_closed_case(storage: SqlStorage, kind: str = "already_paid") -> int:
    person = await with_a_debtor(storage)
    await decide(storage, replace(a_case(person.id), kind=kind))
    await close_case(SqlCases(storage.database), CASE, FOUND)
    return person.id


async def test_a_closed_case_is_to_be_told_where_it_was_opened(sql_storage: SqlStorage, news: SqlNews) -> None:
    """G3"""
    person_id = await a_closed_case(sql_storage)

    [told] = await news.of_person(person_id)
    [untold] = await news.untold(NOON, 10)

    assert told == CaseNews(told.id, CASE, "pagamento localizado", NOON)
    assert untold == Untold((told.id,), person_id, Channel.WHATSAPP, PHONE, SENDER)


async def test_a_case_among_staff_is_nobodys_news(sql_storage: SqlStorage, news: SqlNews) -> None:
    person_id = await a_closed_case(sql_storage, kind="notice_data")

    assert (await news.of_person(person_id), await news.untold(NOON, 10)) == ([], [])


async def test_an_issued_slip_is_told_with_its_first_part(sql_storage: SqlStorage, news: SqlNews) -> None:
    """G1"""
    person_id = await close_a_deal(sql_storage, a_request())
    slips = SqlSlips(sql_storage.database)
    [request] = await slips.waiting()

    await mark_issued(slips, request.id, ISSUED)

    [told] = await news.of_person(person_id)
    assert told == SlipNews(told.id, NUMBER, 3, date(2026, 11, 27), Money(202_50), EMAIL)


async def test_what_was_told_is_told_no_more_and_what_was_announced_is_not_announced_again(
    sql_storage: SqlStorage, news: SqlNews
) -> None:
    person_id = await a_closed_case(sql_storage)
    [untold] = await news.untold(NOON, 10)

    await decide(sql_storage, NewsAnnounced(untold.news_ids), key="SM2")
    assert (await news.untold(NOON, 10), len(await news.of_person(person_id))) == ([], 1)

    await decide(sql_storage, NewsTold(untold.news_ids), key="SM3")
    assert await news.of_person(person_id) == []


async def test_two_news_of_one_talk_are_one_contact(sql_storage: SqlStorage, news: SqlNews) -> None:
    person = await with_a_debtor(sql_storage)
    await decide(sql_storage, a_case(person.id), a_case(person.id, "2026112000002"))
    for number in (CASE, "2026112000002"):
        await close_case(SqlCases(sql_storage.database), number, FOUND)

    [untold] = await news.untold(NOON, 10)

    assert len(untold.news_ids) == 2


async def test_what_is_put_off_waits_until_then_and_what_is_left_is_told_in_conversation_only(
    sql_storage: SqlStorage, news: SqlNews
) -> None:
    """R3"""
    person_id = await a_closed_case(sql_storage)
    [untold] = await news.untold(NOON, 10)

    await news.put_off(untold, NOON + timedelta(minutes=5))
    assert await news.untold(NOON + timedelta(minutes=5, seconds=-1), 10) == []
    assert await news.untold(NOON + timedelta(minutes=5), 10) == [untold]

    await news.leave(untold, NOON)
    assert (await news.untold(NOON + timedelta(days=9), 10), len(await news.of_person(person_id))) == ([], 1)


async def test_a_phone_taken_off_is_told_as_such(sql_storage: SqlStorage, news: SqlNews) -> None:
    """I5: whoever has it said it is not theirs."""
    person_id = await a_closed_case(sql_storage)
    await decide(sql_storage, PhoneUnlinked(PHONE, (person_id,)), key="SM2")

    [untold] = await news.untold(NOON, 10)

    assert untold.was_unlinked


async def test_a_case_closed_twice_is_told_once(sql_storage: SqlStorage, news: SqlNews) -> None:
    person_id = await a_closed_case(sql_storage)

    await SqlCases(sql_storage.database).close(CASE, FOUND)

    assert len(await news.of_person(person_id)) == 1
