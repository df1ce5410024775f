"""The less common fields of a step in a real browser, on a desk and on a phone: ticked, chosen, turned (F1, P16)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.main import bind
from flows.editing.references import flow_in
from tests.browser.accessible import complaints_about
from tests.browser.panel_scene import CONTENT, HELENA, OFFER, Scene, scene
from tests.browser.staff import SIZES, at_work, employ
from tests.browser.test_step_panel_seen import KEPT
from tests.integration.editor_pages.desk import editor_parts
from tests.integration.simulator.service import Service, running

CLOSING = "common/flows/closing.yml"


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


def held(draft: Scene, path: str, step: str) -> dict[str, Any]:
    """A step of the draft as its file holds it."""
    flow = flow_in(path, draft.text(path))
    assert flow is not None
    return dict(flow.steps[step])


def test_what_is_read_sent_along_and_come_back_to_is_chosen_in_words(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "offer", "no_interest")
    expect(panel.locator("#say-sms-count")).to_contain_text(" SMS: ")
    expect(panel.locator("#say-sms-count")).to_contain_text(" · R$ 0,")

    panel.get_by_text("Como entende a resposta").click()
    panel.get_by_label("número de parcelas").uncheck()
    expect(panel.locator(".kept")).to_have_text(KEPT)
    panel.get_by_role("group", name="Só seguir com certeza").get_by_label("Sim", exact=True).check()
    panel.get_by_text("Como manda a mensagem").click()
    panel.get_by_label("Documento que vai junto").select_option(label="Acordo (PDF)")
    panel.get_by_label("Em uma mensagem separada").check()
    expect(page.locator("#draft-bar")).to_contain_text("Mudanças (4)")
    model = panel.get_by_label("Modelo aprovado pelo WhatsApp")
    model.fill("Sem Juros")
    model.press("Tab")
    expect(panel.locator(".sending > .wrong")).to_contain_text("letras minúsculas")
    model.fill("no_interest")
    model.press("Tab")
    expect(page.locator("#draft-bar")).to_contain_text("Mudanças (5)")
    expect(panel.locator(".sending > .wrong")).to_be_empty()
    assert complaints_about(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    step = held(draft, OFFER, "no_interest")
    assert (step["expects"], step["sure"]) == (["money", "date", "yes_no"], ["affirm"])
    assert (step["attach"], step["alone"], step["template"]) == ("agreement_pdf", True, "no_interest")
    assert held(draft, OFFER, "with_discount")["expects"] == ["money", "count", "date", "yes_no"]


def test_one_comes_back_by_another_step_and_the_text_of_coming_back_goes(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "offer", "no_interest")
    expect(panel.locator("#again-whatsapp")).to_be_visible()

    panel.get_by_label("O robô", exact=True).select_option("Passa antes por outra etapa")
    step = panel.get_by_role("combobox", name="Volta pela etapa")
    step.fill("retoma a proposta")
    panel.locator(".choose li:visible").first.click()

    expect(panel.locator("#again-whatsapp")).to_have_count(0)
    step = held(draft, OFFER, "no_interest")
    assert step["resume"]
    assert "again" not in step


def test_a_step_that_speaks_turns_into_one_that_acts_and_back(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "closing", "requoted_lump")

    panel.get_by_text("Trocar o que esta etapa é").click()
    panel.get_by_role("button", name="Passar a fazer a ação").click()
    expect(panel.locator(".turning .wrong")).to_have_text("Escolha a ação.")
    panel.get_by_label("Ação", exact=True).select_option("Vê como está o acordo")
    panel.get_by_role("button", name="Passar a fazer a ação").click()
    expect(panel.locator("section.acts #act")).to_have_value("agreement_status")
    assert complaints_about(page) == []

    panel.get_by_text("Trocar o que esta etapa é").click()
    panel.get_by_role("button", name="Passar a falar").click()
    expect(panel.locator("#say-whatsapp")).to_have_value("Escreva aqui o que o robô diz.")
    assert (held(draft, CLOSING, "requoted_lump")["next"], held(draft, CLOSING, "requoted_plan")["next"]) == (
        "lump",
        "plan",
    )


def test_what_a_flow_is_for_and_what_leads_into_it_is_changed_beside_its_steps(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "closing", "requoted_lump")

    panel.get_by_text("O fluxo «Fechamento»").click()
    panel.get_by_label("Para que serve").fill("Confere tudo e fecha.")
    panel.get_by_label("Para que serve").blur()
    expect(panel.locator(".kept")).to_have_text(KEPT)
    at_any_moment = panel.get_by_role("group", name="Entra aqui a qualquer momento, quando a pessoa diz")
    expect(at_any_moment).to_contain_text("As outras já levam a outro fluxo")
    assert complaints_about(page) == []
    at_any_moment.get_by_label("Outro assunto", exact=True).check()
    expect(page.locator("#draft-bar")).to_contain_text("Mudanças (2)")

    flow = flow_in(CLOSING, draft.text(CLOSING))
    assert flow is not None
    assert (flow.root["about"], flow.root["interrupts"]) == ("Confere tudo e fecha (P12, P16).", ["out_of_scope"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_unfolded_stays_so_when_the_draft_changes_elsewhere(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "closing", "requoted_lump")
    panel.get_by_text("Como manda a mensagem").click()
    panel.locator(".editing").evaluate("(one) => one.classList.add('before')")

    page.evaluate("document.dispatchEvent(new Event('draft:changed'))")

    expect(panel.locator(".editing:not(.before)")).to_be_visible()
    expect(panel.get_by_label("Em uma mensagem separada")).to_be_visible()


def a_slow_bar(page: Page) -> Route:
    """The bar above asked for as after a change, and not answered before it is told to."""
    expect(page.locator("#draft-bar")).to_be_visible()
    held: list[Route] = []
    page.route("**/bar?*", lambda route: route.continue_() if held else held.append(route))
    page.evaluate("document.dispatchEvent(new CustomEvent('draft:kept', { detail: {} }))")
    while not held:
        page.wait_for_timeout(20)
    return held[0]


def test_what_is_unfolded_stays_so_while_the_bar_above_is_slow_to_come(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "closing", "requoted_lump")
    panel.get_by_text("Como manda a mensagem").click()
    panel.locator(".editing").evaluate("(one) => one.classList.add('before')")
    slow = a_slow_bar(page)

    page.evaluate("document.dispatchEvent(new Event('draft:changed'))")
    slow.continue_()

    expect(panel.locator(".editing:not(.before)")).to_be_visible()
    expect(panel.get_by_label("Em uma mensagem separada")).to_be_visible()


def test_the_bar_tells_of_the_last_change_when_two_come_while_it_is_slow(page: Page, draft: Scene) -> None:
    draft.opens(page, "closing", "requoted_lump")
    address = page.locator("#draft-bar").get_attribute("hx-get")
    slow = a_slow_bar(page)
    page.evaluate("document.dispatchEvent(new CustomEvent('draft:kept', { detail: {} }))")

    slow.fulfill(body=f"<div id='draft-bar' class='first' hx-get='{address}'>Mudanças</div>")

    expect(page.locator("#draft-bar.draft-bar")).to_be_visible()
