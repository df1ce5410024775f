"""Limits named in turn, as memory keeps them (P9)."""

from types import SimpleNamespace
from typing import Any, cast

from bot.application.acts.limits_named import beside_limits_kept, forget_limits
from bot.application.desk import Desk
from bot.domain.counter_offers import Proposal
from bot.domain.money import Money

A_MONTH, DOWN = Money(300_00), Money(500_00)


def a_desk() -> Any:
    return cast(Desk, SimpleNamespace(memory={}))


def test_the_month_named_first_stands_beside_the_down_payment_named_next() -> None:
    """P9"""
    desk = a_desk()
    beside_limits_kept(desk, "002", Proposal(per_month=A_MONTH))

    proposal = beside_limits_kept(desk, "002", Proposal(down_payment=DOWN))

    assert proposal == Proposal(down_payment=DOWN, kept_per_month=A_MONTH)


def test_the_same_limit_named_anew_takes_the_place_of_the_first() -> None:
    """P9, C17"""
    desk = a_desk()
    beside_limits_kept(desk, "002", Proposal(per_month=A_MONTH))

    beside_limits_kept(desk, "002", Proposal(per_month=Money(250_00)))

    assert beside_limits_kept(desk, "002", Proposal(down_payment=DOWN)).kept_per_month == Money(250_00)


def test_a_count_or_another_negotiation_begins_anew() -> None:
    """P4, P9"""
    desk = a_desk()
    beside_limits_kept(desk, "002", Proposal(per_month=A_MONTH))

    assert beside_limits_kept(desk, "050", Proposal(down_payment=DOWN)).kept_per_month is None
    assert beside_limits_kept(desk, "002", Proposal(down_payment=DOWN, count=5)).kept_per_month is None
    assert beside_limits_kept(desk, "002", Proposal(down_payment=DOWN)).kept_per_month is None


def test_limits_are_forgotten_with_the_terms_they_were_of() -> None:
    """P9"""
    desk = a_desk()
    beside_limits_kept(desk, "002", Proposal(per_month=A_MONTH, down_payment=DOWN))

    forget_limits(desk)

    assert desk.memory == {}
