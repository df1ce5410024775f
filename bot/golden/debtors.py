"""The invented debtors of golden conversations, by kind; days overdue are counted from a day of their own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.application.portfolio.ports import PortfolioRow
from bot.domain.agreements import Agreement, Installment
from bot.domain.conversation import Channel
from bot.domain.money import Money
from bot.domain.people import Person, Role
from bot.domain.titles import Title

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 13, tzinfo=UTC)  # a Saturday, ten in the morning in São Paulo
PHONE, STRANGER, SECOND_PHONE = "+5567900000001", "+5567911112222", "+5567933334444"
CPF = "15908301647"

# Title code, days overdue and principal of each title.
KINDS: Mapping[str, tuple[tuple[str, int, int], ...]] = {
    "two_months": (("002", 150, 90_000), ("002", 120, 90_000)),
    "recent": (("002", 60, 100_000),),
    "old": (("002", 400, 200_000),),
    "several_codes": (("002", 150, 90_000), ("050", 180, 60_000)),
    "small": (("070", 120, 12_000),),
    "unknown_code": (("123", 120, 90_000),),
    "prescribed": (("002", 3000, 90_000),),
    "nothing_open": (),
    "other_fee": (("050", 180, 60_000),),
    "dependant": (("002", 150, 90_000), ("002", 120, 90_000)),
    "company": (("002", 150, 90_000), ("002", 120, 90_000)),
    "plan_cancelled": (("002", 150, 90_000), ("002", 120, 90_000)),
    "agreement_due": (("002", 150, 90_000), ("002", 120, 90_000)),
    "agreement_late": (("002", 150, 90_000), ("002", 120, 90_000)),
    "agreement_broken": (("002", 150, 90_000), ("002", 120, 90_000)),
    "agreement_settled": (("002", 150, 90_000), ("002", 120, 90_000)),
}

# Of who has an agreement: for each part, in how many days it is due, and whether it was paid on its day.
AGREED: Mapping[str, tuple[tuple[int, bool], ...]] = {
    "agreement_due": ((-28, True), (5, False)),
    "agreement_late": ((-28, True), (-6, False)),
    "agreement_broken": ((-88, True), (-64, False), (27, False)),
    "agreement_settled": ((-28, True), (-3, True)),
}

# Who is not the holder of a plan that runs, or is nobody with a CPF.
_OTHER: Mapping[str, dict[str, Any]] = {
    "dependant": {"role": Role.DEPENDANT, "holder_document": "27481593655"},
    "plan_cancelled": {"plan_cancelled": True},
    "company": {"document": "11222333000181"},
}


def rows_of(kind: str, profile: str) -> tuple[PortfolioRow, ...]:
    phones = tuple((channel, PHONE) for channel in Channel)
    titles = [_title(number, *given) for number, given in enumerate(KINDS[kind], 1001)]
    person = replace(_person(profile), **_OTHER.get(kind, {}))
    return tuple(PortfolioRow(person, phones, title) for title in titles or (None,))


def agreement_of(kind: str, profile: str) -> Agreement | None:
    """What was closed in an earlier conversation, of the titles of this kind."""
    if kind not in AGREED:
        return None
    parts = tuple(_part(number, *given) for number, given in enumerate(AGREED[kind]))
    return Agreement("AC2026082500007", profile, "002", ("1001", "1002"), TODAY - timedelta(days=95), parts)


def _part(number: int, days: int, is_paid: bool) -> Installment:
    due = TODAY + timedelta(days=days)
    return Installment(number, due, Money(30_000), Money(250), due if is_paid else None)


def _person(profile: str) -> Person:
    return Person(
        id=1,
        creditor=profile,
        registration="71924865",
        role=Role.HOLDER,
        name="Fábio Vasconcelos Barbosa",
        document=CPF,
        mother_name="Natália Barbosa",
        birth_date=date(1953, 4, 3),
        email="pessoa577814@exemplo.invalid",
        address="Rua Oliveira, 122",
        city="Dourados",
        state="MS",
        plan_name="Plano Especial",
        plan_registration="416226/13-9",
    )


def _title(number: int, code: str, days: int, cents: int) -> Title:
    due = TODAY - timedelta(days=days)
    return Title(str(number), code, due.replace(day=1), due, Money(cents))
