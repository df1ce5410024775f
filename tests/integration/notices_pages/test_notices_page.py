"""The notices that wait for a person: what the daily clock found, letters and calls, contests (N4, N6)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.notices.day_list import SqlDayList
from bot.adapters.db.notices.waiting import SqlNoticeWork
from bot.adapters.db.tables import AccessRecordRow, ClockDecisionRow
from bot.application.agents.roles import StaffRole
from bot.application.notices.waiting_list import NoticeCounts
from bot.domain.documents import formatted, masked
from bot.domain.notices.replies import ReplyVerdict
from tests.integration.notices.office import Office, a_debtor, cpf, phone
from tests.integration.notices_pages.conftest import Comes
from tests.integration.notices_pages.scene import (
    BY_LETTER,
    CASE,
    LATE,
    TO_ISSUE,
    everybody,
    looked_over,
    pays_everything,
    told,
)

PAGE = "/console/notices"


async def counts(office: Office) -> NoticeCounts:
    return await SqlNoticeWork(office.storage.database).counts()


async def test_what_ran_out_is_listed_with_the_facts_for_a_person_to_decide(office: Office, comes: Comes) -> None:
    """N4: why, how many count, the last day; and that nothing is cancelled by itself."""
    await everybody(office)

    page = (await (await comes()).opens(PAGE)).text

    assert "Pessoa Inventada 1" in page
    assert "2 em aberto, 2 contam" in page
    assert "o prazo acabou" in page
    assert "terminou em 30/11/2026" in page
    assert "Prazo encerrado" in page
    assert "não cancela nem suspende" in page


async def test_from_day_35_people_wait_to_be_notified_by_day_50_and_what_stands_in_the_way_is_said(
    office: Office, comes: Comes
) -> None:
    """N4, N1"""
    await everybody(office)

    page = (await (await comes()).opens(f"{PAGE}?show=issue")).text

    in_time, late = f"Pessoa Inventada {TO_ISSUE}", f"Pessoa Inventada {LATE}"
    assert page.index(late) < page.index(in_time)
    assert "40 dias de atraso" in page
    assert "emitir até 12/12/2026" in page
    assert "pode ser emitida" in page
    assert "faltam dados: nome do plano" in page
    assert "<b>Passou</b>" in page
    assert f"Pessoa Inventada {BY_LETTER}" not in page


async def test_day_34_is_not_listed_and_day_35_is(office: Office) -> None:
    """N4"""
    await office.has(a_debtor(1, _days_ago(office, 34)))
    await looked_over(office)
    before = await counts(office)
    office.clock.advance(days=1)
    await looked_over(office)

    assert (before.issue, (await counts(office)).issue) == (0, 1)


async def test_looking_twice_lists_nothing_twice_and_what_is_paid_leaves(office: Office) -> None:
    """N4"""
    await everybody(office)
    first = await counts(office)
    await looked_over(office)
    again = await counts(office)
    await pays_everything(office)
    await looked_over(office)

    assert first == again == NoticeCounts(decide=1, issue=2, letters=1)
    assert await counts(office) == NoticeCounts(letters=1)


async def test_letters_and_calls_are_listed_and_one_made_leaves_the_list(office: Office, comes: Comes) -> None:
    """N6"""
    await everybody(office)
    browser = await comes()
    page = (await browser.opens(f"{PAGE}?show=letters")).text
    [number] = [word.split("/")[0] for word in page.split("/console/notices/letters/")[1:]]

    done = await browser.sends(f"{PAGE}/letters/{number}/done", {})
    await browser.opens(f"{PAGE}?show=decide")
    again = await browser.sends(f"{PAGE}/letters/{number}/done", {})

    assert f"Pessoa Inventada {BY_LETTER}" in page
    assert "não temos número que receba a resposta" in page
    assert "Anotado" in done.text
    assert "Nenhuma carta ou ligação por fazer" in done.text
    assert "já não estava na lista" in again.text


async def test_an_open_contest_is_listed_with_its_notice_and_its_deadline(office: Office, comes: Comes) -> None:
    """N4"""
    await told(office, ReplyVerdict.CONTESTED)

    page = (await (await comes()).opens(f"{PAGE}?show=contests")).text

    assert f"/console/office/cases/{CASE}" in page
    assert "Contestada" in page
    assert "responder até" in page
    assert "/certificate.pdf" in page


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (StaffRole.SUPERVISOR, (formatted(cpf(1)), phone(1))),
        (StaffRole.FINANCE, (formatted(cpf(1)), "+5567*")),
        (StaffRole.AUDITOR, ("***", "+5567*")),
    ],
)
async def test_numbers_are_masked_come_when_asked_for_and_that_is_on_record(
    office: Office, comes: Comes, role: StaffRole, sees: tuple[str, str]
) -> None:
    """Section 10: as far as the role goes, in the page's own HTML."""
    await everybody(office)
    browser = await comes(role)
    page = (await browser.opens(PAGE)).text
    person = (await office.person()).id
    asked = await browser.sends(f"{PAGE}/people/{person}/numbers", {})

    assert masked(cpf(1)) in page
    assert cpf(1) not in page
    assert formatted(cpf(1)) not in page
    assert phone(1)[-8:] not in page
    assert all(one in asked.text for one in sees)
    assert (cpf(1) in asked.text.replace(".", "").replace("-", "")) is (role is not StaffRole.AUDITOR)
    assert "numbers of a notice" in await on_record(office, f"{role.value}@exemplo.invalid")


async def test_the_auditor_reads_and_changes_nothing(office: Office, comes: Comes) -> None:
    await everybody(office)
    browser = await comes(StaffRole.AUDITOR)
    page = await browser.opens(f"{PAGE}?show=letters")
    [row] = [number for number in ("1", "2", "3", "4") if f"people/{number}/numbers" in page.text] or ["1"]

    assert page.status_code == 200
    assert "Refazer agora" not in page.text
    assert "/done" not in page.text
    for path in ("look", f"letters/{row}/done"):
        assert (await browser.http.post(f"{PAGE}/{path}", data=_token(page.text))).status_code == 403
    assert (await counts(office)).letters == 1


async def test_an_agent_has_nothing_here(comes: Comes) -> None:
    browser = await comes(StaffRole.AGENT)

    assert (await browser.opens(PAGE)).status_code == 403
    assert "/console/notices" not in (await browser.opens("/console")).text


async def test_who_is_bound_to_another_creditor_finds_nothing(office: Office, comes: Comes) -> None:
    """Section 10: neither the lists nor the counts, nor anybody's numbers."""
    await everybody(office)
    person = (await office.person()).id
    browser = await comes(StaffRole.SUPERVISOR, ("assefaz",))

    for show in ("decide", "issue", "letters", "contests"):
        page = (await browser.opens(f"{PAGE}?show={show}")).text
        assert "Pessoa Inventada" not in page
        assert '<span class="count">0</span>' in page
        assert '<span class="count">1</span>' not in page
    assert (await browser.sends(f"{PAGE}/people/{person}/numbers", {})).status_code == 404


async def test_another_look_is_asked_with_a_button_and_the_next_look_answers_it(office: Office, comes: Comes) -> None:
    """N4: the worker does the counting."""
    await everybody(office)
    book = SqlDayList(office.storage.database)
    before = await book.is_wanted()
    browser = await comes()
    await browser.opens(PAGE)

    told = await browser.sends(f"{PAGE}/look", {})
    asked = await book.is_wanted()
    await looked_over(office)

    assert "Refazendo a conta" in told.text
    assert (before, asked, await book.is_wanted()) == (False, True, False)


async def test_a_portfolio_that_comes_in_asks_for_another_look(office: Office) -> None:
    await looked_over(office)
    before = await SqlDayList(office.storage.database).is_wanted()
    office.clock.advance(minutes=1)
    await office.has(a_debtor())

    assert (before, await SqlDayList(office.storage.database).is_wanted()) == (False, True)


async def test_before_the_first_look_the_page_says_so(comes: Comes) -> None:
    page = (await (await comes()).opens(PAGE)).text

    assert "ainda não foi feita" in page
    assert "Nenhuma decisão espera por uma pessoa" in page


async def test_fifty_at_a_time_with_the_number_of_all(office: Office, comes: Comes) -> None:
    due = _days_ago(office, 40)
    await office.has(*(a_debtor(number, due) for number in range(1, 53)))
    await looked_over(office)
    browser = await comes()

    first = (await browser.opens(f"{PAGE}?show=issue")).text
    second = (await browser.opens(f"{PAGE}?show=issue&start=50")).text

    assert "1 a 50 de 52" in first
    assert "start=50" in first
    assert second.count("Pessoa Inventada") == 2 * 2  # the name, and the button that shows its numbers
    assert "51 a 52 de 52" in second


async def test_the_first_page_counts_them_with_links(office: Office, comes: Comes) -> None:
    await everybody(office)

    page = (await (await comes()).opens("/console")).text

    assert 'href="/console/notices"><span class="value">1</span>' in page
    assert 'href="/console/notices?show=letters"><span class="value">1</span>' in page


async def test_a_filter_that_means_nothing_is_refused(comes: Comes) -> None:
    browser = await comes()

    assert (await browser.opens(f"{PAGE}?show=nada")).status_code == 422
    assert (await browser.opens(f"{PAGE}?start=-1")).status_code == 422


def _days_ago(office: Office, days: int) -> date:
    return office.clock.business_now().date() - timedelta(days=days)


def _token(page: str) -> dict[str, str]:
    found = page.split('name="csrf" value="')[1:]
    return {"csrf": found[0].split('"')[0]} if found else {}


async def on_record(office: Office, actor: str) -> list[str]:
    async with office.storage.database.reading() as session:
        found = select(col(AccessRecordRow.what)).where(col(AccessRecordRow.actor) == actor)
        return list(await session.scalars(found))


async def test_what_was_found_names_nobody(office: Office) -> None:
    """Section 10: rows hold counts and reasons, no document and no name."""
    await everybody(office)

    async with office.storage.database.reading() as session:
        rows = (await session.scalars(select(ClockDecisionRow))).all()

    assert len(rows) == 3
    for row in rows:
        written = str(row.model_dump())
        assert cpf(1) not in written
        assert "Inventada" not in written
