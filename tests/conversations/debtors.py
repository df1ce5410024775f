"""The invented people of the transcripts, and what the creditor's file and earlier agreements say of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.application.portfolio.ports import PortfolioRow
from bot.domain.agreements import Agreement, Installment
from bot.domain.money import Money
from bot.domain.people import Role
from bot.domain.titles import Title
from tests.builders import a_row

PHONE = "+5567900000001"
PLAN: dict[str, Any] = {"plan_name": "Plano Especial", "plan_registration": "416226/13-9"}


@dataclass(frozen=True)
class FileOf:
    """Rows of one creditor's file; `told` may give its base date, `agreements` what the first of them closed before."""

    rows: tuple[PortfolioRow, ...]
    creditor: str = "cassems"
    told: Mapping[str, date] = field(default_factory=dict)
    agreements: tuple[Agreement, ...] = ()


def title(number: str, code: str, due: date, cents: int = 90_000) -> Title:
    return Title(number, code, due.replace(day=1), due, Money(cents))


def agreement(*parts: tuple[date, date | None], first_due: date | None = None) -> Agreement:
    """Titles 1001 and 1002 in parts of R$ 300,00, each with its due date and the day it was paid."""
    slips = tuple(Installment(n, due, Money(30_000), Money(250), paid) for n, (due, paid) in enumerate(parts))
    if first_due is not None:
        slips = (*slips[:-1], Installment(len(slips) - 1, slips[-1].due, Money(30_000), Money(250), None, first_due))
    return Agreement("AC2026102000007", "cassems", "002", ("1001", "1002"), date(2026, 10, 20), slips)


def in_agreement(*parts: tuple[date, date | None], moved_from: date | None = None) -> FileOf:
    return FileOf(PORTFOLIOS["fabio"].rows, agreements=(agreement(*parts, first_due=moved_from),))


def of(*titles: Title, creditor: str = "cassems", **person: Any) -> FileOf:
    """One person at the usual phone, of a plan that may be notified; with no title, the row only registers them."""
    rows = tuple(a_row(each, PHONE, creditor=creditor, **{**PLAN, **person}) for each in titles or (None,))
    return FileOf(rows, creditor)


HELENA: dict[str, Any] = {
    "registration": "55120987",
    "name": "Helena Prado Siqueira",
    "document": "31840275626",
    "mother_name": "Teresa Prado",
    "birth_date": date(1971, 8, 9),
    "address": "Quadra 12, casa 4",
    "city": "Brasília",
    "state": "DF",
}
LUCIA: dict[str, Any] = {
    "registration": "71924866",
    "name": "Lúcia Vasconcelos Barbosa",
    "document": "27481593655",
    "role": Role.DEPENDANT,
    "holder_document": "15908301647",
    "birth_date": date(1957, 2, 11),
}
PAYER: dict[str, Any] = {
    "registration": "80011223",
    "name": "Marcos Tavares Lima",
    "document": "40617382913",
    "role": Role.PAYER,
    "holder_document": "15908301647",
    "birth_date": date(1980, 1, 5),
}
PAID_FIRST = (date(2026, 10, 24), date(2026, 10, 23))

PORTFOLIOS: dict[str, FileOf] = {
    # Two mensalidades of the example in docs: 07 and 06/2026, 900,00 each; CPF 159.083.016-47.
    "fabio": of(title("1001", "002", date(2026, 6, 24)), title("1002", "002", date(2026, 7, 24))),
    "fabio_90_days": of(title("1001", "002", date(2026, 8, 23), 100_000)),
    "fabio_91_days": of(title("1001", "002", date(2026, 8, 22), 100_000)),
    "fabio_361_days": of(title("1001", "002", date(2025, 11, 25), 200_000)),
    # P3: one at 60 days, one at 700.
    "fabio_mixed": of(title("1001", "002", date(2026, 9, 22)), title("1002", "002", date(2024, 12, 21))),
    "fabio_small": of(title("1001", "070", date(2026, 7, 24), 12_000)),
    "fabio_several": of(
        title("1001", "002", date(2026, 6, 24)),
        title("1002", "002", date(2026, 7, 24)),
        title("1003", "050", date(2026, 5, 20), 60_000),
    ),
    "fabio_opme": of(title("1003", "050", date(2026, 5, 20), 60_000)),
    "fabio_unknown_code": of(title("1001", "123", date(2026, 7, 24))),
    "fabio_prescribed": of(title("1001", "002", date(2018, 7, 24))),
    "fabio_no_debt": of(),
    "fabio_stale": FileOf(of(title("1001", "002", date(2026, 7, 24))).rows, told={"base_date": date(2026, 10, 16)}),
}
PORTFOLIOS |= {
    "lucia_dependant": FileOf((*PORTFOLIOS["fabio"].rows[:0], a_row(None, "+5567900000002", **LUCIA))),
    "couple": FileOf((*PORTFOLIOS["fabio"].rows, a_row(None, PHONE, **LUCIA))),
    "marcos_payer": FileOf((*of(title("1001", "002", date(2026, 6, 24))).rows, a_row(None, "+5567900000003", **PAYER))),
    "helena": of(title("9001", "002", date(2026, 9, 10), 75_000), creditor="assefaz", **HELENA),
    "helena_two_codes": of(
        title("9001", "002", date(2026, 9, 10), 75_000),
        title("9002", "060", date(2026, 8, 10), 20_000),
        creditor="assefaz",
        **HELENA,
    ),
    "family": FileOf((*PORTFOLIOS["fabio"].rows, a_row(None, "+5567900000002", **LUCIA))),
    # N1: without the plan's registration at the ANS nobody can be notified.
    "fabio_incomplete": of(title("1001", "002", date(2026, 6, 24)), plan_registration=None),
    "fabio_cancelled": of(title("1001", "002", date(2026, 6, 24)), plan_cancelled=True),
    # P11: the next part at each edge of the window of five days.
    "agreement_due_in_6": in_agreement(PAID_FIRST, (date(2026, 11, 27), None)),
    "agreement_due_in_5": in_agreement(PAID_FIRST, (date(2026, 11, 26), None)),
    "agreement_5_late": in_agreement(PAID_FIRST, (date(2026, 11, 16), None)),
    "agreement_6_late": in_agreement(PAID_FIRST, (date(2026, 11, 15), None)),
    "agreement_reissued": in_agreement(PAID_FIRST, (date(2026, 11, 24), None), moved_from=date(2026, 11, 20)),
    "agreement_broken": in_agreement(PAID_FIRST, (date(2026, 9, 18), None), (date(2026, 12, 18), None)),
    "agreement_settled": in_agreement(PAID_FIRST, (date(2026, 11, 18), date(2026, 11, 18))),
}
