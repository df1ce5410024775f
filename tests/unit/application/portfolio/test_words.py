"""Names, documents, phones and short answers as finance writes them (R1)."""

from decimal import Decimal

import pytest

from bot.application.portfolio import words
from bot.application.portfolio.cells import Cell, CellRefused, harmless, is_formula, tidied
from bot.domain.people import Role


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("  NELSON RAMALHO ALMEIDA ", "Nelson Ramalho Almeida"),
        ("nelson ramalho almeida", "Nelson Ramalho Almeida"),
        ("Nelson\u00a0 Ramalho\u200b Almeida", "Nelson Ramalho Almeida"),
        ("MARIA DAS DORES E SILVA D'ÁVILA", "Maria das Dores e Silva D'Ávila"),
        ("Maria dos Santos McDonald", "Maria dos Santos McDonald"),
        ("ANA-CLARA", "Ana-Clara"),
    ],
)
def test_names_are_written_as_people_write_them(cell: str, name: str) -> None:
    assert words.read_name(tidied(cell)) == name


@pytest.mark.parametrize(
    ("cell", "document"),
    [
        ("238.360.777-01", "23836077701"),
        ("2569145599", "02569145599"),
        (Decimal(2569145599), "02569145599"),
        ("23836077701.0", "23836077701"),
        ("11.222.333/0001-81", "11222333000181"),
        (Decimal("11222333000181"), "11222333000181"),
    ],
)
def test_documents_get_their_lost_zeros_back(cell: Cell, document: str) -> None:
    assert words.read_document(cell) == document


@pytest.mark.parametrize("cell", ["73297974801", "11111111111", "123", "abc", "238360777010000"])
def test_wrong_check_digits_are_refused(cell: str) -> None:
    with pytest.raises(CellRefused, match="CPF ou CNPJ"):
        words.read_document(cell)


def test_digits_the_sheet_rounded_away_are_not_guessed() -> None:
    with pytest.raises(CellRefused, match="notação científica"):
        words.read_document("1,59083E+10")


@pytest.mark.parametrize(
    ("cell", "phones"),
    [
        ("+5592900734480", ("+5592900734480",)),
        ("(11) 90599-7710", ("+5511905997710",)),
        ("041 909442878", ("+5541909442878",)),
        ("+55 041 909442878", ("+5541909442878",)),
        (Decimal(5592900734480), ("+5592900734480",)),
        ("6700001111 ", None),
        ("67 3314-1010", ("+556733141010",)),
        ("67 9044-2878", ("+556790442878",)),
        ("67 90442-8780 / 67 3314-1010", ("+5567904428780", "+556733141010")),
        ("67 90442-8780, 5567904428780", ("+5567904428780",)),
        ("999", None),
        ("67 9O442-8780", None),
        ("67 90442-8780 / 123", None),
    ],
)
def test_phones_keep_or_lack_their_ninth_digit_as_written(cell: Cell, phones: tuple[str, ...] | None) -> None:
    if phones is None:
        with pytest.raises(CellRefused, match="telefone"):
            words.read_phones(cell)
    else:
        assert words.read_phones(cell) == phones


@pytest.mark.parametrize(
    ("cell", "role"),
    [
        ("titular", Role.HOLDER),
        ("TITULAR", Role.HOLDER),
        ("Agregado Desmembrado", Role.SPLIT_AGGREGATE),
        ("Responsável Financeiro", Role.PAYER),
        ("responsavel-financeiro", Role.PAYER),
    ],
)
def test_roles_are_read_without_case_accents_and_signs(cell: str, role: Role) -> None:
    assert words.read_role(cell) == role


@pytest.mark.parametrize("cell", ["sócio", "1", "titular dependente"])
def test_an_unknown_role_is_refused(cell: str) -> None:
    with pytest.raises(CellRefused, match="papel"):
        words.read_role(cell)


@pytest.mark.parametrize(("cell", "answer"), [("SIM", True), ("s", True), ("Não", False), ("NAO", False)])
def test_yes_and_no_are_read(cell: str, answer: bool) -> None:
    assert words.read_yes_no(cell) is answer


@pytest.mark.parametrize(
    ("reader", "cell", "kept"),
    [
        (words.read_code, Decimal(2), "002"),
        (words.read_code, "2", "002"),
        (words.read_code, "777", "777"),
        (words.read_registration, Decimal(5028444), "05028444"),
        (words.read_registration, "A-12", "A-12"),
        (words.read_title_number, "86523513", "086523513"),
        (words.read_title_number, "12.0", "000000012"),
        (words.read_postal_code, Decimal(1310099), "01310-099"),
        (words.read_state, "ms", "MS"),
        (words.read_email, "Pessoa1@Exemplo.invalid", "pessoa1@exemplo.invalid"),
    ],
)
def test_numbers_get_their_lost_zeros_back(reader, cell: Cell, kept: str) -> None:
    assert reader(cell) == kept


@pytest.mark.parametrize(
    ("reader", "cell"),
    [
        (words.read_code, "?"),
        (words.read_registration, "9" * 61),
        (words.read_postal_code, "123"),
        (words.read_state, "XX"),
        (words.read_email, "pessoa.exemplo.invalid"),
        (words.read_yes_no, "talvez"),
        (words.read_name, "123"),
    ],
)
def test_what_its_column_cannot_hold_is_refused(reader, cell: Cell) -> None:
    with pytest.raises(CellRefused):
        reader(cell)


@pytest.mark.parametrize("text", ["=1+1", "@soma(a1)", "+cmd|' /C calc'!A0", "-2+3+cmd|'x'!A0", "'=1+1", "' =1"])
def test_a_formula_is_known_and_made_harmless(text: str) -> None:
    """Section 10: no sheet we write runs what somebody wrote into a cell."""
    assert is_formula(text)
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["+5592900734480", "-853,44", "+55 (67) 90000-0001", "Ana", "", "-R$ 5,00"])
def test_phones_and_amounts_are_no_formulas(text: str) -> None:
    assert not is_formula(text)
    assert harmless(text) == text
