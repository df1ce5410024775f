"""The dirt finance's sheets have: what must be read all the same, and what must be refused."""

from collections.abc import Callable, Iterable, Iterator
from random import Random

from bot.application.sample_portfolio import Row
from bot.domain.documents import cnpj_from

HARMLESS_SHARE, WRONG_SHARE = 0.25, 0.05

type Dirt = Callable[[Row, Random], Row]


def messed(rows: Iterable[Row], seed: int) -> Iterator[Row]:
    """The rows, a quarter of them written carelessly, some wrong, some told twice."""
    chance = Random(seed)
    for row in rows:
        yield _carelessly(row, chance)
        if chance.random() < WRONG_SHARE:
            # Beside the right row, so that a reader who loses nothing still has every title.
            yield chance.choice(WRONG)(row, chance)


def _carelessly(row: Row, chance: Random) -> Row:
    return chance.choice(HARMLESS)(row, chance) if chance.random() < HARMLESS_SHARE else row


def _company(row: Row, chance: Random) -> Row:
    cnpj = cnpj_from(f"{chance.randrange(10**8):08d}0001")
    person = {"cpf": cnpj, "nome": f"PADARIA {row['nome'].split()[-1].upper()} LTDA", "nome_mae": ""}
    return row | person | {"data_nascimento": "", **_fresh(row, chance)}


def _fresh(row: Row, chance: Random) -> Row:
    """Numbers of its own, for a row that tells of something new."""
    title = {"titulo_numero": f"{chance.randrange(10**9):09d}"} if row["titulo_numero"] else {}
    return {"matricula": f"{chance.randrange(10**8):08d}", **title}


def _national(row: Row) -> tuple[str, str]:
    digits = row["whatsapp"].removeprefix("+55")
    return digits[:2], digits[2:]


def _phone_in_brackets(row: Row, chance: Random) -> Row:
    area, number = _national(row)
    return row | {"whatsapp": f"({area}) {number[:-4]}-{number[-4:]}"}


def _phone_with_trunk_zero(row: Row, chance: Random) -> Row:
    area, number = _national(row)
    return row | {"whatsapp": f"0{area} {number}"}


def _dotted(row: Row, chance: Random) -> Row:
    cpf = row["cpf"]
    return row | {"cpf": f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"}


def _with_value(value: str) -> Dirt:
    return lambda row, chance: row | {"valor_principal": value} | (_fresh(row, chance) if _has_title(row) else {})


def _has_title(row: Row) -> bool:
    return bool(row["titulo_numero"])


def _in_capitals(row: Row, chance: Random) -> Row:
    return row | {"nome": f"  {row['nome'].upper()} "}


def _without_zeros(row: Row, chance: Random) -> Row:
    return row | {name: row[name].lstrip("0") for name in ("cpf", "matricula", "titulo_codigo", "titulo_numero")}


def _with_currency(row: Row, chance: Random) -> Row:
    return row | {"valor_principal": f"R$ {row['valor_principal']}"} if _has_title(row) else row


def _same(row: Row, chance: Random) -> Row:
    return row


def _wrong_cpf(row: Row, chance: Random) -> Row:
    return row | {"cpf": row["cpf"][:-1] + str((int(row["cpf"][-1]) + 1) % 10)}


HARMLESS: tuple[Dirt, ...] = (
    _in_capitals,
    _without_zeros,
    _dotted,
    _phone_in_brackets,
    _phone_with_trunk_zero,
    _with_currency,
)
WRONG: tuple[Dirt, ...] = (
    _same,  # told twice: passed over, not refused
    _company,  # a CNPJ is good, in a column called cpf
    _wrong_cpf,
    _with_value("-853,44"),
    _with_value("0,00"),
    _with_value("1,59083E+10"),
    lambda row, chance: row | {"vencimento": "31/02/2026"},
    lambda row, chance: row | {"papel": "sócio"},
    lambda row, chance: row | {"credor": "outro"},
    lambda row, chance: row | {"papel": "dependente", "titular_cpf": "11111111111"},
    lambda row, chance: row | {"nome": "=HYPERLINK(A1)"},
    lambda row, chance: row | {"whatsapp": "999"},
    lambda row, chance: row | ({"valor_principal": "1,00"} if _has_title(row) else {}),
)
