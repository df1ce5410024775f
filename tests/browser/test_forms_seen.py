"""Forms of closing in a real browser, on a desk and on a phone: a choice more, and a refusal in plain words (H4)."""

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

WRAP_UP = "common/forms/wrap_up.yml"


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


def test_a_choice_is_added_and_one_that_is_counted_on_is_not_taken_out(page: Page, draft: Scene) -> None:
    page.goto(f"{draft.service.url}/console/flows/drafts/{draft.draft.id}/cassems")
    page.get_by_role("link", name="Fichas").click()
    page.get_by_role("link", name="Campos").click()
    outcome = page.get_by_role("group", name="Resultado")
    choices = outcome.get_by_label("Escolhas, uma por linha")
    assert complaints_about(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    choices.fill("acordo fechado\nsem contato")
    page.get_by_role("button", name="Salvar no rascunho").click()
    expect(page.get_by_text("«Justificativa» depende de «Resultado: outros», que não é uma escolha.")).to_be_visible()
    expect(choices).to_have_value("acordo fechado\nsem contato")
    assert draft.text(WRAP_UP) == CONTENT[WRAP_UP]
    assert complaints_about(page) == []

    choices.fill("acordo fechado\nsem contato\nrecado com familiar\noutros")
    page.get_by_role("button", name="Salvar no rascunho").click()
    expect(page.get_by_text("Salvo no rascunho.")).to_be_visible()
    assert "choices: [acordo fechado, sem contato, recado com familiar, outros]" in draft.text(WRAP_UP)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("button", name="Desfazer").click()
    expect(page.locator("#draft-bar")).to_contain_text("Mudanças (0)")
    assert draft.text(WRAP_UP) == CONTENT[WRAP_UP]
