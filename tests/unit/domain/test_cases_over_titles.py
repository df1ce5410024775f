"""Which titles an open case holds (G3)."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.cases import case_over, chargeable, narrowed, under_analysis
from bot.domain.people import Account, OpenCase
from tests.builders import a_person, a_title

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def a_case(*titles: str, kind: str = "already_paid", number: str = "1") -> OpenCase:
    return OpenCase(number, kind, AT, date(2026, 11, 25), titles)


def an_account(*cases: OpenCase) -> Account:
    return Account(a_person(), [a_title("1"), a_title("2")], cases=list(cases))


@pytest.mark.parametrize("kind", ["already_paid", "contest", "payroll"])
def test_a_title_under_a_case_is_not_charged(kind: str) -> None:
    account = an_account(a_case("2", kind=kind))

    assert [title.number for title in chargeable(account)] == ["1"]
    assert [(title.number, case.kind) for title, case in under_analysis(account)] == [("2", kind)]


@pytest.mark.parametrize("kind", ["contact_update", "media", "cancel_plan", "notice"])
def test_a_case_about_something_else_holds_nothing(kind: str) -> None:
    assert len(chargeable(an_account(a_case("1", "2", kind=kind)))) == 2


def test_a_case_that_names_no_title_holds_them_all() -> None:
    assert chargeable(an_account(a_case())) == []


def test_the_first_case_over_a_title_is_the_one_told() -> None:
    found = case_over(a_title("1"), [a_case("2", number="a"), a_case("1", number="b"), a_case("1", number="c")])

    assert found is not None
    assert found.number == "b"


@pytest.mark.parametrize(
    ("before", "named", "after"),
    [
        (("1", "2", "3"), ("2",), ("2",)),
        ((), ("2",), ("2",)),
        (("2",), ("3",), ("2", "3")),
        (("2", "3"), ("3",), ("2", "3")),
    ],
)
def test_a_month_named_narrows_a_case_about_everything_and_widens_a_narrow_one(
    before: tuple[str, ...], named: tuple[str, ...], after: tuple[str, ...]
) -> None:
    """G3: "Qual mês?"."""
    assert narrowed(a_case(*before), named, ("1", "2", "3")) == after
