"""The creditor's file that tells of the invented debtors: two mensalidades of R$ 900,00 each."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.adapters.db.engine import Database
from bot.adapters.db.portfolio.portfolios import SqlPortfolios
from bot.application.portfolio.ports import PortfolioFile, PortfolioRow
from bot.domain.money import Money
from bot.domain.titles import Title
from tests.builders import a_row
from tests.fakes import FakeClock
from tests.service.people import Debtor

BASE_DATE = date(2026, 11, 21)
DUE = (date(2026, 6, 24), date(2026, 7, 24))


async def take_in(database: Database, debtors: Sequence[Debtor]) -> None:
    loading = await SqlPortfolios(database, FakeClock()).begin(PortfolioFile("cassems", "carteira.xlsx", BASE_DATE))
    rows = [row for number, debtor in enumerate(debtors) for row in _rows(debtor, number)]
    await loading.apply(rows)
    await loading.finish(rows=len(rows), rejected=0)


def _rows(debtor: Debtor, number: int) -> Iterator[PortfolioRow]:
    for place, due in enumerate(DUE):
        title = Title(f"{880_000 + number}{place}", "002", due.replace(day=1), due, Money(90_000))
        known = {"name": debtor.name, "document": debtor.cpf, "registration": str(700_100 + number)}
        yield a_row(title, debtor.phone, **known, email=f"pessoa{number}@exemplo.invalid")
