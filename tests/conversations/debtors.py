"""The invented people of the transcripts, and what the creditor's file says of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.application.ports import PortfolioRow
from bot.domain.money import Money
from bot.domain.titles import Title
from tests.builders import a_row

PHONE = "+5567900000001"


@dataclass(frozen=True)
class FileOf:
    """Rows of one creditor's file; `told` may give its base date."""

    rows: tuple[PortfolioRow, ...]
    creditor: str = "cassems"
    told: Mapping[str, date] = field(default_factory=dict)


def title(number: str, code: str, due: date, cents: int = 90_000) -> Title:
    return Title(number, code, due.replace(day=1), due, Money(cents))


PORTFOLIOS: dict[str, FileOf] = {
    # Two mensalidades of the example in docs: 07 and 06/2026, 900,00 each; CPF 159.083.016-47.
    "fabio": FileOf(
        (
            a_row(title("1001", "002", date(2026, 6, 24)), PHONE),
            a_row(title("1002", "002", date(2026, 7, 24)), PHONE),
        )
    ),
}
