"""R4: the sheet of agreements says where each stands, in finance's words, with real dates and amounts."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from bot.adapters.export_sheets import write_agreements
from bot.application.exports import AgreementOut, part_at_hand
from bot.domain.agreements import Agreement, AgreementState, Installment
from bot.domain.money import Money
from tests.builders import a_person

DUES = (date(2026, 11, 28), date(2026, 12, 28), date(2027, 1, 28))
FORMULA = "=cmd|'/c calc'!A1"


def an_agreement(paid: int = 0) -> Agreement:
    parts = (
        Installment(n, due, Money(123_456), Money(250), paid_on=due if n < paid else None) for n, due in enumerate(DUES)
    )
    return Agreement("AC1", "cassems", "002", ("1",), date(2026, 11, 20), tuple(parts))


def row_of(out: Path, agreement: Agreement, state: AgreementState) -> list[object]:
    person = replace(a_person(), name=FORMULA, registration="007")
    write_agreements(out, [(AgreementOut(agreement, person, "+5567999990001"), part_at_hand(agreement, state))])
    heading, row = CalamineWorkbook.from_path(str(out)).get_sheet_by_name("Parcelamentos").to_python()
    assert heading == ["CAT", "INSC", "NOME", "DATA DO VENCIMENTO", "PARCELAS", "NÚMERO", "VALOR", "STATUS"]
    return list(row)


@pytest.mark.parametrize(("paid", "place"), [(0, "1/3"), (1, "2/3"), (2, "3/3"), (3, "3/3")])
def test_an_agreement_stands_at_its_next_slip_or_its_last(tmp_path: Path, paid: int, place: str) -> None:
    row = row_of(tmp_path / "a.xlsx", an_agreement(paid), AgreementState.UP_TO_DATE)

    assert row[1:7] == ["007", FORMULA, DUES[min(paid, 2)], place, "+5567999990001", 1237.06]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (AgreementState.UP_TO_DATE, "EM DIA"),
        (AgreementState.OVERDUE, "EM DÉBITO"),
        (AgreementState.BAD_PAYER, "MAU PAGADOR"),
        (AgreementState.BROKEN, "QUEBRADO"),
        (AgreementState.SETTLED, "QUITADO"),
    ],
)
def test_each_state_has_its_word(tmp_path: Path, state: AgreementState, said: str) -> None:
    assert row_of(tmp_path / "a.xlsx", an_agreement(), state)[-1] == said


def test_a_name_that_begins_like_a_formula_is_a_name(tmp_path: Path) -> None:
    row_of(tmp_path / "a.xlsx", an_agreement(), AgreementState.UP_TO_DATE)

    with ZipFile(tmp_path / "a.xlsx") as file:
        assert "<f>" not in file.read("xl/worksheets/sheet1.xml").decode()
