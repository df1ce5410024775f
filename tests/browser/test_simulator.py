"""The simulated phone in a real browser: what a person sees, touches and types."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from console.simulator.ingress import Ingress
from flows.gsm7 import segments
from tests.browser.conftest import PATIENCE_MS
from tests.integration.simulator.service import TOKEN, Service, put_a_debtor, put_documents, running

DESKTOP, HAND = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

type Open = Callable[..., Page]


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        yield started


@pytest.fixture
def with_debtor(service: Service) -> Service:
    service.do(put_a_debtor(service.assembly))
    return service


@pytest.fixture
def open_page(browser: Browser, service: Service) -> Iterator[Open]:
    pages: list[Page] = []
    complaints: list[str] = []

    def opened(path: str = "?debtor=1", size: dict[str, int] | None = None) -> Page:
        page = browser.new_page(viewport=size or DESKTOP)  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{service.url}/simulator{path}")
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert complaints == []


def write(page: Page, text: str) -> None:
    page.get_by_label("Mensagem", exact=True).fill(text)
    page.keyboard.press("Enter")


def attach(page: Page, name: str) -> None:
    page.get_by_label("Anexar").click()
    page.get_by_role("button", name=name, exact=True).click()


def test_a_greeting_is_answered_and_the_ticks_turn_blue(with_debtor: Service, open_page: Open) -> None:
    page = open_page()

    write(page, "oi")

    expect(page.locator(".mine .body")).to_have_text("oi")
    expect(page.locator(".theirs:not(.typing) .body")).to_contain_text("Falo com Fábio?")
    expect(page.locator(".theirs .ticks.read")).to_be_visible()
    expect(page.locator("#card")).to_contain_text("9999992026")


def test_a_button_is_tapped_once_and_a_list_opens_as_a_sheet(with_debtor: Service, open_page: Open) -> None:
    page = open_page()
    write(page, "oi")

    page.get_by_role("button", name="Sim, sou eu").click()
    page.get_by_role("button", name="Quero parcelar").click()
    page.get_by_role("button", name="Ver opções").click()
    page.get_by_role("dialog").get_by_role("button", name="6 parcelas").click()

    expect(page.locator(".mine .body")).to_have_text(["oi", "Sim, sou eu", "Quero parcelar", "6 parcelas"])
    expect(page.get_by_role("button", name="Sim, sou eu")).to_be_disabled()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(".theirs:not(.typing) .body").last).to_contain_text("Entendi.")


def test_what_an_older_message_offers_can_still_be_tapped(with_debtor: Service, open_page: Open) -> None:
    """As on a phone: the notice is acknowledged after the offer came (N2)."""
    page = open_page()
    write(page, "oi")
    expect(page.get_by_role("button", name="Sim, sou eu")).to_be_enabled()

    write(page, "quem é?")
    expect(page.locator(".theirs:not(.typing)")).to_have_count(2)

    expect(page.get_by_role("button", name="Sim, sou eu").first).to_be_enabled()


TRAY = {
    "Voz": ".mine .voice",
    "Imagem": ".mine.image img",
    "PDF": ".mine a.document",
    "Figurinha": ".mine.sticker img",
    "Local": ".mine .place",
    "Vazia": ".mine .nothing",
}


def test_everything_in_the_tray_can_be_sent(with_debtor: Service, open_page: Open) -> None:
    page = open_page()

    for name, shown in TRAY.items():
        attach(page, name)
        expect(page.locator(shown)).to_be_visible()

    expect(page.locator(".theirs:not(.typing)").first).to_be_visible()


def test_a_pix_picture_and_a_pdf_arrive_in_bubbles(with_debtor: Service, open_page: Open) -> None:
    page = open_page()

    with_debtor.stage(put_documents(with_debtor.assembly, "+556733140000"))

    picture, paper = page.locator(".theirs img"), page.locator(".theirs a.document")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    assert page.request.get(f"{with_debtor.url}{paper.get_attribute('href')}").body().startswith(b"%PDF")


def test_sms_segments_are_counted_while_typing(with_debtor: Service, open_page: Open) -> None:
    page = open_page("?debtor=1&channel=sms")

    for text in ("a" * 160, "a" * 161, "não" + "a" * 67, "não" + "a" * 68, "€" * 80, "€" * 81):
        page.get_by_label("Mensagem", exact=True).fill(text)
        expect(page.locator("#segments")).to_contain_text(f"· {segments(text)} SMS")


def test_an_sms_shows_numbered_options_and_takes_a_number(with_debtor: Service, open_page: Open) -> None:
    page = open_page("?debtor=1&channel=sms")
    write(page, "oi")
    expect(page.locator(".theirs:not(.typing) .body")).to_contain_text("1 Sim, sou eu")

    write(page, "1")

    expect(page.locator(".theirs:not(.typing) .body").last).to_contain_text("A vista R$ 1.540,47")
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator(".theirs .segments").last).to_have_text("1 SMS")


def test_starting_over_clears_the_screen_and_opens_another_contact(with_debtor: Service, open_page: Open) -> None:
    page = open_page()
    write(page, "oi")
    expect(page.locator("#card")).to_contain_text("000001")

    page.get_by_role("button", name="começar de novo").click()
    expect(page.locator(".bubble")).to_have_count(0)
    write(page, "oi de novo")

    expect(page.locator("#card")).to_contain_text("000002")
    expect(page.locator(".mine .body")).to_have_text(["oi de novo"])


def test_a_debtor_is_searched_and_answers_from_an_unknown_number(with_debtor: Service, open_page: Open) -> None:
    page = open_page("")
    page.get_by_label("Buscar devedor").fill("fabio")

    page.get_by_role("link", name="Fábio Vasconcelos").click()
    page.get_by_role("link", name="Responder como número desconhecido").click()

    expect(page.locator("#card")).to_contain_text("+55 67 99000-0001")
    expect(page.get_by_role("link", name="Voltar ao telefone do cadastro")).to_be_visible()


def test_without_a_portfolio_a_debtor_is_created_and_called(service: Service, open_page: Open) -> None:
    page = open_page("")
    expect(page.locator("#debtors")).to_contain_text("Nenhuma carteira foi carregada")

    page.get_by_text("Criar devedor").click()
    page.get_by_label("Nome completo").fill("Olga Nunes Prado")
    page.get_by_role("button", name="Criar e abrir o telefone").click()
    write(page, "oi")

    expect(page.locator("#card h1")).to_have_text("Olga Nunes Prado")
    expect(page.locator(".theirs:not(.typing)")).to_be_visible()


def test_a_message_that_did_not_arrive_stays_in_the_field(with_debtor: Service, open_page: Open) -> None:
    page = open_page()
    with_debtor.swap(ingress=Ingress("http://127.0.0.1:9", with_debtor.settings.public_url, TOKEN))

    write(page, "oi")

    expect(page.get_by_role("alert")).to_contain_text("A mensagem não chegou ao serviço")
    expect(page.get_by_label("Mensagem", exact=True)).to_have_value("oi")
    for _ in range(2):  # the screen is looked at anew all the while
        page.wait_for_event("response", lambda response: "/screen" in response.url)
    expect(page.get_by_role("alert")).to_contain_text("A mensagem não chegou ao serviço")


def test_the_page_says_what_the_service_still_lacks(with_debtor: Service, open_page: Open) -> None:
    expect(open_page().locator("#service")).to_contain_text("falta versão publicada")


def test_what_a_debtor_writes_is_never_markup(with_debtor: Service, open_page: Open) -> None:
    page = open_page()

    write(page, "<img src=x onerror=alert(1)> & 'fim'")

    expect(page.locator(".mine .body")).to_have_text("<img src=x onerror=alert(1)> & 'fim'")


def test_on_a_phone_only_the_phone_is_seen_until_the_drawer_opens(with_debtor: Service, open_page: Open) -> None:
    page = open_page(size=HAND)
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.locator("#card")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == HAND["width"]

    page.get_by_label("Devedores e dados do teste").click()

    expect(page.locator("#drawer")).to_be_visible()
    expect(page.locator("#card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()


def test_nothing_is_posted_before_the_page_can_send_it(with_debtor: Service, open_page: Open) -> None:
    """The browser would post the form by itself, and lose what was written."""
    page = open_page("")
    page.route("**/simulator.js", lambda route: route.abort())

    page.goto(f"{with_debtor.url}/simulator?debtor=1")
    expect(page.get_by_role("button", name="Enviar", exact=True)).to_be_disabled()

    page.unroute("**/simulator.js")
    page.reload()
    expect(page.get_by_role("button", name="Enviar", exact=True)).to_be_enabled()
