"""N7, R4: the sheets finance keeps, taken out by who may see documents, and read back."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from httpx import Response
from python_calamine import CalamineWorkbook

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AccessRecordRow
from bot.adapters.export_sheets import Contacts, write_contacts
from bot.application.agents.contact_log import ContactAttempt, ContactOutcome, Direction, Means
from bot.application.agents.roles import StaffRole
from bot.application.exports import ExportKind, ExportOrder, LoggedContact
from tests.builders import NOON
from tests.integration.db.test_what_is_written import rows_of
from tests.integration.wrap_up_pages.desk import FORM, Agent, Door

PLOT = '=HYPERLINK("http://exemplo.invalid")'


def rows(page: Response, sheet: str) -> list[list[object]]:
    assert page.headers["content-type"].startswith("application/vnd.openxmlformats")
    return CalamineWorkbook.from_filelike(BytesIO(page.content)).get_sheet_by_name(sheet).to_python()  # type: ignore[return-value]


async def with_contacts(agent: Agent) -> None:
    """A conversation closed, and a letter that counted as the notification."""
    conversation = await agent.holds()
    await agent.opens(conversation, "close")
    await agent.sends(conversation, "close", {**FORM, "note": PLOT})
    letter = ContactAttempt(
        agent.debtors.person.id,
        5,
        Direction.ACTIVE,
        Means.LETTER,
        ContactOutcome.DELIVERED,
        agent.email,
        datetime.fromisoformat("2026-11-18T10:00:00+00:00"),
        NOON,
        case_number="2026111800001",
        notified_on=date(2026, 11, 18),
    )
    await agent.pages.contacts.log.add(letter)


async def test_contacts_of_all_kinds_are_in_one_sheet_in_their_order(enters: Door) -> None:
    finance = await enters(StaffRole.ADMIN)
    await with_contacts(finance)

    page = await finance.browser.opens("/console/exports/contacts.xlsx")

    heading, letter, closing = rows(page, "Contatos ativos")
    assert heading[0] == "Tipo de chamado"
    assert letter[:5] == ["Contato ativo", "5ª", "", "2026111800001", date(2026, 11, 18)]
    assert letter[5:] == ["NÃO", finance.email, "Carta registrada, entregue"]
    assert closing[:3] == ["Atendimento", "1ª", "41953420261120000001"]
    assert closing[7] == f"promessa de pagamento: {PLOT}"


async def test_nothing_in_a_sheet_is_a_formula(enters: Door) -> None:
    """A name or a note that begins with "=" stays words."""
    finance = await enters(StaffRole.ADMIN)
    await with_contacts(finance)

    page = await finance.browser.opens("/console/exports/contacts.xlsx")

    with ZipFile(BytesIO(page.content)) as file:
        assert "<f>" not in file.read("xl/worksheets/sheet1.xml").decode()


async def test_a_closing_taken_back_is_in_no_sheet(enters: Door) -> None:
    somebody = await enters(StaffRole.ADMIN)
    conversation = await somebody.holds()
    await somebody.opens(conversation, "close")
    await somebody.sends(conversation, "close", FORM)
    await somebody.opens(conversation, "closed")
    await somebody.sends(conversation, "reopen", {})

    page = await somebody.browser.opens("/console/exports/contacts.xlsx")

    assert len(rows(page, "Contatos ativos")) == 1


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("since=2026-11-18&until=2026-11-18", 1),
        ("since=2026-11-19", 1),
        ("until=2026-11-17", 0),
        ("creditor=cassems", 2),
        ("creditor=assefaz", 0),
        ("creditor=cassems&since=2026-11-18&until=2026-11-20", 2),
    ],
)
async def test_both_days_count_and_only_the_creditor_asked_for(enters: Door, asked: str, count: int) -> None:
    finance = await enters(StaffRole.ADMIN)
    await with_contacts(finance)

    page = await finance.browser.opens(f"/console/exports/contacts.xlsx?{asked}")

    assert len(rows(page, "Contatos ativos")) - 1 == count


async def test_the_row_of_who_was_cancelled_is_green(enters: Door, tmp_path: Path) -> None:
    finance = await enters(StaffRole.ADMIN)
    await with_contacts(finance)
    [kept] = await finance.pages.contacts.log.of_person(finance.debtors.person.id)
    person = replace(finance.debtors.person, plan_cancelled=True)

    write_contacts(tmp_path / "c.xlsx", Contacts([], [], [LoggedContact(kept, person)]), {})

    with ZipFile(tmp_path / "c.xlsx") as file:
        assert "FFC6EFCE" in file.read("xl/styles.xml").decode()
    [_, row] = CalamineWorkbook.from_path(str(tmp_path / "c.xlsx")).get_sheet_by_index(0).to_python()
    assert row[5] == "SIM"


async def test_whose_data_went_out_is_on_record(enters: Door, sql_storage: SqlStorage) -> None:
    """Section 10"""
    finance = await enters(StaffRole.ADMIN)
    await with_contacts(finance)

    await finance.browser.opens("/console/exports/contacts.xlsx")

    seen = [(one.person_id, one.actor, one.what) for one in await rows_of(sql_storage, AccessRecordRow)]
    assert (finance.debtors.person.id, finance.email, "export contacts") in seen


@pytest.mark.parametrize(
    ("role", "code"),
    [(StaffRole.AGENT, 403), (StaffRole.AUDITOR, 403), (StaffRole.FINANCE, 200), (StaffRole.SUPERVISOR, 200)],
)
@pytest.mark.parametrize("kind", list(ExportKind))
async def test_sheets_are_for_who_sees_documents(enters: Door, role: StaffRole, code: int, kind: ExportKind) -> None:
    somebody = await enters(role)

    assert (await somebody.browser.opens("/console/exports")).status_code == code
    assert (await somebody.browser.opens(f"/console/exports/{kind}.xlsx")).status_code == code


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("contacts.xlsx?since=2026-11-20&until=2026-11-19", 422),
        ("contacts.xlsx?since=ontem", 422),
        ("contacts.xlsx?creditor=ninguem", 422),
        ("secrets.xlsx", 404),
    ],
)
async def test_a_sheet_that_cannot_be_is_refused(enters: Door, path: str, code: int) -> None:
    finance = await enters(StaffRole.FINANCE)

    assert (await finance.browser.opens(f"/console/exports/{path}")).status_code == code


@pytest.mark.parametrize(
    ("at", "is_in"),
    [
        ("2026-11-20T02:59:59+00:00", False),  # still the 19th in Brasília
        ("2026-11-20T03:00:00+00:00", True),
        ("2026-11-21T02:59:59+00:00", True),
        ("2026-11-21T03:00:00+00:00", False),
    ],
)
def test_a_day_of_a_sheet_is_brazils(at: str, is_in: bool) -> None:
    order = ExportOrder(ExportKind.CONTACTS, since=date(2026, 11, 20), until=date(2026, 11, 20))

    assert order.covers(datetime.fromisoformat(at), "cassems") is is_in
