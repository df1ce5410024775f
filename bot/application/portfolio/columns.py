"""The columns of a portfolio, found in a header however it is written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.application.portfolio.cells import Cell, text_of, tidied
from bot.domain.errors import BotError
from bot.domain.reading.text import fold

TITLE_COLUMNS = (
    "titulo_numero",
    "titulo_codigo",
    "competencia",
    "vencimento",
    "valor_principal",
    "multa",
    "juros",
)
COLUMNS = (
    "credor",
    "matricula",
    "papel",
    "titular_cpf",
    "nome",
    "cpf",
    "nome_mae",
    "data_nascimento",
    "whatsapp",
    "sms",
    "email",
    "endereco",
    "cidade",
    "uf",
    "cep",
    "plano_nome",
    "plano_registro_ans",
    *TITLE_COLUMNS,
    "aceita_whatsapp",
)
CANCELLED = "plano_cancelado"  # SIM where the plan was cancelled before; a sheet may do without it (N11)


class HeaderRefused(BotError):
    """A header that lacks columns, or has one twice."""

    def __init__(self, missing: Sequence[str], repeated: Sequence[str] = ()) -> None:
        told = [f"missing columns: {', '.join(missing)}"] if missing else []
        told += [f"columns that appear twice: {', '.join(repeated)}"] if repeated else []
        super().__init__("; ".join(told))
        self.missing = tuple(missing)
        self.repeated = tuple(repeated)


@dataclass(frozen=True)
class Header:
    """Where each column is; a sheet may have more, which are passed over."""

    titles: tuple[str, ...]
    places: Mapping[str, int]

    def cells(self, row: Sequence[Cell]) -> dict[str, Cell]:
        """The row's tidied cells by column."""
        return {name: tidied(row[place]) if place < len(row) else "" for name, place in self.places.items()}


def read_header(row: Sequence[Cell], optional: frozenset[str] = frozenset()) -> Header:
    """Find the columns, whatever their case, accents, spaces and order; raises HeaderRefused."""
    keys = [_key(cell) for cell in row]
    found = {name: keys.index(_key(name)) for name in (*COLUMNS, CANCELLED) if _key(name) in keys}
    missing = [name for name in COLUMNS if name not in found and name not in optional]
    repeated = [name for name in found if keys.count(_key(name)) > 1]
    if missing or repeated:
        raise HeaderRefused(missing, repeated)
    return Header(tuple(text_of(tidied(cell)) for cell in row), found)


def looks_like_header(row: Sequence[Cell]) -> bool:
    """Whether a row has at least half of the columns: enough to tell a portfolio from a cover page."""
    keys = {_key(cell) for cell in row}
    return sum(_key(name) in keys for name in COLUMNS) * 2 >= len(COLUMNS)


def _key(cell: Cell) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text_of(cell)))
