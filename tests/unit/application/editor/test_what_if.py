"""Sums over a portfolio under two policies are those of the quotes themselves (P5, P6, F1)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.application.editor.policy.what_if import (
    EVERYBODY,
    Owing,
    Pair,
    Progress,
    Sums,
    advance,
    carried,
    count,
    drawn_for_sample,
    taken_up,
    terms_of,
)
from bot.application.policy_document import read_profile
from bot.domain.money import Money
from bot.domain.titles import Title
from tests.builders import TODAY, a_title

LIVE = read_profile(Path(__file__).parents[4] / "flows" / "content" / "cassems")
DRAFT = replace(LIVE, negotiation=replace(LIVE.negotiation, minimum_down_payment=Money(80_00)))


def owed(number: int, cents: int, days: int, code: str = "001") -> Title:
    due = TODAY - timedelta(days=days)
    return replace(
        a_title(), number=str(number), code=code, due_date=due, principal=Money(cents), fine=Money(0), interest=Money(0)
    )


def test_a_lower_down_payment_lets_more_people_have_a_plan() -> None:
    """P6: 160,00 leaves a plan of 80,01 and 79,99, and none with 100,00 down."""
    pair = count([Owing(1, (owed(1, 160_00, 30),))], LIVE, DRAFT, TODAY)

    assert (pair.live.whole.with_plan, pair.draft.whole.with_plan) == (0, 1)
    assert pair.draft.whole.average_down_payment == Money(80_01)


def test_sums_are_those_of_the_quotes() -> None:
    """P2, P3, P4: two codes of one person are two negotiations, and one debtor."""
    titles = (owed(1, 1_000_00, 400), owed(2, 500_00, 400, "050"))
    terms = terms_of(titles, LIVE, TODAY)

    sums = count([Owing(1, titles)], LIVE, DRAFT, TODAY).live.whole

    assert (sums.debtors, sums.plans, sums.with_plan) == (1, 2, 1)
    assert sums.lump_discount == sum(one.lump_sum.discount.cents for one in terms if one.lump_sum) == 300_00
    assert sums.down_payments == sum(one.plan.down_payment.cents for one in terms if one.plan)


def test_brackets_are_told_apart_and_add_up_to_the_whole() -> None:
    """P2"""
    people = [Owing(number, (owed(number, 900_00, days),)) for number, days in enumerate((10, 91, 361, 800))]

    pair = count(people, LIVE, DRAFT, TODAY)

    assert {start: sums.debtors for start, sums in pair.live.brackets.items()} == {0: 1, 91: 1, 361: 2}
    assert sum(pair.live.brackets.values(), Sums()) == pair.live.whole


def test_a_creditor_without_negotiation_concedes_nothing() -> None:
    """P17"""
    closed = replace(LIVE, negotiation=replace(LIVE.negotiation, negotiates=False))

    sums = count([Owing(1, (owed(1, 900_00, 800),))], LIVE, closed, TODAY).draft.whole

    assert (sums.debtors, sums.lump_discount, sums.with_plan) == (1, 0, 0)


def test_counting_in_batches_is_counting_at_once() -> None:
    people = [Owing(number, (owed(number, 150_00 + number * 11_00, 30 * number),)) for number in range(1, 41)]
    progress = Progress()
    for start in range(0, 45, 15):
        batch = people[start : start + 15]
        carried_on = replace(progress, pair=taken_up(carried(progress.pair)))
        progress = advance(carried_on, batch, 15, count(batch, LIVE, DRAFT, TODAY))

    assert progress.pair == count(people, LIVE, DRAFT, TODAY)
    assert (progress.counted, progress.after, progress.is_over) == (40, 40, True)


def test_what_was_not_carried_by_us_counts_nothing() -> None:
    for plain in ({}, {"live": 1, "draft": 2}, {"live": {"whole": ["x"], "brackets": {}}, "draft": {}}, []):
        assert taken_up(plain) == Pair()


def test_a_sample_is_everybody_where_there_are_few() -> None:
    assert drawn_for_sample(500) == EVERYBODY
    assert drawn_for_sample(10_000) == EVERYBODY // 20
    assert drawn_for_sample(10**9) == 1
