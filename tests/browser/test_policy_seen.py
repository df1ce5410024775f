"""A draft's policy in a real browser: a smaller entry, its effect, and a refusal beside the field (F1, P6)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.adapters.db.portfolio.portfolios import SqlPortfolios
from bot.application.editor.policy.desk import PolicyTools
from bot.main import bind
from tests.browser.accessible import complaints_about
from tests.browser.staff import SIZES, at_work, employ
from tests.browser.test_floor_seen import BOSS
from tests.integration.policy_pages.policy_scene import begun, debtor, owing
from tests.integration.simulator.service import Service, running


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        bind(started.app, started.assembly)  # with the one release the script has
        started.do(employ(started, BOSS))
        yield started


@pytest.fixture
def draft(service: Service) -> int:
    """A draft, and a portfolio of some who owe little and some who owe more."""
    service.do(owing_some(service))
    tools: PolicyTools = service.app.state.policy
    return service.do(begun(tools))


async def owing_some(service: Service) -> None:
    rows = [debtor(n, days=(30, 200, 400, 900)[n % 4], cents=160_00 + 37_00 * (n % 9)) for n in range(40)]
    await owing(SqlPortfolios(service.assembly.database, service.assembly.clock), *rows)


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, service: Service) -> Iterator[Page]:
    with at_work(browser, service, BOSS, request.param) as opened:
        yield opened


def test_a_smaller_down_payment_is_tried_saved_and_a_too_small_one_refused(
    page: Page, service: Service, draft: int
) -> None:
    page.goto(f"{service.url}/console/flows/drafts/{draft}/policy/cassems")
    can_pay = page.locator(".figures").first.get_by_role("row", name=re.compile("Pessoas que podem parcelar"))
    expect(can_pay).to_contain_text("igual")
    assert complaints_about(page) == []

    page.get_by_label("Entrada mínima").fill("80,00")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Salvo no rascunho.")).to_be_visible()
    expect(can_pay).to_contain_text("+")
    expect(page.get_by_label("Entrada mínima")).to_have_value("80,00")

    page.get_by_label("Entrada mínima").fill("20,00")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A entrada mínima não fica abaixo da parcela mínima")).to_be_visible()
    expect(page.get_by_label("Entrada mínima")).to_have_value("20,00")
    assert complaints_about(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_tables_are_filled_in_without_a_page_wider_than_the_screen(page: Page, service: Service, draft: int) -> None:
    """P2, P15, T2, N1"""
    place = f"{service.url}/console/flows/drafts/{draft}/policy/cassems"
    for section in ("discounts", "small_debt", "campaigns", "titles", "notice_text", "identity_active"):
        page.goto(f"{place}?section={section}")
        expect(page.get_by_role("button", name="Salvar no rascunho")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), section
        assert complaints_about(page) == [], section
