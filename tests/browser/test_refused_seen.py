"""Refused deliveries in a real browser, after a real door refused them: told by cause, and taken in (issue 6, 2)."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from bot.adapters.db.keys import SqlStaff
from bot.adapters.db.tables import InboxRow
from bot.application.agents.keys import add_user
from bot.application.agents.roles import StaffRole
from bot.application.staff.invitations import NewPassword, accept_invitation, invite
from bot.application.staff.records import Visit
from tests.browser.accessible import complaints_about
from tests.browser.conftest import PATIENCE_MS
from tests.integration.simulator.service import PHONE, TOKEN, Service, running

SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}
BOSS, PASSWORD = "helena.prado@exemplo.invalid", "girassol na janela"
DOOR = "/webhooks/twilio/messages"


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        started.do(employ(started))
        yield started


async def employ(service: Service) -> None:
    staff, tools = SqlStaff(service.assembly.database), service.app.state.console.staff
    await add_user(BOSS, StaffRole.ADMIN, staff, service.assembly.clock.now())
    token = await invite(BOSS, tools)
    await accept_invitation(token, NewPassword(PASSWORD, PASSWORD), Visit("203.0.113.7", "Firefox"), tools)


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, service: Service) -> Iterator[Page]:
    complaints: list[str] = []
    opened = browser.new_page(viewport=SIZES[request.param])  # type: ignore[arg-type]
    opened.set_default_timeout(PATIENCE_MS)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    opened.goto(f"{service.url}/console/sign-in")
    opened.get_by_label("E-mail").fill(BOSS)
    opened.get_by_label("Senha").fill(PASSWORD)
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("button", name="Sair")).to_be_visible()
    yield opened
    opened.close()
    assert complaints == []


def posted(service: Service, number: int, address: str, token: str) -> int:
    """The status of a delivery signed for an address with a token."""
    account = service.app.state.lanes.account_sid
    form = {"MessageSid": f"SM{number}", "AccountSid": account, "From": f"whatsapp:{PHONE}", "Body": "oi"}
    signature = RequestValidator(token).compute_signature(f"{address}{DOOR}", form)
    return httpx.post(
        f"{service.url}{DOOR}", data=form, headers={"X-Twilio-Signature": signature}, trust_env=False
    ).status_code


async def messages(service: Service) -> int:
    async with service.assembly.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(InboxRow)) or 0


def assert_it_reads_well(page: Page) -> None:
    assert complaints_about(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_an_admin_takes_in_what_was_signed_for_another_address(page: Page, service: Service) -> None:
    page.goto(f"{service.url}/console/refused")
    expect(page.get_by_role("heading", name="Nenhuma recusada")).to_be_visible()
    assert_it_reads_well(page)
    secured = service.settings.public_url.replace("http:", "https:")
    codes = [posted(service, number, secured, TOKEN) for number in (1, 2)]
    codes += [posted(service, 3, secured, "somebody-elses"), posted(service, 4, secured, "somebody-elses")]

    end = time.monotonic() + PATIENCE_MS / 1000
    while page.get_by_text("Conferem").count() + page.get_by_role("heading", level=2).count() < 2:
        assert time.monotonic() < end
        page.reload()
    assert_it_reads_well(page)
    page.goto(f"{service.url}/console")
    expect(page.get_by_role("link", name="4 mensagens recusadas")).to_be_visible()
    assert_it_reads_well(page)
    page.get_by_role("link", name="4 mensagens recusadas").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Assinadas para outro endereço 2")).to_be_visible()
    page.get_by_role("button", name="Processar agora as 2 mensagens").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").filter(has_text="2 mensagens processadas")).to_be_visible()
    expect(page.get_by_text(f"2 por {BOSS}")).to_be_visible()
    expect(page.get_by_role("heading", name="De origem desconhecida 2")).to_be_visible()
    assert_it_reads_well(page)
    assert codes == [403] * 4
    assert service.do(messages(service)) == 2
