"""Whole files taken in, on both databases (R1, section 10)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import PersonRow, TitleRow
from bot.application.import_portfolio import (
    BaseDateInFuture,
    CreditorUnknown,
    ImportOrder,
    ImportReport,
    Watch,
    import_portfolio,
    portfolio_reader,
)
from bot.application.portfolio.cells import Cell
from bot.application.portfolio.columns import COLUMNS
from bot.application.portfolio.reading import ReadingRules, Rejection
from bot.application.portfolio.sheet import Sheet, SheetRow, SheetUnreadable
from bot.application.sample_dirt import messed
from bot.application.sample_portfolio import invent_portfolio
from tests.unit.application.portfolio.lines import A_ROW, NO_TITLE, RULES, TODAY, a_line, a_sheet

ORDER = ImportOrder(RULES, TODAY)
OTHER = {"cpf": "73297974800", "matricula": "05028444"}


async def take_in(storage: SqlStorage, sheet: Sheet, order: ImportOrder = ORDER, watch: Watch | None = None):
    return await import_portfolio(portfolio_reader(sheet, order), order, storage.portfolios(), watch or Watch())


async def states(storage: SqlStorage) -> dict[str, str]:
    async with storage.database.reading() as session:
        return {row.number: row.state for row in await session.scalars(select(TitleRow))}


def a_messy_sheet(people: int = 150) -> Sheet:
    rows = messed(invent_portfolio(people, 7, TODAY), 7)
    return Sheet("suja.csv", COLUMNS, (SheetRow(n, tuple(row.values())) for n, row in enumerate(rows, 2)))


async def test_the_report_counts_rows_people_titles_and_refusals(sql_storage: SqlStorage) -> None:
    rows = [A_ROW, a_line(titulo_numero="2"), a_line(cpf="1"), a_line(**OTHER, **NO_TITLE), A_ROW]

    report = await take_in(sql_storage, a_sheet(*rows))

    assert report.document() == {
        "rows": 5,
        "people": 2,
        "imported": 2,
        "updated": 0,
        "unchanged": 0,
        "withdrawn": 0,
        "rejected": [{"line": 4, "column": "cpf", "reason": "CPF ou CNPJ inválido: confira os dígitos"}],
    }


async def test_a_messy_file_twice_changes_nothing(sql_storage: SqlStorage) -> None:
    first = await take_in(sql_storage, a_messy_sheet())
    second = await take_in(sql_storage, a_messy_sheet())

    assert first.imported > 250
    assert (second.imported, second.updated, second.unchanged) == (0, 0, first.imported)
    assert second.rejected == first.rejected


async def test_every_good_title_of_a_messy_file_is_in(sql_storage: SqlStorage) -> None:
    """Nothing good is lost: the messy sample spoils copies of rows only."""
    await take_in(sql_storage, a_messy_sheet())

    clean = {row["titulo_numero"] for row in invent_portfolio(150, 7, TODAY)} - {""}
    assert clean <= (await states(sql_storage)).keys()


async def test_a_careless_row_is_the_same_person(sql_storage: SqlStorage) -> None:
    careless = a_line(
        nome="  NELSON RAMALHO ALMEIDA ", cpf="238.360.777-01", titulo_numero="2", whatsapp="092 900734480"
    )

    report = await take_in(sql_storage, a_sheet(A_ROW, careless))

    assert (report.people, report.imported) == (1, 2)
    [person] = await sql_storage.records().people_by_document("cassems", "23836077701")
    assert person.name == "Nelson Ramalho Almeida"
    assert len(await sql_storage.records().people_at("cassems", "+5592900734480")) == 1


async def test_a_changed_value_is_an_update(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_sheet(A_ROW))

    report = await take_in(sql_storage, a_sheet(a_line(multa="0,00")))

    assert (report.imported, report.updated, report.unchanged) == (0, 1, 0)


async def test_a_full_file_withdraws_per_creditor_it_tells_of(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_sheet(A_ROW, a_line(titulo_numero="2"), a_line(credor="assefaz", titulo_numero="3")))

    report = await take_in(sql_storage, a_sheet(A_ROW), replace(ORDER, is_full=True))

    assert report.withdrawn == 1
    assert await states(sql_storage) == {"115673040": "open", "000000002": "withdrawn", "000000003": "open"}


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_title_in_a_refused_row_is_told_of_and_not_withdrawn(sql_storage: SqlStorage, dry_run: bool) -> None:
    await take_in(sql_storage, a_sheet(A_ROW, a_line(titulo_numero="2"), a_line(titulo_numero="3")))
    order = replace(ORDER, is_full=True, dry_run=dry_run)

    report = await take_in(sql_storage, a_sheet(A_ROW, a_line(titulo_numero="2", cpf="1")), order)

    assert report.withdrawn == 1
    expected = "open" if dry_run else "withdrawn"
    assert await states(sql_storage) == {"115673040": "open", "000000002": "open", "000000003": expected}


async def test_a_full_file_of_refused_rows_only_withdraws_nothing(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_sheet(A_ROW))

    report = await take_in(sql_storage, a_sheet(a_line(nome="")), replace(ORDER, is_full=True))

    assert (report.withdrawn, len(report.rejected)) == (0, 1)


async def test_a_dry_run_counts_the_same_and_writes_nothing(sql_storage: SqlStorage) -> None:
    trial = await take_in(sql_storage, a_messy_sheet(40), replace(ORDER, dry_run=True))
    assert await states(sql_storage) == {}

    assert await take_in(sql_storage, a_messy_sheet(40)) == trial


async def test_who_watches_hears_of_the_header_each_refusal_and_the_progress(sql_storage: SqlStorage) -> None:
    heard: list[object] = []

    def refused(rejection: Rejection) -> None:
        heard.append(rejection.line)

    await take_in(sql_storage, a_sheet(a_line(cpf="1")), watch=Watch(refused, heard.append, heard.append))

    assert heard == [COLUMNS, 2, 1]


async def test_a_file_with_a_header_only_is_refused_and_withdraws_nothing(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_sheet(A_ROW))

    with pytest.raises(SheetUnreadable, match="no row below the header"):
        await take_in(sql_storage, a_sheet(), replace(ORDER, is_full=True))

    assert await states(sql_storage) == {"115673040": "open"}


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        (replace(ORDER, base_date=date(2026, 11, 22)), BaseDateInFuture),
        (replace(ORDER, rules=ReadingRules(RULES.creditors, TODAY, "nobody")), CreditorUnknown),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(order: ImportOrder, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        portfolio_reader(a_sheet(A_ROW), order)


async def test_nothing_that_names_a_person_lies_open_in_the_database(sql_storage: SqlStorage) -> None:
    """Section 10"""
    await take_in(sql_storage, a_sheet(A_ROW))
    named = ("23836077701", "Nelson", "Marina", "900734480", "pessoa940928", "Nogueira")

    async with sql_storage.database.reading() as session:
        for table in ("person", "phone", "title", "portfolio_import"):
            for row in await session.execute(text(f"SELECT * FROM {table}")):
                kept = " ".join(v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in row)
                assert not [name for name in named if name in kept]
        assert (await session.scalars(select(PersonRow.registration))).all() == ["11433373"]


async def test_a_portfolio_is_there_once_a_file_was_taken_in_to_its_end(sql_storage: SqlStorage) -> None:
    portfolios = sql_storage.portfolios()
    assert not await portfolios.has_any()
    await take_in(sql_storage, a_sheet(A_ROW), replace(ORDER, dry_run=True))
    assert not await portfolios.has_any()

    assert isinstance(await take_in(sql_storage, a_sheet(A_ROW)), ImportReport)

    assert await portfolios.has_any()


DIRT: list[tuple[dict[str, Cell], str | None]] = [
    ({"nome": "  CAMILA LACERDA MACHADO "}, None),
    ({"cpf": "122.353.622-06"}, None),
    ({"cpf": "2569145599"}, None),
    ({"whatsapp": "(11) 90599-7710"}, None),
    ({"whatsapp": "041 909442878"}, None),
    ({"titulo_codigo": "2"}, None),
    ({"valor_principal": "48,16"}, None),
    ({"papel": "dependente", "titular_cpf": "89532622675", **NO_TITLE}, None),
    ({"cpf": "73297974801"}, "cpf"),
    ({"valor_principal": "-1.542,44"}, "valor_principal"),
    ({"vencimento": "31/02/2026"}, "vencimento"),
]


async def test_each_kind_of_dirt_finance_sends_gives_what_it_should(sql_storage: SqlStorage) -> None:
    rows = [{"titulo_numero": str(n), **dirt} for n, (dirt, _) in enumerate(DIRT, 1)]

    report = await take_in(sql_storage, a_sheet(*rows))

    wrong = [(line, column) for line, (_, column) in enumerate(DIRT, 2) if column]
    assert [(line, column) for line, column, _ in report.rejected] == wrong
    assert report.imported == sum(column is None for _, column in DIRT) - 1  # the dependant has no title
