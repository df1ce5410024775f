"""Refused deliveries in a real browser, after a real door refused them: told by cause, and taken in (issue 6, 2)."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from bot.adapters.db.tables import InboxRow
from tests.browser.conftest import PATIENCE_MS
from tests.browser.staff import SIZES, assert_it_reads_well, at_work, employ
from tests.integration.simulator.service import PHONE, TOKEN, Service, running

BOSS = "helena.prado@exemplo.invalid"
DOOR = "/webhooks/twilio/messages"


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        started.do(employ(started, BOSS))
        yield started


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, service: Service) -> Iterator[Page]:
    with at_work(browser, service, BOSS, request.param) as opened:
        yield opened


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
