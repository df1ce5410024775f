"""P7, G5: acts judge an agreement with the calendar of the debtor's state."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.documents import PaperDocuments
from bot.application.acts.agreements_shown import running, state_of
from bot.application.desk import Desk, Instant, Services
from bot.domain.agreements import Agreement, AgreementState, Installment
from bot.domain.conversation import Channel, Conversation
from bot.domain.money import Money
from bot.domain.people import Account
from tests.builders import PHONE, SENDER, TODAY, a_person
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.unit.adapters.documents.papers import CASSEMS

MS_FOUNDED = date(2027, 10, 11)  # a Monday, holiday of Mato Grosso do Sul; Tuesday the 12th is one everywhere
NEXT_BUSINESS_DAY = date(2027, 10, 13)


def a_desk(today: date, state: str, breaks_after: int) -> Desk:
    storage = FakeStorage(FakeClock())
    policy = replace(CASSEMS, limits=replace(CASSEMS.limits, agreement_broken_after_days=breaks_after))
    at = datetime(today.year, today.month, today.day, 12, tzinfo=ZoneInfo("America/Sao_Paulo"))
    agreement = Agreement(
        "AC1", "cassems", "052", ("1",), TODAY, (Installment(0, MS_FOUNDED, Money(10_000), Money(0)),)
    )
    return Desk(
        conversation=Conversation(1, Channel.WHATSAPP, PHONE, SENDER, "cassems"),
        policy=policy,
        policies={"cassems": policy},
        phrase_texts={},
        services=Services(storage.records(), storage.numbers(), HolidayCalendar(), PaperDocuments()),
        at=Instant(at, at),
        account=Account(a_person(state=state), [], agreements=[agreement]),
    )


@pytest.mark.parametrize(
    ("today", "state", "expected"),
    [
        (NEXT_BUSINESS_DAY, "MS", AgreementState.UP_TO_DATE),
        (NEXT_BUSINESS_DAY + timedelta(days=1), "MS", AgreementState.OVERDUE),
        (MS_FOUNDED, "SP", AgreementState.UP_TO_DATE),
        (MS_FOUNDED + timedelta(days=1), "SP", AgreementState.OVERDUE),
    ],
)
def test_a_slip_due_on_a_holiday_is_late_when_the_next_business_day_has_passed(
    today: date, state: str, expected: AgreementState
) -> None:
    [agreement] = (desk := a_desk(today, state, breaks_after=60)).debtor.agreements

    assert state_of(desk, agreement) is expected


def test_an_agreement_is_not_broken_by_days_on_which_nobody_can_pay() -> None:
    """A policy that breaks an agreement on its second day late: T7 holds meanwhile."""
    kept, broken = (a_desk(NEXT_BUSINESS_DAY + timedelta(days=more), "MS", breaks_after=1) for more in (0, 1))

    assert [len(running(desk)) for desk in (kept, broken)] == [1, 0]
