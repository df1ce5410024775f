"""The invented portfolio: nobody in it exists, and a seed always gives the same people (section 10)."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from bot.application.portfolio.columns import COLUMNS
from bot.application.portfolio.ports import PortfolioRow
from bot.application.portfolio.reading import Outcome, PortfolioReader, Rejection, Repeated
from bot.application.portfolio.sheet import Sheet, SheetRow
from bot.application.sample_dirt import messed
from bot.application.sample_portfolio import DEFAULT_PEOPLE, PRESCRIBED_AGE, UNKNOWN_CODE, Row, invent_portfolio
from bot.domain.documents import is_cpf
from bot.domain.people import Role
from tests.unit.application.portfolio.lines import RULES, TODAY

ROWS = list(invent_portfolio(DEFAULT_PEOPLE, 1, TODAY))
MESSY = list(messed(invent_portfolio(400, 3, TODAY), 3))


def read(rows: list[Row]) -> list[Outcome]:
    lines = (SheetRow(line, tuple(row.values())) for line, row in enumerate(rows, 2))
    return list(PortfolioReader(Sheet("sample", COLUMNS, lines), RULES))


def test_every_row_has_the_columns_in_their_order() -> None:
    assert {tuple(row) for row in ROWS} == {COLUMNS}


def test_every_row_is_good() -> None:
    assert all(isinstance(row, PortfolioRow) for row in read(ROWS))


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    assert list(invent_portfolio(DEFAULT_PEOPLE, 1, TODAY)) == ROWS
    assert {row["cpf"] for row in invent_portfolio(DEFAULT_PEOPLE, 2, TODAY)}.isdisjoint(row["cpf"] for row in ROWS)


def test_another_day_moves_dates_and_nothing_else() -> None:
    later = list(invent_portfolio(DEFAULT_PEOPLE, 1, TODAY + timedelta(days=3)))

    moved = {name for row, other in zip(ROWS, later, strict=True) for name in row if row[name] != other[name]}
    assert moved == {"vencimento", "competencia"}


def test_people_are_told_apart_and_can_be_no_one() -> None:
    people = {row["cpf"]: row for row in ROWS}

    assert len(people) == DEFAULT_PEOPLE
    assert all(is_cpf(cpf) for cpf in people)
    assert all(re.fullmatch(r"\+55\d{2}90\d{7}", row["whatsapp"]) for row in ROWS)
    assert all(row["email"].endswith("@exemplo.invalid") for row in ROWS)
    assert len({row["whatsapp"] for row in people.values()}) == DEFAULT_PEOPLE


def test_all_creditors_roles_and_kinds_of_debt_are_met() -> None:
    roles = Counter(row["papel"] for row in {row["cpf"]: row for row in ROWS}.values())
    codes = Counter(row["cpf"] for row in {(row["cpf"], row["titulo_codigo"]): row for row in ROWS}.values())
    oldest = f"{TODAY - timedelta(days=PRESCRIBED_AGE):%d/%m/%Y}"

    assert {row["credor"] for row in ROWS} == {"cassems", "assefaz"}
    assert roles.keys() == {role.value for role in Role}
    assert roles["titular"] > DEFAULT_PEOPLE / 2
    assert max(codes.values()) > 1
    assert any(row["vencimento"] == oldest for row in ROWS)
    assert any(row["titulo_codigo"] == UNKNOWN_CODE for row in ROWS)


def test_who_stands_beside_a_holder_names_one_of_the_same_creditor() -> None:
    holders = {(row["credor"], row["cpf"]) for row in ROWS if row["papel"] == "titular"}
    beside = [row for row in ROWS if row["titular_cpf"]]

    assert beside
    assert all((row["credor"], row["titular_cpf"]) in holders for row in beside)
    assert not any(row["titulo_numero"] for row in beside)


def test_one_person_is_a_holder() -> None:
    [person] = {row["papel"] for row in invent_portfolio(1, 9, date(2026, 1, 1))}

    assert person == "titular"


@pytest.mark.parametrize("column", ["cpf", "valor_principal", "vencimento", "papel", "credor", "nome", "titular_cpf"])
def test_the_messy_sample_has_something_wrong_in_each_of_these(column: str) -> None:
    assert column in {row.column for row in read(MESSY) if isinstance(row, Rejection)}


def test_the_messy_sample_tells_titles_twice_alike_and_otherwise() -> None:
    read_rows = read(MESSY)

    assert any(isinstance(row, Repeated) for row in read_rows)
    assert any(isinstance(row, Rejection) and row.column == "titulo_numero" for row in read_rows)


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("nome", r"  [A-ZÀ-Ý ]+ "),
        ("nome", r"PADARIA .+"),
        ("cpf", r"\d{3}\.\d{3}\.\d{3}-\d{2}"),
        ("cpf", r"\d{10}"),
        ("cpf", r"\d{14}"),
        ("whatsapp", r"\(\d{2}\) 90\d{3}-\d{4}"),
        ("whatsapp", r"0\d{2} 90\d{7}"),
        ("titulo_codigo", r"\d"),
        ("valor_principal", r"R\$ .+"),
        ("valor_principal", r"-.+"),
    ],
)
def test_the_messy_sample_has_each_kind_of_dirt(column: str, written: str) -> None:
    assert any(re.fullmatch(written, row[column]) for row in MESSY)
