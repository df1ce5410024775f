"""The pages about flows lead to each other, and the bar above keeps to one row, whoever reads (F1)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.application.agents.roles import StaffRole
from bot.application.editor.drafts.drafts import Draft
from bot.main import bind
from tests.browser.panel_scene import CONTENT
from tests.browser.staff import SIZES, assert_it_reads_well, at_work, employ
from tests.integration.editor_pages.desk import RELEASE, editor_parts
from tests.integration.simulator.service import Service, running

ROLES = (StaffRole.ADMIN, StaffRole.SUPERVISOR, StaffRole.FINANCE, StaffRole.AUDITOR)
ONE_ROW_PX = 64


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        bind(started.app, started.assembly)
        started.app.state.editor = editor_parts(started.assembly.database, started.assembly.clock, CONTENT)
        for role in ROLES:
            started.do(employ(started, email_of(role), role))
        yield started


def email_of(role: StaffRole) -> str:
    return f"pessoa.{role.value}@exemplo.invalid"


def widest(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("size", SIZES)
def test_a_draft_s_pages_lead_to_each_other(browser: Browser, service: Service, size: str) -> None:
    drafts = service.app.state.editor.drafts
    draft: Draft = service.do(drafts.begin("Entrada menor", RELEASE, CONTENT, "ana@exemplo.invalid"))
    base = f"{service.url}/console/flows/drafts/{draft.id}"
    with at_work(browser, service, email_of(StaffRole.ADMIN), size) as page:
        tabs = page.get_by_role("navigation", name="Rascunho", exact=True)
        page.goto(f"{base}/cassems/offer")
        tabs.get_by_role("link", name="Política").click()
        expect(page).to_have_url(f"{base}/policy/cassems")
        expect(tabs.get_by_role("link", name="Política")).to_have_attribute("aria-current", "page")
        assert_it_reads_well(page)

        for name, place in (("Publicar", "/publish"), ("Mudanças", "/changes")):
            tabs.get_by_role("link", name=name).click()
            expect(page).to_have_url(f"{base}{place}")
            expect(tabs.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
        page.goto(f"{base}/policy/cassems")
        tabs.get_by_role("link", name="Desenho").click()
        expect(page).to_have_url(f"{base}/cassems")


def test_the_pages_about_flows_are_walked_by_their_tabs(browser: Browser, service: Service) -> None:
    """By everybody; their bars fit a phone too, as `at_work` looks in the end."""
    for role in ROLES:
        with at_work(browser, service, email_of(role), "desk") as page:
            page.goto(f"{service.url}/console")
            walked(page, role)


def walked(page: Page, role: StaffRole) -> None:
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Fluxos", exact=True).click()
    area = page.get_by_role("navigation", name="Fluxos", exact=True)
    assert page.locator(".top-bar").evaluate("bar => bar.offsetHeight") <= ONE_ROW_PX

    for name in ("O que está no ar", "Versões", "Rascunhos"):
        area.get_by_role("link", name=name).click()
        expect(area.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
        assert widest(page) == 0
    assert area.get_by_role("link", name="Aprender").count() == (1 if role is StaffRole.ADMIN else 0)
    assert_it_reads_well(page)
