"""Agreements: their slips (P10), their state (G5), issuing a slip again (P11), titles not charged (T7)."""

from datetime import date, timedelta

import pytest
from debts import DEBT_LIMITS, PAYMENT, TODAY, a_negotiation, a_title

from bot.domain.agreements import (
    Agreement,
    AgreementState,
    Installment,
    ReissueRefusal,
    installments_of,
    reissue,
    reissue_refusal,
    titles_under_agreement,
)
from bot.domain.due_dates import DateRefused
from bot.domain.ladder import Offer, Trigger
from bot.domain.money import Money

MONDAY = date(2026, 8, 3)


def an_agreement(count: int = 3, first: date = MONDAY) -> Agreement:
    plan = a_negotiation(a_title(100, 1000_00)).plans[0]
    assert plan.count == 3
    offer = Offer("002", plan, Trigger.ASKED_INSTALLMENTS, TODAY)
    parts = installments_of(offer, first)[: count + 1]
    return Agreement("2026-1", "cassems", "002", ("045944372",), first, parts)


def state(agreement: Agreement, today: date, *holidays: date) -> AgreementState:
    return agreement.state(today, DEBT_LIMITS, holidays)


def test_a_plan_becomes_a_down_payment_and_monthly_slips_that_add_up() -> None:
    """P10, P8"""
    agreement = an_agreement()

    assert [part.number for part in agreement.installments] == [0, 1, 2, 3]
    assert [part.due.month for part in agreement.installments] == [8, 9, 10, 11]
    assert agreement.value == Money(1000_00)
    assert agreement.total == Money(1010_00)


def test_a_lump_sum_becomes_one_slip() -> None:
    offer = Offer("002", a_negotiation(a_title(100, 1000_00)).lump_sums[0], Trigger.FIRST, TODAY)

    assert installments_of(offer, MONDAY) == (Installment(0, MONDAY, Money(1000_00), Money(2_50)),)


def test_a_slip_is_overdue_the_day_after_it_could_be_paid() -> None:
    """G5, P7: due on a Saturday, paid on Monday in time."""
    agreement = an_agreement(first=date(2026, 8, 1))

    assert state(agreement, MONDAY) is AgreementState.UP_TO_DATE
    assert state(agreement, MONDAY, MONDAY) is AgreementState.UP_TO_DATE
    assert state(agreement, date(2026, 8, 4)) is AgreementState.OVERDUE


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, AgreementState.UP_TO_DATE),
        (1, AgreementState.OVERDUE),
        (30, AgreementState.OVERDUE),
        (31, AgreementState.BAD_PAYER),
        (60, AgreementState.BAD_PAYER),
        (61, AgreementState.BROKEN),
    ],
)
def test_one_unpaid_slip_worsens_with_its_days(days: int, expected: AgreementState) -> None:
    """G5"""
    assert state(an_agreement(count=0), MONDAY + timedelta(days=days)) is expected


def test_two_overdue_slips_make_a_bad_payer_at_once() -> None:
    """G5: the second falls due 28 days after the first."""
    parts = tuple(Installment(n, MONDAY + timedelta(days=28 * n), Money(100_00), Money(0)) for n in range(2))
    agreement = Agreement("1", "cassems", "002", ("1",), MONDAY, parts)

    assert state(agreement, MONDAY + timedelta(days=28)) is AgreementState.OVERDUE
    assert state(agreement, MONDAY + timedelta(days=29)) is AgreementState.BAD_PAYER


def test_payments_move_the_state_and_the_same_one_twice_changes_nothing() -> None:
    """G5, G2"""
    agreement = an_agreement(count=1)
    once = agreement.with_payment(0, MONDAY)
    settled = once.with_payment(1, date(2026, 9, 1))

    assert once.with_payment(0, TODAY) == once
    assert once.paid == agreement.installments[0].value
    assert once.next_unpaid == agreement.installments[1]
    assert state(settled, TODAY) is AgreementState.SETTLED


@pytest.mark.parametrize(
    ("days", "refusal"),
    [(-6, ReissueRefusal.TOO_EARLY), (-5, None), (0, None), (5, None), (6, ReissueRefusal.TOO_LATE)],
)
def test_a_slip_is_issued_again_within_five_days_of_its_due_date(days: int, refusal: ReissueRefusal | None) -> None:
    """P11"""
    part = an_agreement().installments[0]

    assert reissue_refusal(part, part.due + timedelta(days=days), PAYMENT) is refusal


def test_a_slip_issued_again_keeps_its_value_and_is_not_issued_a_third_time() -> None:
    """P11"""
    agreement = an_agreement()
    part, today = agreement.installments[0], MONDAY + timedelta(days=2)
    renewed = reissue(agreement, part, today + timedelta(days=7), today, PAYMENT)

    assert isinstance(renewed, Agreement)
    first = renewed.installments[0]
    assert (first.due, first.total, first.original_due) == (today + timedelta(days=7), part.total, MONDAY)
    assert renewed.installments[1:] == agreement.installments[1:]
    assert reissue(renewed, first, today, today, PAYMENT) is ReissueRefusal.ALREADY_REISSUED


def test_the_new_date_obeys_the_first_due_rule_and_a_paid_slip_is_left_alone() -> None:
    """P11, P7"""
    agreement = an_agreement()
    part = agreement.installments[0]
    refused = reissue(agreement, part, MONDAY + timedelta(days=8), MONDAY, PAYMENT)
    paid = agreement.with_payment(0, MONDAY).installments[0]

    assert refused == DateRefused(MONDAY + timedelta(days=8), MONDAY + timedelta(days=7), is_past=False)
    assert reissue(agreement, paid, MONDAY, MONDAY, PAYMENT) is ReissueRefusal.ALREADY_PAID


def test_titles_are_not_charged_while_their_agreement_runs() -> None:
    """T7"""
    agreement = an_agreement(count=0)

    assert titles_under_agreement([agreement], MONDAY, DEBT_LIMITS) == {"045944372"}
    assert titles_under_agreement([agreement], MONDAY + timedelta(days=61), DEBT_LIMITS) == set()
    assert titles_under_agreement([agreement.with_payment(0, MONDAY)], MONDAY, DEBT_LIMITS) == set()
