"""Days that are not held against a person: whose they are, and how they are counted (N4)."""

from datetime import date

import pytest
from notice_examples import CASSEMS

from bot.domain.money import Money
from bot.domain.notices.drafting import fees_to_notify
from bot.domain.notices.excuses import Excuse, ExcuseKind, days_excused, is_in_hospital, less_excused
from tests.builders import a_title

DUE, TODAY = date(2026, 10, 1), date(2026, 11, 20)  # fifty days


def an_excuse(starts: date, ends: date | None = None, *numbers: str) -> Excuse:
    return Excuse(ExcuseKind.OPERATOR, starts, ends, numbers)


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        (date(2026, 10, 2), date(2026, 10, 2), 1),  # the first day of delay
        (date(2026, 9, 1), date(2026, 10, 1), 0),  # it was not due yet
        (date(2026, 10, 2), date(2026, 11, 20), 50),
        (date(2026, 11, 20), date(2027, 1, 1), 1),  # what is to come is not counted
        (date(2026, 11, 21), date(2027, 1, 1), 0),
        (date(2026, 10, 5), None, 47),
    ],
)
def test_only_days_of_delay_up_to_today_are_excused(starts: date, ends: date | None, days: int) -> None:
    """N4"""
    assert days_excused([an_excuse(starts, ends)], "1", DUE, TODAY) == days


def test_a_day_is_excused_once_and_only_for_the_titles_it_is_about() -> None:
    """N4"""
    excuses = [
        an_excuse(date(2026, 10, 2), date(2026, 10, 11)),
        an_excuse(date(2026, 10, 6), date(2026, 10, 15)),
        an_excuse(date(2026, 10, 16), date(2026, 10, 20), "2"),
    ]

    assert [days_excused(excuses, number, DUE, TODAY) for number in ("1", "2")] == [14, 19]


def test_a_stay_in_hospital_lasts_to_the_end_of_its_last_day_or_until_it_is_put_down() -> None:
    """N4"""
    stay = Excuse(ExcuseKind.HOSPITAL, date(2026, 11, 10), date(2026, 11, 20))
    unended = Excuse(ExcuseKind.HOSPITAL, date(2026, 11, 10))

    days = (date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 20), date(2026, 11, 21))

    assert [is_in_hospital([stay], day) for day in days] == [False, True, True, False]
    assert is_in_hospital([unended], date(2027, 5, 1))
    assert not is_in_hospital([an_excuse(date(2026, 1, 1))], TODAY)
    assert days_excused([stay], "1", DUE, TODAY) == 0  # it blocks, and adds no days


def test_a_mensalidade_whose_delay_is_all_the_operators_is_not_late() -> None:
    """N4"""
    titles = [
        a_title("1", code="002", due_date=DUE, principal=Money(100_00)),
        a_title("2", code="002", due_date=date(2026, 11, 1), principal=Money(100_00)),
    ]
    fees = fees_to_notify(titles, CASSEMS, TODAY)

    counted = less_excused(fees, [an_excuse(date(2026, 10, 2), date(2026, 11, 20), "1")], TODAY)
    some = less_excused(fees, [an_excuse(date(2026, 10, 2), date(2026, 10, 21), "1")], TODAY)

    assert [(fee.title.number, fee.days_overdue) for fee in counted] == [("2", 19)]
    assert [(fee.title.number, fee.days_overdue) for fee in some] == [("1", 30), ("2", 19)]
