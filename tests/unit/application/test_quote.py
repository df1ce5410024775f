"""The quote: the contract's figures, to the last centavo."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.application.policy_document import read_profile
from bot.application.quote import quote
from bot.domain.money import Money
from bot.domain.titles import Title

CONTENT = Path(__file__).parents[3] / "flows" / "content"
CASSEMS, ASSEFAZ = (read_profile(CONTENT / slug) for slug in ("cassems", "assefaz"))
TODAY = date(2026, 11, 21)
DEBTOR = "12345678909"


def a_title(
    due: date = date(2026, 10, 14), principal: str = "1594.53", code: str = "002", number: str = "045944372"
) -> Title:
    return Title(number, code, due.replace(day=1), due, Money.from_decimal_text(principal))


def negotiations(*titles: Title, policy: Any = CASSEMS, today: date = TODAY) -> list[dict[str, Any]]:
    found: Any = quote(policy, DEBTOR, titles, today)["negotiations"]
    return list(found)


def test_the_example_of_the_contract() -> None:
    """P2, P5, P6, P7, P8, P10, T4"""
    [negotiation] = negotiations(a_title())
    plans = negotiation.pop("installments")

    assert negotiation == {
        "title_code": "002",
        "titles": ["045944372"],
        "days_overdue": 38,
        "principal": "1594.53",
        "fine": "31.89",
        "interest": "20.20",
        "updated": "1646.62",
        "lump_sum": [
            {
                "step": 1,
                "discount": "0.00",
                "value": "1646.62",
                "fee": "2.50",
                "total": "1649.12",
                "due_date": "2026-11-28",
            }
        ],
    }
    assert plans[0] == {
        "step": 1,
        "count": 3,
        "value": "1646.62",
        "down_payment": "411.67",
        "installment": "411.65",
        "fee_per_slip": "2.50",
        "total": "1656.62",
        "due_dates": ["2026-11-28", "2026-12-28", "2027-01-28", "2027-02-28"],
    }
    assert [(plan["step"], plan["count"]) for plan in plans] == [(1, 3), (2, 6), (3, 9)]


def test_the_document_names_creditor_debtor_and_day() -> None:
    assert quote(CASSEMS, DEBTOR, [], TODAY) == {
        "creditor": "cassems",
        "debtor": DEBTOR,
        "today": "2026-11-21",
        "negotiations": [],
    }


def test_an_old_debt_has_two_lump_sum_steps() -> None:
    """P2, P5: 361 days of 1,000.00, a tenth and then a fifth of the principal off beyond the charges."""
    [negotiation] = negotiations(a_title(date(2025, 11, 25), "1000.00"))

    assert negotiation["days_overdue"] == 361
    assert negotiation["updated"] == "1140.33"
    steps = [(rung["step"], rung["discount"], rung["value"], rung["total"]) for rung in negotiation["lump_sum"]]
    assert steps == [(1, "240.33", "900.00", "902.50"), (2, "340.33", "800.00", "802.50")]
    assert {plan["value"] for plan in negotiation["installments"]} == {"1000.00"}


def test_negotiations_come_in_order_of_code_with_titles_as_given() -> None:
    """P4"""
    titles = [a_title(code="059", number="3"), a_title(number="2"), a_title(date(2026, 9, 14), number="1")]
    first, second = negotiations(*titles)

    assert (first["title_code"], first["titles"], first["days_overdue"]) == ("002", ["2", "1"], 38)
    assert (second["title_code"], second["titles"]) == ("059", ["3"])


def test_titles_not_due_or_past_the_limit_are_left_out() -> None:
    """T6"""
    assert negotiations(a_title(date(2026, 11, 22)), a_title(date(2021, 11, 20))) == []


def test_a_title_due_today_is_quoted_at_its_principal() -> None:
    [negotiation] = negotiations(a_title(TODAY, "500.00"))

    assert (negotiation["days_overdue"], negotiation["updated"]) == (0, "500.00")


def test_a_creditor_without_plans_asks_the_full_value_without_fee() -> None:
    """P17"""
    [negotiation] = negotiations(a_title(date(2024, 12, 21)), policy=ASSEFAZ)
    [lump_sum] = negotiation["lump_sum"]

    assert negotiation["installments"] == []
    assert lump_sum["total"] == lump_sum["value"] == negotiation["updated"]
    assert (lump_sum["discount"], lump_sum["fee"]) == ("0.00", "0.00")


def test_an_unknown_code_is_for_a_person() -> None:
    """T2"""
    [unknown, known] = negotiations(a_title(code="777"), a_title(code="999", number="9"))

    for negotiation in (unknown, known):
        assert (negotiation["lump_sum"], negotiation["installments"]) == ([], [])
        assert negotiation["handoff"] == "unknown_code"
    assert unknown["updated"] == "1646.62"


def test_a_known_code_has_no_handoff() -> None:
    assert "handoff" not in negotiations(a_title())[0]


def test_due_dates_take_the_last_day_of_shorter_months() -> None:
    """P7: quoted on 24 December, the first due date is the 31st."""
    [negotiation] = negotiations(a_title(), today=date(2026, 12, 24))

    due_dates = negotiation["installments"][0]["due_dates"]
    assert due_dates == ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"]


@pytest.mark.parametrize(
    ("principal", "counts"), [("174.99", []), ("175.00", [1]), ("249.99", [1]), ("250.00", [1, 2])]
)
def test_the_minima_decide_how_many_plans_there_are(principal: str, counts: list[int]) -> None:
    """P6: without charges, as from 91 days on."""
    [negotiation] = negotiations(a_title(date(2026, 8, 1), principal))

    assert [plan["count"] for plan in negotiation["installments"]] == counts
    assert len(negotiation["lump_sum"]) == 1


@given(st.lists(st.tuples(st.dates(date(2022, 1, 1), TODAY), st.integers(1, 900_000)), min_size=1, max_size=5))
def test_every_figure_adds_up_to_the_centavo(debts: list[tuple[date, int]]) -> None:
    """P5, P8, P10"""
    titles = [a_title(due, Money(cents).decimal_text(), number=str(n)) for n, (due, cents) in enumerate(debts)]
    [negotiation] = negotiations(*titles)
    amount = {key: Decimal(negotiation[key]) for key in ("principal", "fine", "interest", "updated")}

    assert amount["principal"] + amount["fine"] + amount["interest"] == amount["updated"]
    for rung in negotiation["lump_sum"]:
        assert Decimal(rung["value"]) + Decimal(rung["discount"]) == amount["updated"]
        assert Decimal(rung["value"]) + Decimal("2.50") == Decimal(rung["total"])
    for plan in negotiation["installments"]:
        count, value = plan["count"], Decimal(plan["value"])
        assert Decimal(plan["down_payment"]) + count * Decimal(plan["installment"]) == value
        assert value + (count + 1) * Decimal("2.50") == Decimal(plan["total"])
        assert len(plan["due_dates"]) == count + 1
