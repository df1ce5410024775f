"""The robot's phrases in a real browser, on a desk and on a phone: counted, previewed, refused, kept (F1)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.main import bind
from tests.browser.accessible import complaints_about
from tests.browser.panel_scene import CONTENT, HELENA, Scene, scene
from tests.browser.staff import SIZES, at_work, employ
from tests.integration.editor_pages.desk import editor_parts
from tests.integration.simulator.service import Service, running


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        bind(started.app, started.assembly)
        started.app.state.editor = editor_parts(started.assembly.database, started.assembly.clock, CONTENT)
        started.do(employ(started, HELENA))
        yield started


@pytest.fixture
def draft(service: Service) -> Scene:
    return scene(service)


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, service: Service) -> Iterator[Page]:
    with at_work(browser, service, HELENA, request.param) as opened:
        yield opened


def test_a_phrase_is_seen_as_it_will_be_read_before_it_is_kept(page: Page, draft: Scene) -> None:
    draft.opens(page, "offer", "no_interest")
    page.get_by_role("navigation", name="Rascunho").get_by_role("link", name="Frases e regras").click()
    page.get_by_role("link", name="Propostas").click()
    option = page.get_by_role("group", name="Opção de parcelamento na lista")
    words, seen = option.get_by_label("WhatsApp e SMS"), option.locator(".seen")
    expect(seen).to_have_text("3x de R$ 162,40")
    expect(option.locator(".count")).to_contain_text(re.compile(r"de \d+ letras · 1 SMS"))

    words.fill("{quantidade} vezes de {valor da parcela}")
    expect(option.locator(".warned")).to_contain_text("Não existe o valor «valor da parcela»")
    page.get_by_role("button", name="Salvar no rascunho").click()
    expect(page.get_by_role("alert").first).to_contain_text("Um campo precisa de correção")
    expect(words).to_have_attribute("aria-invalid", "true")

    words.fill("{quantidade} vezes de {parcela}")
    expect(seen).to_have_text("3 vezes de R$ 162,40")
    page.get_by_role("button", name="Salvar no rascunho").click()

    expect(page.get_by_role("status").filter(has_text="Salvo no rascunho")).to_be_visible()
    assert 'plan_option: "{count} vezes de {installment}"\n' in draft.text("common/phrases.yml")
    assert complaints_about(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
