"""G3, H1: cases a debtor opens, what is added to them, and the titles they keep out of every offer."""

from dataclasses import replace
from datetime import date

import pytest

from bot.application.acts.cases import open_case, receive_document
from bot.application.acts.titles import choose_scope, list_titles
from bot.application.changes import CaseNoted, CaseOpened
from bot.application.deal import deal_of, negotiations_of
from bot.application.desk import Desk
from bot.domain.people import OpenCase
from bot.domain.titles import Title
from tests.builders import a_title
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.notice_desks import a_debtor, a_desk

MONTHS = {"1001": (6, "002"), "1002": (7, "002"), "1003": (8, "050")}


@pytest.fixture
def storage() -> FakeStorage:
    found = FakeStorage(FakeClock())
    a_debtor(found, *(a_month(number) for number in MONTHS))
    return found


def a_month(number: str) -> Title:
    month, code = MONTHS[number]
    return a_title(number, code=code, competence=date(2026, month, 1), due_date=date(2026, month, 24))


async def saying(storage: FakeStorage, text: str, **changes: object) -> Desk:
    return await a_desk(storage, text, **changes)


async def claimed(storage: FakeStorage, text: str) -> tuple[Desk, CaseOpened]:
    desk = await saying(storage, text, arguments={"kind": "already_paid"})
    await open_case(desk)
    [opened] = [change for change in desk.changes if isinstance(change, CaseOpened)]
    return desk, opened


def numbers(desk: Desk) -> list[str]:
    return [title.title.number for negotiation in negotiations_of(desk) for title in negotiation.titles]


async def test_a_month_said_to_be_paid_is_out_of_the_deal_in_the_same_turn(storage: FakeStorage) -> None:
    desk, opened = await claimed(storage, "já paguei a de junho")

    assert opened.title_numbers == ("1001",)
    assert numbers(desk) == ["1002", "1003"]
    assert [n.code for n in deal_of(desk).negotiations] == ["002", "050"]


async def test_a_claim_without_a_month_holds_everything_until_one_is_named(storage: FakeStorage) -> None:
    desk, opened = await claimed(storage, "já paguei")
    assert (opened.title_numbers, numbers(desk)) == (("1001", "1002", "1003"), [])

    desk.readings = (await saying(storage, "a de julho")).readings
    await receive_document(desk)

    [noted] = [change for change in desk.changes if isinstance(change, CaseNoted)]
    assert (noted.number, noted.title_numbers, numbers(desk)) == (opened.number, ("1002",), ["1001", "1003"])


async def test_another_month_named_later_is_held_too(storage: FakeStorage) -> None:
    desk, _ = await claimed(storage, "já paguei a de junho")

    desk.readings = (await saying(storage, "já paguei a de julho")).readings
    outcome = await open_case(desk)

    assert (outcome, numbers(desk)) == ("already", ["1003"])


async def test_a_case_closed_meanwhile_is_no_more_and_another_is_opened(storage: FakeStorage) -> None:
    desk, first = await claimed(storage, "já paguei a de junho")
    desk.debtor.cases.clear()

    assert await open_case(desk) == "opened_month"
    last = desk.changes[-1]
    assert isinstance(last, CaseOpened)
    assert last.number != first.number


async def test_a_charge_over_an_agreement_holds_the_titles_of_the_agreement_only(storage: FakeStorage) -> None:
    """T7"""
    desk = await saying(storage, "de novo isso", arguments={"kind": "contest", "about": "agreement"})
    desk.debtor.titles_in_agreement = [replace(a_month("1001"), number="9")]

    await open_case(desk)

    [opened] = [change for change in desk.changes if isinstance(change, CaseOpened)]
    assert (opened.title_numbers, len(numbers(desk))) == (("9",), 3)


async def test_titles_under_a_case_are_listed_as_such_and_in_no_total(storage: FakeStorage) -> None:
    desk = await saying(storage, "quanto devo?")
    desk.debtor.cases.append(OpenCase("77", "contest", desk.at.real, date(2026, 11, 25), ("1001", "1003")))

    outcome = await list_titles(desk)

    *_, first, second = str(desk.variables["titles_list"]).splitlines()
    assert (outcome, desk.variables["titles_count"]) == ("one", "1")
    assert first == "Contribuição Plano Especial, 06/2026 · em análise, caso 77, resposta até 25/11"
    assert "08/2026" in second


async def test_with_everything_under_a_case_there_is_nothing_to_offer(storage: FakeStorage) -> None:
    desk = await saying(storage, "quanto devo de junho?")
    desk.debtor.cases.append(OpenCase("77", "already_paid", desk.at.real, date(2026, 11, 25)))

    assert await list_titles(desk) == "under_case"
    assert str(desk.variables["titles_list"]).count("caso 77") == 3
    assert await choose_scope(desk) == "unclear"
