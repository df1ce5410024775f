"""Ready answers in a real browser, on a desk and on a phone: written, counted, shown on the phones, taken back (F5)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.main import bind
from tests.browser.accessible import complaints_about
from tests.browser.panel_scene import CAIO, CONTENT, HELENA, Scene, scene
from tests.browser.staff import SIZES, at_work, employ
from tests.integration.editor_pages.desk import editor_parts
from tests.integration.simulator.service import Service, running

OWN, SHARED = "cassems/ready_answers.yml", "common/ready_answers.yml"


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
def page(request: pytest.FixtureRequest, browser: Browser, service: Service) -> Iterator[Page]:
    with at_work(browser, service, HELENA, request.param) as opened:
        yield opened


def place_of(draft: Scene, folder: str = "cassems") -> str:
    return f"{draft.service.url}/console/flows/drafts/{draft.draft.id}/answers/{folder}"


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_an_answer_is_made_a_creditors_own_and_given_back(page: Page, draft: Scene) -> None:
    page.goto(f"{draft.service.url}/console/flows/drafts/{draft.draft.id}/cassems")
    page.get_by_role("link", name="Respostas prontas").click()
    expect(page.get_by_role("heading", name="Respostas prontas")).to_contain_text("Cassems")
    assert (complaints_about(page), fits(page)) == ([], True)

    page.get_by_role("navigation", name="Respostas").get_by_role("link", name="Está caro").click()
    text = page.get_by_label("Texto", exact=True)
    expect(text).to_have_value(
        "Entendo que o valor pesa. Posso ver um parcelamento que caiba no seu mês. "
        "Quanto ficaria bom para você por mês?"
    )
    text.fill("Entendo, ")
    text.press_sequentially("{primeiro")
    page.locator(".choose li").first.click()
    text.press_sequentially(". Vejo já?")
    expect(page.locator(".phone.whatsapp .bubble")).to_have_text("Entendo, Ana. Vejo já?")
    expect(page.locator(".phone.sms .bubble")).to_have_text("Entendo, Ana. Vejo ja?")
    expect(page.locator("#text-count")).to_have_text("22 de 1600 letras · 1 SMS: 22 de 160 letras · R$ 0,12")
    assert (complaints_about(page), fits(page)) == ([], True)

    page.get_by_role("button", name="Salvar só para Cassems").click()
    expect(page.get_by_text("Salvo no rascunho.")).to_be_visible()
    assert 'text: "Entendo, {first_name}. Vejo já?"' in draft.text(OWN)
    assert draft.text(SHARED) == CONTENT[SHARED]

    page.get_by_role("button", name="Voltar à resposta de todos").click()
    expect(text).to_have_value(
        "Entendo que o valor pesa. Posso ver um parcelamento que caiba no seu mês. "
        "Quanto ficaria bom para você por mês?"
    )
    assert draft.text(OWN) == CONTENT[OWN]


def test_a_value_begun_before_the_page_is_ready_is_still_offered(page: Page, draft: Scene) -> None:
    held: list[Route] = []
    page.route("**/panel_values.js*", lambda route: held.append(route))
    with page.expect_request("**/panel_values.js*"):
        page.goto(f"{place_of(draft)}?answer=expensive", wait_until="commit")
    page.get_by_label("Texto", exact=True).press_sequentially("{primeiro")

    for script in held:
        script.continue_()

    page.locator(".choose li").first.click()
    expect(page.get_by_label("Texto", exact=True)).to_have_value(re.compile("{primeiro nome}"))


def test_a_new_answer_is_refused_beside_its_field_and_may_say_what_the_bot_says(page: Page, draft: Scene) -> None:
    page.goto(place_of(draft, "common"))
    page.get_by_role("link", name="Nova resposta").click()

    page.get_by_label("Texto", exact=True).fill("Fica {valor sonhado}.")
    expect(page.locator(".warned")).to_have_text("Não existe o valor «valor sonhado». Escolha um da lista.")
    page.get_by_role("button", name="Salvar no rascunho").click()
    expect(page.get_by_text("Dê um nome à resposta.")).to_be_visible()
    expect(page.get_by_label("Texto", exact=True)).to_have_value("Fica {valor sonhado}.")
    assert (complaints_about(page), fits(page)) == ([], True)

    page.get_by_label("Nome na lista de quem atende").fill("Como confiro?")
    page.get_by_label("O mesmo que o robô diz em uma etapa").check()
    page.get_by_label("Etapa", exact=True).select_option("ask_is_it_real.check_us")
    page.get_by_role("button", name="Salvar no rascunho").click()
    expect(page.get_by_text("Salvo no rascunho.")).to_be_visible()
    expect(page.locator(".phone.whatsapp .bubble")).not_to_be_empty()
    assert "como_confiro:\n  title: Como confiro?\n  from: ask_is_it_real.check_us\n" in draft.text(SHARED)
    assert (complaints_about(page), fits(page)) == ([], True)

    page.get_by_role("button", name="Desfazer").click()
    expect(page.get_by_role("link", name="Como confiro?")).to_have_count(0)
    assert draft.text(SHARED) == CONTENT[SHARED]
