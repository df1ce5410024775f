"""A step edited in a real browser, on a desk and on a phone: seen as it will be said, kept, taken back (F1)."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.main import bind
from tests.browser.accessible import complaints_about
from tests.browser.panel_scene import CAIO, CONTENT, HELENA, OFFER, Scene, scene
from tests.browser.staff import SIZES, at_work, employ
from tests.integration.editor_pages.desk import editor_parts
from tests.integration.simulator.service import Service, running

DRAWN = "document.getElementById('drawing')._cyreg.cy"
KEPT = re.compile(r"^Salvo às \d\d:\d\d$")

type Enters = Callable[[str], Page]


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        bind(started.app, started.assembly)
        started.app.state.editor = editor_parts(started.assembly.database, started.assembly.clock, CONTENT)
        for email in (HELENA, CAIO):
            started.do(employ(started, email))
        yield started


@pytest.fixture
def draft(service: Service) -> Scene:
    return scene(service)


@pytest.fixture(params=SIZES)
def enters(request: pytest.FixtureRequest, browser: Browser, service: Service) -> Iterator[Enters]:
    with ExitStack() as pages:
        yield lambda email: pages.enter_context(at_work(browser, service, email, request.param))


@pytest.fixture
def page(enters: Enters) -> Page:
    return enters(HELENA)


def checked(page: Page) -> None:
    expect(page.locator("#desk")).to_have_attribute("data-checked", "yes")


def test_a_text_is_counted_shown_and_kept_on_both_channels(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "offer", "no_interest")
    whatsapp, sms = panel.get_by_label("WhatsApp").first, panel.get_by_label("SMS", exact=True).first
    seen = panel.locator('[data-shows="whatsapp"] .seen').first
    expect(seen).to_contain_text("À vista: R$ 866,20, sem juros nem multa")
    expect(seen.locator(".buttons li")).to_have_text(["Sim, à vista", "Quero parcelar", "Falar com pessoa"])

    whatsapp.fill("Hoje fica {valor à vista}. Consegue?")
    expect(panel.locator("#say-whatsapp-count")).to_have_text("30 de 1024 letras")
    expect(seen.locator(".bubble")).to_have_text("Hoje fica R$ 866,20. Consegue?")
    sms.fill("A vista {valor à vista}, não é? " + "Vale a pena pensar nisso com calma hoje. " * 4)
    expect(panel.locator("#say-sms-count")).to_contain_text("2 SMS: ")
    expect(panel.locator('[data-shows="sms"] .seen').first).to_contain_text("nao é? Vale a pena")
    sms.blur()

    expect(panel.locator(".kept")).to_have_text(KEPT)
    expect(page.locator("#draft-bar")).to_contain_text("Mudanças (2)")
    assert "Hoje fica {lump_total}. Consegue?" in draft.text()
    assert "A vista {lump_total}, não é? Vale" in draft.text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints_about(page) == []


def test_a_value_that_does_not_exist_is_marked_at_once_and_one_is_put_in_by_name(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "offer", "no_interest")
    whatsapp = panel.get_by_label("WhatsApp").first

    whatsapp.fill("Fica {valor sonhado}.")
    expect(panel.locator("#say-whatsapp-wrong")).to_have_text(
        "Não existe o valor «valor sonhado». Escolha um da lista."
    )
    whatsapp.fill("Fica ")
    whatsapp.press_sequentially("{vista")
    expect(panel.locator(".choose li:visible")).to_have_count(2)
    whatsapp.press("ArrowDown")
    whatsapp.press("Enter")
    expect(whatsapp).to_have_value("Fica {vencimento à vista}")
    panel.get_by_text("Inserir um valor no texto").first.click()
    panel.get_by_role("button", name="primeiro nome Ana").first.click()
    expect(whatsapp).to_have_value("Fica {vencimento à vista}{primeiro nome}")
    expect(panel.locator("#say-whatsapp-wrong")).to_be_empty()


def test_a_button_too_long_is_refused_beside_its_field(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "offer", "no_interest")
    label = panel.get_by_label("O que aparece no botão").nth(1)

    label.fill("Quero parcelar em muitas vezes")
    expect(panel.locator(".choice .wrong").nth(1)).to_have_text("Passa 10 do limite de 20 letras. Não foi salvo.")
    label.blur()
    expect(panel.locator(".choice .count").nth(1)).to_have_text("30/20")
    assert draft.text() == CONTENT[OFFER]

    label.fill("Parcelar assim")
    label.blur()
    expect(panel.locator(".kept")).to_have_text(KEPT)
    assert "{label: Parcelar assim, intent: ask_installments}" in draft.text()
    expect(panel.locator('[data-shows="sms"] .seen').first).to_contain_text("2 Parcelar assim")
    panel.get_by_role("button", name="Tirar este botão").last.click()
    expect(panel.locator(".choice")).to_have_count(2)
    expect(page.locator("#draft-bar")).to_contain_text("Mudanças (2)")


def test_a_transition_is_chosen_from_the_list_and_drawn(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "offer", "no_interest")
    zoom = page.evaluate(f"{DRAWN}.zoom()")
    target = panel.get_by_role("combobox", name="«Não» leva a")

    target.click()
    target.fill("ouvir a condicao")
    panel.locator(".choose li", has_text="Ouvir a condição antes de fechar").first.click()
    expect(panel.locator(".kept")).to_have_text(KEPT)
    expect(page.locator("#desk")).to_have_attribute("data-version", "v1")

    lines = page.evaluate(
        f"{DRAWN}.getElementById('offer.no_interest').outgoers('edge').map((one) => one.data('label'))"
    )
    assert any("Talvez, sem certeza · Não" in line for line in lines)
    assert page.evaluate(f"{DRAWN}.zoom()") == zoom
    assert page.evaluate(f"{DRAWN}.nodes('.chosen').map((one) => one.id())") == ["offer.no_interest"]
    expect(panel.get_by_role("combobox", name="«Não» leva a")).to_have_value("Ouvir a condição antes de fechar")


def test_a_loop_is_told_with_its_path_and_undone(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "offer", "heavy")
    checked(page)

    panel.get_by_role("combobox", name="Segue para").click()
    panel.get_by_role("combobox", name="Segue para").fill("pesa mesmo")
    panel.locator(".choose li", has_text="pesa mesmo").first.click()
    expect(panel.locator(".step-problems")).to_contain_text("problema")
    panel.get_by_text("Como ver no telefone").first.click()
    expect(panel.locator(".step-problems ol").first).to_contain_text("Mande «")
    panel.get_by_role("button", name="Mostrar o caminho no desenho").first.click()
    assert "offer.heavy" in page.evaluate(f"{DRAWN}.nodes('.lit').map((one) => one.id())")
    expect(page.locator('.flows a[data-flow="offer"] .faults')).not_to_have_count(0)
    assert complaints_about(page) == []

    page.locator("#drawing").focus()
    page.keyboard.press("Control+z")
    expect(panel.locator(".step-problems")).to_contain_text("Nada de errado nesta etapa.")
    assert draft.text() == CONTENT[OFFER]
    expect(page.get_by_role("button", name="Refazer")).to_be_enabled()
    page.keyboard.press("Control+Shift+z")
    expect(panel.locator(".step-problems")).to_contain_text("problema")


def test_two_people_at_one_text_see_both_and_choose(enters: Enters, draft: Scene) -> None:
    mine, theirs = enters(HELENA), enters(CAIO)
    my_panel, their_panel = (draft.opens(one, "offer", "no_interest") for one in (mine, theirs))
    my_panel.get_by_label("SMS", exact=True).first.focus()

    their_panel.get_by_label("SMS", exact=True).first.fill("A de Caio, {valor à vista}.")
    expect(their_panel.locator(".kept")).to_have_text(KEPT)
    my_panel.get_by_label("SMS", exact=True).first.fill("A minha, {valor à vista}.")
    which = my_panel.locator(".which")
    expect(which).to_contain_text("Caio mudou isto às")
    expect(which.locator("blockquote")).to_have_text(["A minha, {valor à vista}.", "A de Caio, {valor à vista}."])
    assert "A de Caio" in draft.text()
    assert complaints_about(mine) == []

    which.get_by_role("button", name="Usar a de Caio").click()
    expect(my_panel.get_by_label("SMS", exact=True).first).to_have_value("A de Caio, {valor à vista}.")
    my_panel.get_by_label("SMS", exact=True).first.fill("Agora a minha.")
    expect(my_panel.locator(".kept")).to_have_text(KEPT)
    their_panel.get_by_label("WhatsApp").first.focus()
    expect(their_panel.get_by_label("SMS", exact=True).first).to_have_value("A de Caio, {valor à vista}.")
    theirs.locator("#drawing").focus()
    expect(their_panel.get_by_label("SMS", exact=True).first).to_have_value("Agora a minha.")

    twice = my_panel.get_by_role("button", name="Duplicar", exact=True)
    twice.focus()
    their_panel.get_by_label("SMS", exact=True).first.fill("De novo a de Caio.")
    expect(my_panel.get_by_label("SMS", exact=True).first).to_have_value("De novo a de Caio.")
    expect(twice).to_be_focused()


def test_what_could_not_be_kept_stays_and_is_kept_later(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "offer", "no_interest")

    def lost(route: Route) -> None:
        route.abort()

    page.route("**/edit", lost)
    panel.get_by_label("SMS", exact=True).first.fill("Escrito sem rede.")
    expect(panel.locator(".not-kept")).to_contain_text("O que você escreveu continua aqui.")
    expect(panel.get_by_label("SMS", exact=True).first).to_have_value("Escrito sem rede.")

    page.unroute("**/edit")
    panel.get_by_role("button", name="Tentar de novo").click()
    expect(panel.locator(".kept")).to_have_text(KEPT)
    expect(panel.locator(".not-kept")).to_be_empty()
    assert "Escrito sem rede." in draft.text()


def test_a_step_is_made_named_and_taken_out_by_keyboard_alone(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "offer", "heavy")

    panel.get_by_text("Nova etapa depois desta").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Perguntar outro dia")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("heading", name="Perguntar outro dia")).to_be_visible()
    expect(page).to_have_url(re.compile(r"#offer\.perguntar_outro_dia$"))
    assert "next: perguntar_outro_dia" in draft.text()

    name = panel.get_by_label("Como a equipe a chama")
    name.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Perguntar um dia")
    page.keyboard.press("Tab")
    expect(panel.get_by_role("heading", name="Perguntar um dia")).to_be_visible()
    expect(panel.get_by_label("Como a equipe a chama")).to_have_attribute("value", "Perguntar um dia")
    wrong = panel.locator(".this-step > .wrong")
    for _ in range(20):  # the panel may come again between the focus and the key: then nobody hears the key
        panel.get_by_role("button", name="Tirar", exact=True).press("Enter")
        with suppress(AssertionError):
            expect(wrong).not_to_be_empty(timeout=5_000)
            break
    expect(wrong).to_contain_text("Ainda levam a esta etapa: “Entendo, pesa mesmo.”")

    wrong.locator("a").focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("heading", name="“Entendo, pesa mesmo.”")).to_be_visible()


def test_an_act_and_one_text_for_both_channels_are_edited(page: Page, draft: Scene) -> None:
    panel = draft.opens(page, "offer", "no_card")
    expect(panel.get_by_text("Um só texto serve ao WhatsApp e ao SMS.")).to_be_visible()
    panel.get_by_role("button", name="Escrever um para cada").click()
    panel.get_by_label("SMS", exact=True).fill("No cartao nao consigo.")
    expect(panel.locator(".kept")).to_have_text(KEPT)
    assert re.search(r"whatsapp: No cartão não consigo; .*\n\s+sms: No cartao nao consigo\.", draft.text())

    panel = draft.opens(page, "offer", "expensive")
    expect(panel.get_by_label("Ação", exact=True)).to_have_value("count")
    panel.get_by_label("Com qual indicação").select_option(label="irritação")
    expect(panel.locator(".kept")).to_have_text(KEPT)
    expect(panel.get_by_label("Com qual indicação")).to_have_value("anger")
    assert re.search(r"expensive:\n\s+act: count\n\s+with: \{what: anger\}", draft.text())
    assert complaints_about(page) == []
