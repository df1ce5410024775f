"""Rows found good, refused, or told before (R1)."""

from datetime import date
from decimal import Decimal

import pytest

from bot.application.portfolio.cells import Cell
from bot.application.portfolio.columns import COLUMNS, HeaderRefused, looks_like_header, read_header
from bot.application.portfolio.ports import PortfolioRow
from bot.application.portfolio.reading import PortfolioReader, ReadingRules, Rejection, Repeated
from bot.application.portfolio.sheet import Sheet, SheetRow
from bot.domain.conversation import Channel
from bot.domain.money import Money
from bot.domain.people import Person, Role
from bot.domain.titles import Title
from tests.unit.application.portfolio.lines import A_ROW, NO_TITLE, RULES, TODAY, a_line, a_sheet, read

DEPENDANT = {"papel": "dependente", "titular_cpf": "65730307101", **NO_TITLE}


def good(**changes: Cell) -> PortfolioRow:
    [row] = read(a_line(**changes))
    assert isinstance(row, PortfolioRow), row
    return row


def refused(*rows: dict[str, Cell], rules: ReadingRules = RULES) -> Rejection:
    *_, row = read(*rows, rules=rules)
    assert isinstance(row, Rejection), row
    return row


def test_a_row_tells_of_a_person_their_phones_and_a_title() -> None:
    person = Person(
        0,
        "cassems",
        "11433373",
        Role.HOLDER,
        "Nelson Ramalho Almeida",
        "23836077701",
        mother_name="Marina Almeida",
        birth_date=date(1960, 10, 16),
        email="pessoa940928@exemplo.invalid",
        address="Rua Nogueira, 184",
        city="Manaus",
        state="AM",
        postal_code="69005-496",
        plan_name="Essencial",
        plan_registration="499486/10-4",
        accepts_whatsapp=True,
    )
    title = Title("115673040", "002", date(2026, 10, 1), date(2026, 10, 5), Money(103_382))
    phones = ((Channel.WHATSAPP, "+5592900734480"), (Channel.SMS, "+5592900734480"))

    assert read(a_line()) == [PortfolioRow(person, phones, title)]


def test_blank_charges_mean_compute_and_zero_means_none() -> None:
    """T4"""
    title = good(multa="0,00", juros=" ").title

    assert title is not None
    assert (title.fine, title.interest) == (Money(0), None)


def test_a_row_without_a_title_only_registers_the_person() -> None:
    row = good(**DEPENDANT)

    assert (row.title, row.person.role, row.person.holder_document) == (None, Role.DEPENDANT, "65730307101")


def test_a_sheets_own_numbers_and_dates_say_the_same_as_text() -> None:
    numbers: dict[str, Cell] = {
        "matricula": Decimal("11433373.0"),
        "cpf": Decimal("23836077701.0"),
        "data_nascimento": date(1960, 10, 16),
        "whatsapp": Decimal("5592900734480.0"),
        "titulo_numero": Decimal("115673040"),
        "titulo_codigo": Decimal("2.0"),
        "competencia": date(2026, 10, 1),
        "vencimento": date(2026, 10, 5),
        "valor_principal": Decimal("1033.82"),
    }

    assert good(**numbers) == good()


def test_an_unknown_code_is_taken_in_for_a_person_to_deal_with() -> None:
    """T2"""
    title = good(titulo_codigo="777").title

    assert title is not None
    assert title.code == "777"


def test_a_company_is_taken_in_with_its_name_as_written() -> None:
    person = good(cpf="11.222.333/0001-81", nome="PADARIA BOA LTDA", nome_mae="", data_nascimento="").person

    assert (person.document, person.name) == ("11222333000181", "PADARIA BOA LTDA")


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"matricula": ""}, "matricula"),
        ({"papel": "sócio"}, "papel"),
        ({"nome": " "}, "nome"),
        ({"nome": "=HYPERLINK(A1)"}, "nome"),
        ({"endereco": "=1+1"}, "endereco"),
        ({"cidade": "#REF!"}, "cidade"),
        ({"cpf": "73297974801"}, "cpf"),
        ({"cpf": ""}, "cpf"),
        ({"data_nascimento": "31/02/1960"}, "data_nascimento"),
        ({"whatsapp": "999"}, "whatsapp"),
        ({"sms": "telefone"}, "sms"),
        ({"uf": "XX"}, "uf"),
        ({"titulo_numero": ""}, "titulo_numero"),
        ({"titulo_codigo": ""}, "titulo_codigo"),
        ({"competencia": "13/2026"}, "competencia"),
        ({"vencimento": "31/02/2026"}, "vencimento"),
        ({"valor_principal": ""}, "valor_principal"),
        ({"valor_principal": "-853,44"}, "valor_principal"),
        ({"valor_principal": "0,00"}, "valor_principal"),
        ({"multa": "-1,00"}, "multa"),
        ({"juros": "x"}, "juros"),
        ({"credor": "outro"}, "credor"),
        ({"credor": ""}, "credor"),
        ({"aceita_whatsapp": "talvez"}, "aceita_whatsapp"),
        ({**DEPENDANT, "titular_cpf": ""}, "titular_cpf"),
        ({**DEPENDANT, "titular_cpf": "11111111111"}, "titular_cpf"),
        ({**DEPENDANT, "titular_cpf": A_ROW["cpf"]}, "titular_cpf"),
        ({"titular_cpf": "65730307101"}, "titular_cpf"),
    ],
)
def test_what_is_wrong_is_refused_with_line_and_column(changes: dict[str, Cell], column: str) -> None:
    rejection = refused(NO_TITLE, a_line(**changes))

    assert (rejection.line, rejection.column) == (3, column)
    assert rejection.reason


def test_a_row_with_two_faults_is_refused_once_naming_both() -> None:
    rejection = refused(a_line(cpf="73297974801", vencimento="31/02/2026"))

    assert rejection.column == "cpf"
    assert rejection.reason.endswith("; vencimento: essa data não existe")


def test_one_wrong_cpf_refuses_that_row_and_no_other_of_the_person() -> None:
    rows = [a_line(), a_line(cpf="23836077702", titulo_numero="2"), a_line(titulo_numero="3")]

    assert [type(row).__name__ for row in read(*rows)] == ["PortfolioRow", "Rejection", "PortfolioRow"]


def test_a_title_told_twice_alike_is_passed_over() -> None:
    assert read(a_line(), a_line(nome="  NELSON RAMALHO ALMEIDA ", cpf="238.360.777-01"))[1] == Repeated(3)


@pytest.mark.parametrize(
    "changes", [{"valor_principal": "1.033,83"}, {"cpf": "73297974800"}, {"matricula": "1"}, {"multa": "0,00"}]
)
def test_a_title_told_twice_with_other_values_is_refused(changes: dict[str, Cell]) -> None:
    rejection = refused(a_line(), a_line(**changes))

    assert (rejection.line, rejection.column) == (3, "titulo_numero")
    assert "linha 2" in rejection.reason


def test_the_same_number_of_two_creditors_is_two_titles() -> None:
    assert all(isinstance(row, PortfolioRow) for row in read(a_line(), a_line(credor="assefaz")))


def test_a_refused_title_does_not_hide_the_good_one_below() -> None:
    assert isinstance(read(a_line(cpf="1"), a_line())[1], PortfolioRow)


def test_one_creditor_alone_is_meant_where_the_cell_is_blank_and_others_are_refused() -> None:
    only = ReadingRules(RULES.creditors, TODAY, "assefaz")

    [row] = read(a_line(credor=""), rules=only)
    assert isinstance(row, PortfolioRow)
    assert row.person.creditor == "assefaz"
    assert refused(a_line(), rules=only).column == "credor"


def test_a_refused_row_says_of_which_title_it_told() -> None:
    assert refused(a_line(cpf="1")).title_number == "115673040"
    assert refused(a_line(cpf="1", titulo_numero="")).title_number is None


@pytest.mark.parametrize(
    ("cells", "column"),
    [((*A_ROW.values(), "12"), "aceita_whatsapp"), (tuple(A_ROW.values())[:-2], "juros")],
)
def test_cells_too_many_or_too_few_refuse_the_row(cells: tuple[Cell, ...], column: str) -> None:
    [row] = PortfolioReader(Sheet("a.csv", COLUMNS, iter([SheetRow(2, cells)])), RULES)

    assert isinstance(row, Rejection)
    assert row.column == column


def test_empty_cells_past_the_header_do_no_harm() -> None:
    cells = (*A_ROW.values(), "", " ")

    [row] = PortfolioReader(Sheet("a.csv", COLUMNS, iter([SheetRow(2, cells)])), RULES)

    assert isinstance(row, PortfolioRow)


def test_the_header_may_have_case_accents_spaces_and_another_order() -> None:
    header = ("Título Código", "  VENCIMENTO ", "competência", "observação", *COLUMNS[:18], *COLUMNS[21:])

    found = read_header(header)

    assert (found.places["titulo_codigo"], found.places["vencimento"], found.places["credor"]) == (0, 1, 4)


def test_missing_columns_are_named() -> None:
    header = tuple(name for name in COLUMNS if name not in {"cpf", "juros"})

    with pytest.raises(HeaderRefused, match="missing columns: cpf, juros"):
        PortfolioReader(a_sheet(header=header), RULES)


def test_a_column_that_stands_twice_is_named() -> None:
    with pytest.raises(HeaderRefused, match="appear twice: cpf"):
        read_header((*COLUMNS, "CPF"))


def test_the_creditors_column_may_be_missing_when_one_creditor_is_meant() -> None:
    only = ReadingRules(RULES.creditors, TODAY, "cassems")

    [row] = PortfolioReader(a_sheet(A_ROW, header=COLUMNS[1:]), only)

    assert isinstance(row, PortfolioRow)


def test_half_of_the_columns_tell_a_portfolio_from_a_cover_page() -> None:
    assert looks_like_header(COLUMNS[:13])
    assert not looks_like_header(COLUMNS[:12])
