"""The notices that wait for a person, in a real browser: read, asked about, and one letter made (N4, N6)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.adapters.db.portfolio.portfolios import SqlPortfolios
from bot.application.agents.roles import StaffRole
from bot.application.notices.planning import Order, PlanTools, plan_batch
from bot.application.portfolio.ports import PortfolioFile
from bot.domain.conversation import Channel
from bot.parts.notices import plan_tools
from tests.browser.accessible import complaints_about
from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_office_seen import DESK, HAND, PASSWORD, employ
from tests.builders import TODAY
from tests.integration.notices.office import a_debtor, cpf
from tests.integration.simulator.service import NOW, Service, running

LETTER = 8


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        yield started


async def leave_notices(service: Service) -> None:
    """Seven to be notified, one of them late and one without a plan's name; one who can only be written to."""
    assembly, today = service.assembly, NOW.date()
    late = a_debtor(6, today - timedelta(days=61))
    lacking = a_debtor(7, today - timedelta(days=44), plan_name=None)
    landline = a_debtor(LETTER, today - timedelta(days=47), (Channel.SMS, "+556733000000"))
    rows = [*(a_debtor(number, today - timedelta(days=35 + number)) for number in range(1, 6)), late, lacking, landline]
    taken = await SqlPortfolios(assembly.database, assembly.clock).begin(PortfolioFile("cassems", "teste", TODAY))
    await taken.apply(rows)
    await taken.finish(rows=len(rows), rejected=0)
    policies = (await assembly.releases.live()).policies
    tools = plan_tools(service.settings, assembly.database, assembly.clock, policies)
    by_whatsapp = PlanTools(tools.ledger, policies, assembly.clock, lambda creditor: frozenset({Channel.WHATSAPP}))
    await plan_batch(Order("cassems", "teste", cpf=cpf(LETTER)), by_whatsapp)


def comes(service: Service, browser: Browser, role: StaffRole, size: dict[str, int]) -> Page:
    service.do(employ(service, f"{role.value}@exemplo.invalid", role))
    page = browser.new_page(viewport=size)  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{service.url}/console/sign-in?next=/console/notices")
    page.get_by_label("E-mail").fill(f"{role.value}@exemplo.invalid")
    page.get_by_label("Senha").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("heading", name="Notificações")).to_be_visible()
    return page


def reads_well(page: Page) -> None:
    assert complaints_about(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [DESK, HAND], ids=["desk", "phone"])
def test_who_waits_is_read_asked_about_and_a_letter_is_made(
    service: Service, browser: Browser, size: dict[str, int]
) -> None:
    """N4, N6: the worker's clock finds them, numbers come when asked for, and the list says what is left."""
    page = comes(service, browser, StaffRole.SUPERVISOR, size)
    expect(page.get_by_text("Conta feita em")).to_be_visible()
    reads_well(page)
    service.do(leave_notices(service))

    page.get_by_role("link", name="A emitir").click()
    expect(page.get_by_text("7 de 7")).to_be_visible()  # found by the worker, since a portfolio came in
    reads_well(page)
    page.get_by_role("button", name="Mostrar os números de Pessoa Inventada 6").click()
    expect(page.get_by_text("+5567981000006")).to_be_visible()

    page.get_by_role("link", name="Cartas e ligações").click()
    reads_well(page)
    page.get_by_role("button", name=f"Feita: Pessoa Inventada {LETTER} foi avisada").click()
    expect(page.get_by_text("Anotado: a pessoa foi avisada")).to_be_visible()
    reads_well(page)
    page.get_by_role("button", name="Refazer agora").click()
    expect(page.get_by_text("Conta feita em")).to_be_visible()
    page.goto(f"{service.url}/console")
    expect(page.get_by_role("link", name="notificações para decidir")).to_be_visible()
    reads_well(page)
    page.goto(f"{service.url}/console/notices/nada")
    reads_well(page)
    page.close()


def test_the_auditor_reads_it_and_finds_nothing_to_press(service: Service, browser: Browser) -> None:
    """Section 10: what a role may not see or do is not in the page."""
    service.do(leave_notices(service))
    page = comes(service, browser, StaffRole.AUDITOR, DESK)
    page.get_by_role("link", name="Cartas e ligações").click()

    expect(page.get_by_text(f"Pessoa Inventada {LETTER}")).to_be_visible()
    expect(page.locator("main").get_by_role("button")).to_have_count(0)
    page.close()
