"""Rows of a portfolio with full defaults. All people are invented."""

from datetime import date
from typing import Any

from bot.application.portfolio.cells import Cell
from bot.application.portfolio.columns import COLUMNS
from bot.application.portfolio.reading import Outcome, PortfolioReader, ReadingRules
from bot.application.portfolio.sheet import Sheet, SheetRow

TODAY = date(2026, 11, 21)
RULES = ReadingRules(frozenset({"cassems", "assefaz"}), TODAY)
A_ROW: dict[str, Cell] = {
    "credor": "cassems",
    "matricula": "11433373",
    "papel": "titular",
    "titular_cpf": "",
    "nome": "Nelson Ramalho Almeida",
    "cpf": "23836077701",
    "nome_mae": "Marina Almeida",
    "data_nascimento": "16/10/1960",
    "whatsapp": "+5592900734480",
    "sms": "+5592900734480",
    "email": "pessoa940928@exemplo.invalid",
    "endereco": "Rua Nogueira, 184",
    "cidade": "Manaus",
    "uf": "AM",
    "cep": "69005-496",
    "plano_nome": "Essencial",
    "plano_registro_ans": "499486/10-4",
    "titulo_numero": "115673040",
    "titulo_codigo": "002",
    "competencia": "10/2026",
    "vencimento": "05/10/2026",
    "valor_principal": "1.033,82",
    "multa": "",
    "juros": "",
    "aceita_whatsapp": "SIM",
}
NO_TITLE: dict[str, Cell] = dict.fromkeys(
    ("titulo_numero", "titulo_codigo", "competencia", "vencimento", "valor_principal", "multa", "juros"), ""
)


def a_sheet(*rows: dict[str, Cell], header: tuple[str, ...] = COLUMNS, name: str = "carteira.csv") -> Sheet:
    """Rows told by what is special in them, from line 2 on."""
    lines = (
        SheetRow(line, tuple({**A_ROW, **row}.get(column, "") for column in header)) for line, row in enumerate(rows, 2)
    )
    return Sheet(name, header, lines)


def read(*rows: dict[str, Cell], rules: ReadingRules = RULES) -> list[Outcome]:
    return list(PortfolioReader(a_sheet(*rows), rules))


def a_line(**changes: Any) -> dict[str, Cell]:
    return {**A_ROW, **changes}
