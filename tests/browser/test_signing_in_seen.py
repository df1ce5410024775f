"""Signing in to the console in a real browser, on a phone and on a desk: invited, enrolled, in, and out again."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from bot.adapters.db.staff.keys import SqlStaff
from bot.application.agents.keys import add_user
from bot.application.agents.roles import StaffRole
from bot.application.staff.invitations import invite
from console.auth.deps import ConsoleParts
from tests.browser.accessible import complaints_about
from tests.browser.conftest import PATIENCE_MS
from tests.integration.simulator.service import Service, running

SIZES = {"phone": {"width": 375, "height": 740}, "desk": {"width": 1280, "height": 800}}
EMAIL = "beatriz.nogueira@exemplo.invalid"
PASSWORD = "girassol na janela"


@pytest.fixture
def service(sqlite_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(sqlite_url, redis_url, tmp_path / "home") as started:
        yield started


@pytest.fixture
def invitation(service: Service) -> str:
    parts: ConsoleParts = service.app.state.console

    async def invited() -> str:
        await add_user(EMAIL, StaffRole.SUPERVISOR, SqlStaff(service.assembly.database), datetime.now(UTC))
        return await invite(EMAIL, parts.staff)

    return f"{service.url}/console/invitations/{service.do(invited())}"


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    complaints: list[str] = []
    opened = browser.new_page(viewport=SIZES[request.param])  # type: ignore[arg-type]
    opened.set_default_timeout(PATIENCE_MS)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    yield opened
    opened.close()
    assert complaints == []


def assert_it_reads_well(page: Page) -> None:
    """Within the screen, in its style, and for those who see it otherwise."""
    assert complaints_about(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.locator(".brand").first.evaluate("brand => getComputedStyle(brand).color") == "rgb(0, 105, 79)"


def code_of(secret: str) -> str:
    return pyotp.TOTP(secret).now()


def test_from_the_invitation_to_the_second_factor_and_back_in(page: Page, invitation: str, service: Service) -> None:
    """Section 10"""
    page.goto(invitation)
    assert_it_reads_well(page)
    page.get_by_label("Nova senha").fill(PASSWORD)
    page.get_by_label("A mesma senha").fill(PASSWORD)
    page.get_by_role("button", name="Criar senha e entrar").click()
    expect(page.get_by_role("heading", name="Início")).to_be_visible()
    assert_it_reads_well(page)

    page.get_by_role("link", name=EMAIL).click()
    page.get_by_role("link", name="Ligar segundo fator").click()
    assert page.get_by_role("img").evaluate("picture => picture.naturalWidth") > 0  # the policy lets it be drawn
    assert_it_reads_well(page)
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Código de 6 números").fill(code_of(secret))
    page.get_by_label("Sua senha").fill(PASSWORD)
    page.get_by_role("button", name="Ligar segundo fator").click()
    expect(page.get_by_role("heading", name="Guarde estes dez códigos")).to_be_visible()
    recovery = page.locator(".codes code").first.inner_text()
    assert_it_reads_well(page)

    page.get_by_role("button", name="Sair").click()
    expect(page.get_by_text("Você saiu.")).to_be_visible()
    page.goto(f"{service.url}/console/account")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Senha").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Estou sem o celular").click()
    page.get_by_label("Código de recuperação").fill(recovery)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Minha conta")).to_be_visible()
    expect(page.get_by_text("Restam 9 de 10")).to_be_visible()
    assert_it_reads_well(page)


def test_a_wrong_password_is_told_and_the_name_stays(page: Page, service: Service) -> None:
    page.goto(f"{service.url}/console")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Senha").fill("errada")
    page.get_by_role("button", name="Entrar").click()

    expect(page.get_by_role("alert")).to_contain_text("E-mail ou senha não conferem")
    expect(page.get_by_label("E-mail")).to_have_value(EMAIL)
    expect(page.get_by_label("Senha")).to_be_focused()
    assert_it_reads_well(page)
