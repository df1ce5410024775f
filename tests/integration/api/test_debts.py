"""Debtors, quotes, agreements and cases over the API (P14, H1)."""

from datetime import date

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AccessRecordRow, CaseRow
from bot.application.agents.roles import StaffRole
from bot.application.agents.tools import AgentTools
from bot.application.changes import CaseOpened
from tests.builders import CPF, TODAY, a_closing
from tests.fakes import FakeCalendar, FakeClock
from tests.integration.api.conftest import Hire
from tests.integration.api.desk import Caller, Debtors
from tests.integration.api.limits import bind_to
from tests.integration.db.test_what_is_written import rows_of

A_CASE = CaseOpened("2026112000001", "already_paid", None, date(2026, 11, 25), "paguei dia 10", ("126478448",))


async def test_a_debtor_is_found_by_document_with_what_is_owed(ana: Caller, debtors: Debtors) -> None:
    found = await ana.post("/debtors/search", {"document": CPF, "creditor": "cassems"})

    [debtor] = found.json()
    assert (debtor["name"], debtor["creditor"]) == ("Fábio Vasconcelos Barbosa", "cassems")
    assert [title["number"] for title in debtor["titles"]] == ["126478448"]
    assert (debtor["titles"][0]["days_overdue"], debtor["titles"][0]["competence"]) == (61, "2026-09")
    assert (await ana.get("/titles", params={"debtor": debtor["id"]})).json() == debtor["titles"]
    assert (await ana.get(f"/debtors/{debtor['id']}")).json() == debtor


async def test_a_document_is_not_taken_from_the_address(ana: Caller, debtors: Debtors) -> None:
    """Section 10: addresses are kept by proxies and logs."""
    refused = await ana.get("/debtors", params={"document": CPF})

    assert (refused.status_code, "Vasconcelos" in refused.text) == (404, False)


async def test_what_is_no_document_is_refused_and_an_unknown_one_finds_nobody(ana: Caller) -> None:
    refused = await ana.post("/debtors/search", {"document": "111.111.111-11"})
    nobody = await ana.post("/debtors/search", {"document": "83954862000"})

    assert (refused.status_code, refused.json()) == (422, {"error": "document is neither a CPF nor a CNPJ"})
    assert (nobody.status_code, nobody.json()) == (200, [])


async def test_a_quote_is_the_engines_own(ana: Caller, debtors: Debtors) -> None:
    """P14"""
    quoted = (await ana.post("/quotes", {"debtor": debtors.person.id})).json()

    assert (quoted["creditor"], quoted["today"]) == ("cassems", TODAY.isoformat())
    assert quoted["negotiations"][0]["titles"] == ["126478448"]
    assert quoted["negotiations"][0]["lump_sum"][0]["fee"] == "2.50"


async def test_agreements_are_listed_page_by_page(ana: Caller, debtors: Debtors) -> None:
    await debtors.is_answered(changes=(a_closing(debtors.person.id),))

    [first] = (await ana.get("/agreements", params={"creditor": "cassems"})).json()

    assert (first["number"], first["debtor"]) == ("AC2026112000001", debtors.person.id)
    assert (first["state"], first["total"]) == ("up_to_date", "759.35")
    assert (await ana.get("/agreements", params={"after": first["id"]})).json() == []
    assert (await ana.get("/agreements", params={"creditor": "assefaz"})).json() == []


async def test_one_agreement_is_had_by_id_and_only_who_was_shown_is_on_record(
    ana: Caller, hire: Hire, debtors: Debtors, sql_storage: SqlStorage
) -> None:
    """Another creditor's looks missing (section 10)."""
    await debtors.is_answered(changes=(a_closing(debtors.person.id),))
    [listed] = (await ana.get("/agreements")).json()
    stranger = await hire("alheio", StaffRole.ADMIN)
    await bind_to(sql_storage, stranger.email, "croam")
    recorded = len(await rows_of(sql_storage, AccessRecordRow))

    shown = await ana.get(f"/agreements/{listed['id']}")
    missing = [await ana.get(f"/agreements/{number}") for number in (listed["id"] + 1, 2**62)]
    written = len(await rows_of(sql_storage, AccessRecordRow)) - recorded
    hidden = await stranger.get(f"/agreements/{listed['id']}")

    assert shown.json() == listed
    assert [one.status_code for one in (*missing, hidden)] == [404, 404, 404]
    assert written == 1


async def test_a_slip_due_on_a_holiday_is_late_only_after_the_next_business_day(
    ana: Caller, debtors: Debtors, tools: AgentTools, clock: FakeClock
) -> None:
    """G5, P7: due on Friday the 27th, a holiday here; payable on Monday the 30th."""
    await debtors.is_answered(changes=(a_closing(debtors.person.id),))
    calendar = tools.services.calendar
    assert isinstance(calendar, FakeCalendar)
    calendar.days = frozenset({date(2026, 11, 27)})
    seen = []
    for days in (10, 1):  # Monday the 30th, then Tuesday the 1st
        clock.advance(days=days)
        [listed] = (await ana.get("/agreements")).json()
        [shown] = (await ana.get(f"/debtors/{debtors.person.id}")).json()["agreements"]
        seen.append((listed["state"], shown["state"]))

    assert seen == [("up_to_date", "up_to_date"), ("overdue", "overdue")]


async def test_a_case_is_listed_and_closed_once(ana: Caller, debtors: Debtors, sql_storage: SqlStorage) -> None:
    """H1: a case is a task; the bot stays."""
    conversation = await debtors.is_answered(changes=(A_CASE,))
    path = f"/cases/{A_CASE.number}/close"

    [listed] = (await ana.get("/cases")).json()
    refused = await ana.post(path, {"outcome": " "})
    closed = await ana.post(path, {"outcome": "baixado"})
    again = await ana.post(path, {"outcome": "outra coisa"})

    [row] = await rows_of(sql_storage, CaseRow)
    assert (listed["number"], listed["kind"], listed["note"]) == (A_CASE.number, "already_paid", "paguei dia 10")
    assert (refused.status_code, closed.status_code, again.status_code) == (422, 200, 409)
    assert (row.closed_by, (await ana.get("/cases")).json()) == (ana.email, [])
    assert (await ana.get(f"/conversations/{conversation}")).json()["owner"] == "bot"


async def test_an_unreadable_request_is_told_where_and_gives_nothing_back(ana: Caller) -> None:
    refused = await ana.post("/debtors/search", {"document": {"cpf": CPF}})

    assert refused.status_code == 422
    assert refused.json()["problems"][0]["at"] == "body.document"
    assert CPF not in refused.text
