"""Ending a case on its page: the words shown first, said once, taken back in time, and what follows (G3, N4, LGPD)."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.adapters.db.news import SqlNews
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AccessRecordRow, DeskEventRow
from bot.application.agents.roles import StaffRole
from bot.application.changes import NewsTold
from bot.application.office.tools import OfficeTools
from bot.domain.money import Money
from tests.builders import PHONE, TODAY, a_row, a_title
from tests.fakes import FakeClock
from tests.integration.back_office.deals import CASE, a_case, decide
from tests.integration.db.debtors import take_in, with_a_debtor
from tests.integration.office_pages.conftest import Comes

PAGE = f"/console/office/cases/{CASE}"
FOUND = {"code": "confirmed", "text": "Encontramos seu pagamento.", "do": "end"}


async def a_case_of(storage: SqlStorage, kind: str = "already_paid") -> int:
    person = await with_a_debtor(storage)
    await decide(storage, replace(a_case(person.id), kind=kind))
    return person.id


async def numbers_open(storage: SqlStorage, person_id: int) -> list[str]:
    records = storage.records()
    account = await records.account(await records.person(person_id))
    return [title.number for title in account.titles]


async def test_the_very_words_are_shown_before_they_are_said(sql_storage: SqlStorage, comes: Comes) -> None:
    """G3"""
    person_id = await a_case_of(sql_storage)
    browser = await comes()
    await browser.opens(PAGE)

    page = await browser.sends(f"{PAGE}/end", {**FOUND, "do": "preview"})

    assert "Tenho uma resposta para você.\nSobre o caso 2026112000001: Encontramos seu pagamento." in page.text
    assert await SqlNews(sql_storage.database).of_person(person_id) == []


async def test_a_case_ends_once_and_its_debtor_hears_a_little_later(
    sql_storage: SqlStorage, comes: Comes, clock: FakeClock
) -> None:
    person_id = await a_case_of(sql_storage)
    browser = await comes()
    await browser.opens(PAGE)

    ended = await browser.sends(f"{PAGE}/end", FOUND)
    again = await browser.sends(f"{PAGE}/end", {**FOUND, "text": "Outra coisa."})

    news = SqlNews(sql_storage.database)
    assert (ended.status_code, "Pagamento encontrado</h2>" in ended.text) == (200, True)
    assert (again.status_code, "Outra coisa" in again.text) == (409, False)
    assert [one.outcome for one in await news.of_person(person_id)] == ["Encontramos seu pagamento."]
    assert await news.untold(clock.now() + timedelta(seconds=119), 10) == []
    assert len(await news.untold(clock.now() + timedelta(seconds=120), 10)) == 1
    async with sql_storage.database.reading() as session:
        assert "case" in [event.kind for event in await session.scalars(select(DeskEventRow))]


async def test_a_payment_found_is_charged_no_more_until_a_newer_file_brings_it(
    sql_storage: SqlStorage, comes: Comes
) -> None:
    """G3, R1"""
    person_id = await a_case_of(sql_storage)
    browser = await comes()
    await browser.opens(PAGE)
    await browser.sends(f"{PAGE}/end", FOUND)
    assert await numbers_open(sql_storage, person_id) == []

    await take_in(sql_storage, a_row(a_title(), PHONE), base_date=TODAY - timedelta(days=1))
    assert await numbers_open(sql_storage, person_id) == []
    await take_in(sql_storage, a_row(a_title(principal=Money(1)), PHONE), base_date=TODAY + timedelta(days=1))

    assert await numbers_open(sql_storage, person_id) == ["126478448"]


@pytest.mark.parametrize(("kind", "code"), [("already_paid", "not_found"), ("contest", "kept")])
async def test_what_is_owed_stays_owed(sql_storage: SqlStorage, comes: Comes, kind: str, code: str) -> None:
    person_id = await a_case_of(sql_storage, kind)
    browser = await comes()
    await browser.opens(PAGE)

    await browser.sends(f"{PAGE}/end", {**FOUND, "code": code})

    assert await numbers_open(sql_storage, person_id) == ["126478448"]


async def test_an_ending_in_part_names_its_titles(sql_storage: SqlStorage, comes: Comes) -> None:
    person_id = await a_case_of(sql_storage)
    browser = await comes()
    await browser.opens(PAGE)

    unnamed = await browser.sends(f"{PAGE}/end", {**FOUND, "code": "partly"})
    foreign = await browser.sends(f"{PAGE}/end", {**FOUND, "code": "partly", "titles": "000000000"})

    assert (unnamed.status_code, "Marque os títulos" in unnamed.text) == (422, True)
    assert foreign.status_code == 200
    assert await numbers_open(sql_storage, person_id) == ["126478448"]


async def test_an_ending_is_taken_back_in_time_as_if_it_had_not_been(
    sql_storage: SqlStorage, comes: Comes, clock: FakeClock
) -> None:
    person_id = await a_case_of(sql_storage)
    browser = await comes()
    await browser.opens(PAGE)
    await browser.sends(f"{PAGE}/end", FOUND)
    clock.advance(seconds=119)

    undone = await browser.sends(f"{PAGE}/undo", {})

    assert "O encerramento foi desfeito" in undone.text
    assert await numbers_open(sql_storage, person_id) == ["126478448"]
    assert await SqlNews(sql_storage.database).of_person(person_id) == []
    again = await browser.sends(f"{PAGE}/end", {**FOUND, "code": "not_found"})
    assert "Pagamento não encontrado</h2>" in again.text


async def test_it_is_not_taken_back_late_nor_once_it_was_told(
    sql_storage: SqlStorage, comes: Comes, clock: FakeClock
) -> None:
    person_id = await a_case_of(sql_storage)
    browser = await comes()
    await browser.opens(PAGE)
    await browser.sends(f"{PAGE}/end", FOUND)
    [news] = await SqlNews(sql_storage.database).of_person(person_id)
    await decide(sql_storage, NewsTold((news.id,)), key="SM2")

    told = await browser.sends(f"{PAGE}/undo", {})
    clock.advance(seconds=120)
    late = await browser.sends(f"{PAGE}/undo", {})

    assert ("Já não dá para desfazer" in told.text, "Já não dá para desfazer" in late.text) == (True, True)
    assert await numbers_open(sql_storage, person_id) == []


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"code": "", "text": "x"}, "Escolha como terminou"),
        ({"code": "kept", "text": "x"}, "Escolha como terminou"),
        ({"code": "confirmed", "text": "  "}, "Escreva a resposta"),
        ({"code": "confirmed", "text": "x" * 801}, "passa de 800"),
    ],
)
async def test_what_is_missing_is_said_and_what_was_written_is_kept(
    sql_storage: SqlStorage, comes: Comes, form: dict[str, str], told: str
) -> None:
    await a_case_of(sql_storage)
    browser = await comes()
    await browser.opens(PAGE)

    page = await browser.sends(f"{PAGE}/end", {**form, "do": "end"})

    assert (page.status_code, told in page.text, form["text"] in page.text) == (422, True, True)


async def test_who_has_the_case_ends_it(sql_storage: SqlStorage, comes: Comes) -> None:
    """H2"""
    await a_case_of(sql_storage)
    ana, caio = await comes("ana"), await comes("caio")
    await ana.opens(PAGE)
    await ana.sends(f"{PAGE}/take", {})
    await caio.opens("/console/account")

    refused = await caio.sends(f"{PAGE}/end", FOUND)

    assert (refused.status_code, "está com outra pessoa" in refused.text) == (409, True)
    assert (await ana.sends(f"{PAGE}/end", FOUND)).status_code == 200


async def test_documents_are_masked_by_role_and_a_look_is_on_record(sql_storage: SqlStorage, comes: Comes) -> None:
    """Section 10"""
    person = await with_a_debtor(sql_storage)
    await decide(sql_storage, replace(a_case(person.id), note="meu cpf é 159.083.016-47"))
    agent, finance = await comes("ana"), await comes("fred", StaffRole.FINANCE)

    masked, whole = (await agent.opens(PAGE)).text, (await finance.opens(PAGE)).text
    asked = [(await finance.sends(f"{PAGE}/document", {})).text]
    await finance.opens(PAGE)
    asked += [(await finance.sends(f"{PAGE}/note", {})).text]
    refused = (await agent.sends(f"{PAGE}/document", {})).status_code

    assert ("159.083.016-47" in masked, "159.083.016-47" in whole) == (False, False)
    assert (f"{PAGE}/document" in masked, f"{PAGE}/document" in whole) == (False, True)
    assert (asked[0].strip(), "159.083.016-47" in asked[1], refused) == ("159.083.016-47", True, 403)
    assert ("Abrir a conversa" in masked, "Abrir a conversa" in whole) == (True, False)
    async with sql_storage.database.reading() as session:
        looked = [row for row in await session.scalars(select(AccessRecordRow)) if row.what == f"case {CASE}"]
    assert {row.actor for row in looked} == {"ana@exemplo.invalid", "fred@exemplo.invalid"}


async def test_only_an_admin_hands_out_what_is_held_and_it_is_on_record(sql_storage: SqlStorage, comes: Comes) -> None:
    """Section 10; LGPD, art. 18"""
    await a_case_of(sql_storage, "data_protection")
    boss, agent = await comes("olga", StaffRole.ADMIN), await comes("ana")
    await boss.opens(PAGE)
    await agent.opens(PAGE)

    held = await boss.sends(f"{PAGE}/export", {})
    refused = await agent.sends(f"{PAGE}/export", {})

    assert held.headers["content-disposition"] == f'attachment; filename="dados-{CASE}.json"'
    assert "person" in json.loads(held.text)["held"]
    assert refused.status_code == 403
    async with sql_storage.database.reading() as session:
        told = [row.actor for row in await session.scalars(select(AccessRecordRow)) if "everything" in row.what]
    assert told == ["olga@exemplo.invalid"]


async def test_nothing_is_handed_out_by_way_of_another_case(sql_storage: SqlStorage, comes: Comes) -> None:
    await a_case_of(sql_storage)
    boss = await comes("olga", StaffRole.ADMIN)
    await boss.opens(PAGE)

    assert (await boss.sends(f"{PAGE}/export", {})).status_code == 404


async def test_a_case_that_is_not_there_is_a_calm_page(comes: Comes, office: OfficeTools) -> None:
    browser = await comes()

    assert (await browser.opens("/console/office/cases/404")).status_code == 404
