"""The back office's work list: what waits, whose it is, and who may take it (G1, G3, H1)."""

import asyncio
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.application.agents.keys import Member
from bot.application.agents.roles import StaffRole
from bot.application.office.tools import OfficeTools
from bot.application.office.work import TakenTask, TakeRefused, Task, WorkList, take
from tests.fakes import FakeClock
from tests.integration.back_office.deals import CASE, a_case, a_request, close_a_deal, decide
from tests.integration.db.debtors import with_a_debtor
from tests.integration.office_pages.conftest import Comes

LATE = date(2026, 11, 19)


async def test_an_empty_list_says_what_will_come(comes: Comes) -> None:
    browser = await comes()

    page = await browser.opens("/console/office")

    assert (page.status_code, "Nada espera pela retaguarda" in page.text) == (200, True)


async def test_cases_and_slips_are_one_list_with_late_ones_first(sql_storage: SqlStorage, comes: Comes) -> None:
    """G1, G3: nobody's document is in the page whole."""
    person_id = await close_a_deal(sql_storage, a_request())
    await decide(sql_storage, a_case(person_id, deadline=LATE), key="SM2")
    browser = await comes()

    page = (await browser.opens("/console/office")).text

    assert page.index("Pagamento informado</a>") < page.index("Boleto a emitir</a>")
    assert "<b>Atrasado</b> · até 19/11/2026" in page
    assert "Fábio Vasconcelos Barbosa" in page
    assert "***.083.016-**" in page
    assert "15908301647" not in page


async def test_the_list_is_filtered_by_kind_lateness_and_owner(sql_storage: SqlStorage, comes: Comes) -> None:
    person_id = await close_a_deal(sql_storage, a_request())
    await decide(sql_storage, a_case(person_id, deadline=LATE), key="SM2")
    browser = await comes()

    for query, shown in (("kind=slip", "Boleto a emitir</a>"), ("late=true", "Pagamento informado</a>")):
        page = (await browser.opens(f"/console/office?{query}")).text
        assert (shown in page, page.count("<tr")) == (True, 2)
    assert "Nada com estes filtros" in (await browser.opens("/console/office?mine=true")).text
    assert "Nada com estes filtros" in (await browser.opens("/console/office?kind=%3Cscript%3E")).text


@pytest.mark.each_database
async def test_of_two_who_take_a_case_at_once_one_gets_it(
    sql_storage: SqlStorage, office: OfficeTools, clock: FakeClock
) -> None:
    """H2"""
    await decide(sql_storage, a_case(None))
    members = [Member(n, f"{name}@exemplo.invalid", StaffRole.AGENT) for n, name in enumerate("abcdef", 1)]

    answers = await asyncio.gather(
        *(take(TakenTask(False, CASE, member.email, clock.now()), member, office.tasks, clock) for member in members)
    )

    assert answers.count(None) == 1
    assert answers.count(TakeRefused.OWNED) == 5


async def test_a_late_one_is_a_supervisors_who_also_takes_over(
    sql_storage: SqlStorage, office: OfficeTools, comes: Comes
) -> None:
    """G3"""
    await decide(sql_storage, a_case(None, deadline=LATE))
    ana, bia = await comes("ana"), await comes("bia", StaffRole.SUPERVISOR)
    address = f"/console/office/cases/{CASE}"

    assert "agora é da supervisão" in (await ana.opens(address)).text
    await ana.opens("/console/account")
    refused = await ana.sends(f"{address}/take", {})
    await bia.opens(address)
    taken = await bia.sends(f"{address}/take", {})

    assert (refused.status_code, "passou do prazo" in refused.text) == (409, True)
    assert (taken.status_code, "<strong>Você</strong>" in taken.text) == (200, True)
    task = await office.tasks.one(False, CASE)
    assert task is not None
    assert task.owner == "bia@exemplo.invalid"


async def test_one_is_taken_over_only_from_whom_it_was_seen_with(
    sql_storage: SqlStorage, office: OfficeTools, clock: FakeClock
) -> None:
    await decide(sql_storage, a_case(None))
    boss = Member(1, "bia@exemplo.invalid", StaffRole.SUPERVISOR)
    for name in ("ana", "caio"):
        await office.tasks.let_go(False, CASE, "ana@exemplo.invalid", clock.now())
        await office.tasks.take(TakenTask(False, CASE, f"{name}@exemplo.invalid", clock.now()))

    stale = await take(
        TakenTask(False, CASE, boss.email, clock.now(), "ana@exemplo.invalid"), boss, office.tasks, clock
    )
    fresh = await take(
        TakenTask(False, CASE, boss.email, clock.now(), "caio@exemplo.invalid"), boss, office.tasks, clock
    )

    assert (stale, fresh) == (TakeRefused.OWNED, None)


async def test_somebody_bound_to_a_creditor_sees_its_tasks_only(
    sql_storage: SqlStorage, office: OfficeTools, clock: FakeClock
) -> None:
    await decide(sql_storage, a_case((await with_a_debtor(sql_storage)).id))
    member = Member(1, "ana@exemplo.invalid", StaffRole.AGENT, frozenset({"assefaz"}))

    refused = await take(TakenTask(False, CASE, member.email, clock.now()), member, office.tasks, clock)

    assert refused is TakeRefused.OVER


async def test_an_auditor_reads_and_takes_nothing(sql_storage: SqlStorage, comes: Comes) -> None:
    await decide(sql_storage, a_case((await with_a_debtor(sql_storage)).id))
    browser = await comes("olga", StaffRole.AUDITOR)

    page = await browser.opens(f"/console/office/cases/{CASE}")
    refused = await browser.sends(f"/console/office/cases/{CASE}/take", {})

    assert (page.status_code, refused.status_code) == (200, 403)
    assert "Pegar para mim" not in page.text
    assert "R$" not in page.text


async def test_a_page_holds_fifty(sql_storage: SqlStorage, comes: Comes) -> None:
    cases = [a_case(None, f"20261120{n:05d}", date(2026, 11, 25) + timedelta(days=n)) for n in range(51)]
    await decide(sql_storage, *cases)
    browser = await comes()

    first = (await browser.opens("/console/office")).text
    second = (await browser.opens("/console/office?start=50")).text

    assert ("1 a 50 de 51" in first, "51 a 51 de 51" in second) == (True, True)


async def test_an_open_page_looks_again_when_the_next_one_becomes_late(
    sql_storage: SqlStorage, comes: Comes, office: OfficeTools
) -> None:
    """G3: nothing is written when a term ends, so nothing else tells the page."""
    today = office.clock.business_now().date()
    await decide(sql_storage, a_case(None, deadline=today))
    before_midnight = (await comes()).opens("/console/office")

    assert re.search(r"load delay:4\d{4}s", (await before_midnight).text)


def test_it_looks_again_a_moment_after_the_term_and_not_for_days_ahead() -> None:
    due = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
    task = Task("contest", CASE, "cassems", due, due)

    def waits(now: datetime) -> int | None:
        return WorkList([task], now, 1, 1, 0, 0, {}, []).late_in_s

    assert waits(due - timedelta(minutes=1)) == 61
    assert waits(due) == 1
    assert waits(due + timedelta(seconds=1)) is None
    assert waits(due - timedelta(days=1)) is None
