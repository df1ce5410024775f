"""Flows drawn in a real browser, on a desk and on a phone: opened, searched, walked by keyboard, read (F1)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.application.editor.drafts.drafts import Draft
from bot.main import bind
from flows.tree import read_tree
from tests.browser.accessible import complaints_about
from tests.browser.conftest import ROOT
from tests.browser.staff import SIZES, at_work, employ
from tests.integration.editor_pages.desk import RELEASE, editor_parts
from tests.integration.simulator.service import Service, running
from tests.unit.application.editor.written_flows import long_flow

BOSS = "helena.prado@exemplo.invalid"
LIVE = "/console/flows/live/cassems"
CONTENT = read_tree(ROOT / "flows" / "content")
OFFER = "common/flows/offer.yml"
DRAWN = "document.getElementById('drawing')._cyreg.cy"
OVERLAPPING = f"""() => {{
  const boxes = {DRAWN}.nodes().map((node) => node.boundingBox({{ includeLabels: false, includeOverlays: false }}));
  return boxes.filter((one, at) => boxes.some((other, place) => place < at
    && one.x1 < other.x2 && other.x1 < one.x2 && one.y1 < other.y2 && other.y1 < one.y2)).length;
}}"""


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        bind(started.app, started.assembly)  # with the one release the script has
        started.app.state.editor = editor_parts(started.assembly.database, started.assembly.clock, CONTENT)
        started.do(employ(started, BOSS))
        yield started


def begun(service: Service, changes: dict[str, str]) -> str:
    """A draft's page of the creditor."""
    files = {**CONTENT, **changes}
    draft: Draft = service.do(service.app.state.editor.drafts.begin("Entrada menor", RELEASE, files, BOSS))
    return f"/console/flows/drafts/{draft.id}/cassems"


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, service: Service) -> Iterator[Page]:
    with at_work(browser, service, BOSS, request.param) as opened:
        yield opened


def opens(page: Page, service: Service, path: str) -> None:
    page.goto(f"{service.url}{path}")
    expect(page.locator("#desk")).to_have_attribute("data-ready", "yes")


def test_a_flow_is_searched_walked_by_keyboard_and_read(page: Page, service: Service) -> None:
    opens(page, service, f"{LIVE}/offer")
    panel, drawing = page.locator("#step-panel"), page.locator("#drawing")

    page.keyboard.press("/")
    page.keyboard.type("CONTRAPROPOSTA a vista")
    expect(page.locator("#found")).to_have_text("1 encontrada")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("heading", name="Contraproposta; à vista mais próximo")).to_be_visible()
    expect(page).to_have_url(re.compile(r"#offer\.closest_lump$"))

    drawing.focus()
    page.keyboard.press("ArrowUp")
    expect(panel.get_by_role("heading", name="Responde à contraproposta")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#spoken")).not_to_have_text("Responde à contraproposta")
    page.keyboard.press("Enter")
    expect(panel).to_be_focused()

    page.keyboard.press("Escape")
    expect(panel.get_by_text("Escolha uma etapa")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_step_named_in_the_address_is_shown_with_its_words(page: Page, service: Service) -> None:
    opens(page, service, f"{LIVE}/offer#offer.no_interest")
    panel = page.locator("#step-panel")

    expect(panel.locator(".whatsapp .bubble").first).to_contain_text("À vista: valor à vista, sem juros nem multa")
    expect(panel.locator(".whatsapp .buttons").first).to_contain_text("Quero parcelar")
    expect(panel.get_by_role("link", name="Melhora a proposta em um passo").first).to_be_visible()
    assert complaints_about(page) == []

    panel.get_by_role("link", name="Melhora a proposta em um passo").first.click()
    expect(panel.get_by_role("heading", name="Melhora a proposta em um passo")).to_be_visible()


def test_all_flows_are_seen_and_one_is_opened_from_the_drawing(page: Page, service: Service) -> None:
    opens(page, service, LIVE)
    before = page.evaluate(f"{DRAWN}.zoom()")

    page.keyboard.press("+")
    assert page.evaluate(f"{DRAWN}.zoom()") > before
    page.keyboard.press("0")
    assert page.evaluate(f"{DRAWN}.nodes().every((node) => node.renderedPosition('x') > 0)")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Andar pelas ligações")
    page.keyboard.press("Escape")

    page.locator("#drawing").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#spoken")).to_have_text("Abertura")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/live/cassems/opening$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Abertura")


def test_the_drawing_is_told_in_words_too(page: Page, service: Service) -> None:
    opens(page, service, f"{LIVE}/closing")

    page.get_by_role("button", name="Ver como lista").click()
    steps = page.locator(".told-steps")
    expect(steps.get_by_role("link", name="Conferir e fechar à vista", exact=True).first).to_be_visible()
    assert complaints_about(page) == []

    steps.get_by_role("link", name="Conferir e fechar à vista", exact=True).first.click()
    expect(page.locator("#step-panel .whatsapp").first).to_contain_text("Antes de fechar, confira")


def test_what_is_wrong_is_marked_where_it_is_and_the_way_there_is_lit(page: Page, service: Service) -> None:
    text = CONTENT[OFFER].replace("À vista: {lump_total}, sem juros", "À vista: {nobody_fills}, sem juros", 1)
    opens(page, service, f"{begun(service, {OFFER: text})}/offer")
    expect(page.locator("#desk")).to_have_attribute("data-checked", "yes")

    assert page.evaluate(f"{DRAWN}.getElementById('offer.no_interest').data('faults')") == 1
    assert page.locator('.flows a[data-flow="offer"] .faults').text_content() == "1"
    page.locator("#all-problems").get_by_role("link").click()
    page.get_by_role("button", name="Mostrar o caminho no desenho").click()
    lit = page.evaluate(f"{DRAWN}.nodes('.lit').map((node) => node.id())")
    assert set(lit) == {"offer.start", "offer.no_interest"}

    page.evaluate("flowDrawing.light(['offer.start', 'offer.full'], 'offer.full')")
    expect(page.locator("#drawing")).to_have_attribute("data-current", "offer.full")
    assert complaints_about(page) == []


def test_sixty_steps_can_be_read(page: Page, service: Service) -> None:
    opens(page, service, f"{begun(service, {'common/flows/long_one.yml': long_flow()})}/long_one")

    assert page.evaluate(f"{DRAWN}.nodes().length") > 60
    assert page.evaluate(f"{DRAWN}.zoom()") * 13 > 11  # pixels of the letters, as first seen
    assert page.evaluate(OVERLAPPING) == 0
    first = page.evaluate(f"{DRAWN}.getElementById('long_one.s1').renderedBoundingBox()")
    assert first["x1"] >= 0
    assert first["y1"] >= 0
