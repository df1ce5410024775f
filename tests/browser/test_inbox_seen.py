"""Two agents at the inbox in real browsers: the list that comes by itself, the keys, and what is offered to one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.adapters.db.desk_events import note_change
from bot.adapters.db.staff.keys import SqlStaff
from bot.application.agents.keys import add_user
from bot.application.agents.roles import StaffRole
from bot.application.staff.invitations import known_account
from bot.application.staff.records import Stage, Visit
from bot.application.staff.sessions import open_session
from console.auth.cookies import SESSION
from tests.browser.accessible import complaints_about
from tests.browser.conftest import PATIENCE_MS
from tests.integration.inbox_pages.talks import Talk, Talks
from tests.integration.simulator.service import Service, running

ANA, BIA = "ana@exemplo.invalid", "bia@exemplo.invalid"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
OFFERS = [f".offer:nth-of-type({number})" for number in (1, 2)]


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        yield started


@pytest.fixture
def talks(service: Service) -> Talks:
    return Talks(SimpleNamespace(database=service.assembly.database))  # type: ignore[arg-type]


class Desk:
    """Opens a browser for one of the staff."""

    def __init__(self, browser: Browser, service: Service) -> None:
        self._browser = browser
        self._service = service
        self.complaints: list[str] = []
        self.pages: list[Page] = []

    def of(self, email: str, size: dict[str, int] = DESK) -> Page:
        context = self._browser.new_context(viewport=size)  # type: ignore[arg-type]
        token: str = self._service.do(self._signed_in(email))
        context.add_cookies([{"name": SESSION, "value": token, "url": self._service.url}])
        page = context.new_page()
        self.pages.append(page)
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: self.complaints.append(line.text) if "Content Security" in line.text else None)
        page.goto(f"{self._service.url}/console/inbox")
        return page

    async def _signed_in(self, email: str) -> str:
        staff = self._service.app.state.console.staff
        await add_user(email, StaffRole.AGENT, SqlStaff(self._service.assembly.database), datetime.now(UTC))
        opened = await open_session(await known_account(email, staff), Stage.SIGNED_IN, Visit("", "test"), staff)
        return opened.token


@pytest.fixture
def desk(browser: Browser, service: Service) -> Iterator[Desk]:
    opened = Desk(browser, service)
    yield opened
    for page in opened.pages:
        page.close()
    assert opened.complaints == []


def ago(minutes: int) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=minutes)


def test_the_list_comes_by_itself_and_the_keys_go_through_it(desk: Desk, service: Service, talks: Talks) -> None:
    page = desk.of(ANA)
    page.get_by_role("switch").click()
    expect(page.get_by_role("switch")).to_have_text("Em pausa")
    expect(page.get_by_text("Ninguém está esperando.")).to_be_visible()
    assert complaints_about(page) == []

    first: int = service.do(talks.put(Talk(since=ago(9), said=("meu CPF é 529.982.247-25",))))
    second: int = service.do(talks.put(Talk(since=ago(3), urgent=True, reason="hospitalised")))
    service.do(_told(service, first))
    expect(page.locator(".talk")).to_have_count(2)
    assert page.locator(".talk-link").first.get_attribute("id") == f"talk-{second}"
    assert "529.982.247-25" not in page.content()  # an agent's page does not hold it at all
    assert complaints_about(page) == []

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#talk-{first}")).to_be_focused()
    service.do(talks.put(Talk(since=ago(1))))
    service.do(_told(service, first))
    expect(page.locator(".talk")).to_have_count(3)
    expect(page.locator(f"#talk-{first}")).to_be_focused()  # the list came anew under it
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Teclas desta página")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_label("Buscar por nome, protocolo ou CPF")).to_be_focused()


def test_what_one_lets_pass_is_offered_to_the_other(desk: Desk, service: Service, talks: Talks) -> None:
    """H2"""
    ana, bia = desk.of(ANA), desk.of(BIA)
    for page in (ana, bia):
        expect(page.locator("#takes")).to_have_text("Disponível")
        expect(page.locator("body")).to_have_attribute("data-live", "on")

    service.do(talks.put(Talk(since=ago(1))))
    expect(ana.locator(".offer")).to_be_visible()  # the first by name, as both hold nothing
    expect(ana).to_have_title("(1) Atendimento · Concilia")
    assert complaints_about(ana) == []
    ana.get_by_role("button", name="Agora não").click()
    expect(ana.locator(".offer")).to_have_count(0)

    expect(bia.locator(".offer")).to_be_visible()
    bia.locator(".offer").get_by_role("button", name="Aceitar").click()
    expect(bia.locator(".offer")).to_have_count(0)
    bia.goto(f"{service.url}/console/inbox?tab=mine")
    expect(bia.locator(".talk")).to_have_count(1)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_of_many_offers_two_are_shown_and_the_others_counted(
    desk: Desk, service: Service, talks: Talks, size: dict[str, int]
) -> None:
    """H2: they lie beside each other, and one that is let pass makes room for the next."""
    page = desk.of(ANA, size)
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    for number in range(5):
        service.do(talks.put(Talk(since=ago(1 + number))))
    page.reload()

    expect(page.locator(".offers .more")).to_have_text("+3 na fila")
    expect(page.locator(".offer:visible")).to_have_count(2)
    above, below, more = (page.locator(one).bounding_box() for one in (*OFFERS, ".offers .more"))
    assert above is not None
    assert below is not None
    assert more is not None
    assert above["y"] + above["height"] <= below["y"]
    assert below["y"] + below["height"] <= more["y"]
    assert more["y"] + more["height"] <= size["height"]
    assert above["x"] >= 0
    assert complaints_about(page) == []
    page.locator(".offer:visible").first.get_by_role("button", name="Agora não").click()
    expect(page.locator(".offers .more")).to_have_text("+2 na fila")
    expect(page.locator(".offer:visible")).to_have_count(2)
    page.locator(".offers .more").click()
    expect(page).to_have_url(f"{service.url}/console/inbox")


def test_a_session_that_ends_takes_nobody_off_the_page(desk: Desk, service: Service, talks: Talks) -> None:
    """What is half written stays, and the page says where to come in again."""
    service.do(talks.put(Talk(since=ago(2))))
    page = desk.of(ANA)
    page.get_by_label("Buscar por nome, protocolo ou CPF").fill("mar")
    page.context.clear_cookies()

    page.get_by_label("Buscar por nome, protocolo ou CPF").press_sequentially("ia")

    expect(page.get_by_role("alert").filter(has_text="Sua sessão terminou.")).to_be_visible()
    expect(page.get_by_role("link", name="Entrar de novo em outra aba")).to_be_visible()
    expect(page.get_by_label("Buscar por nome, protocolo ou CPF")).to_have_value("maria")
    assert "/console/inbox" in page.url
    assert complaints_about(page) == []


def test_a_phone_shows_it_whole(desk: Desk, service: Service, talks: Talks) -> None:
    service.do(talks.put(Talk(since=ago(5), urgent=True)))
    page = desk.of(ANA, PHONE)

    expect(page.locator(".talk")).to_have_count(1)
    assert complaints_about(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


async def _told(service: Service, talk: int) -> None:
    """As whatever changes the queue tells it."""
    async with service.assembly.database.writing() as session:
        note_change(session, "queue", datetime.now(UTC), conversation_id=talk)
