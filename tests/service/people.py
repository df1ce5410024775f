"""Invented debtors, as many as the tests ask for, and the creditor's file that tells of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from bot.application.portfolio.columns import COLUMNS

FIRST = ("Evandro", "Marluce", "Otacílio", "Ivonete", "Clodoaldo", "Zenaide")
FAMILY = ("Quintanilha Braga", "Tavares Peçanha", "Rezende Bulhões", "Lacerda Frota", "Vilhena Saboia")
TITLES = (("06/2026", "24/06/2026"), ("07/2026", "24/07/2026"))
ASKED_TITLES = "002"


@dataclass(frozen=True)
class Debtor:
    """Someone who owes two mensalidades of R$ 900,00: R$ 1.917,00 on the day of the tests, R$ 1.802,50 at once."""

    name: str
    cpf: str
    phone: str

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def cpf_first3(self) -> str:
        return self.cpf[:3]


def invented(count: int) -> list[Debtor]:
    names = [f"{first} {family}" for family, first in product(FAMILY, FIRST)]
    return [Debtor(names[n], _cpf(201_734_500 + 17_070_131 * n), f"+55679910000{n:02d}") for n in range(count)]


def as_csv(debtors: Sequence[Debtor]) -> str:
    rows = [row for number, debtor in enumerate(debtors) for row in _rows(debtor, number)]
    return "\n".join([";".join(COLUMNS), *(";".join(row[column] for column in COLUMNS) for row in rows)]) + "\n"


def _rows(debtor: Debtor, number: int) -> list[dict[str, str]]:
    person = {
        "credor": "cassems",
        "matricula": str(700_100 + number),
        "papel": "titular",
        "nome": debtor.name,
        "cpf": debtor.cpf,
        "nome_mae": "Amélia Quaresma",
        "data_nascimento": "03/04/1953",
        "whatsapp": debtor.phone,
        "sms": debtor.phone,
        "email": f"pessoa{number}@exemplo.invalid",
        "endereco": "Rua Oliveira, 122",
        "cidade": "Dourados",
        "uf": "MS",
        "titulo_codigo": ASKED_TITLES,
        "valor_principal": "900,00",
    }
    blank = dict.fromkeys(COLUMNS, "")
    return [
        {**blank, **person, "titulo_numero": f"{880_000 + number}{place}", "competencia": month, "vencimento": due}
        for place, (month, due) in enumerate(TITLES)
    ]


def _cpf(base: int) -> str:
    """Nine digits and the two that check them."""
    digits = [int(digit) for digit in f"{base:09d}"]
    for _ in range(2):
        rest = sum(weight * digit for weight, digit in zip(range(len(digits) + 1, 1, -1), digits, strict=True)) % 11
        digits.append(0 if rest < 2 else 11 - rest)
    return "".join(str(digit) for digit in digits)
