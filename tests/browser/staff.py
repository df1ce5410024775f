"""Staff at work in a browser of their own, signed in; nothing the page complains of may pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser, Page

from bot.adapters.db.staff.keys import SqlStaff
from bot.application.agents.keys import add_user
from bot.application.agents.roles import StaffRole
from bot.application.staff.records import Stage, Visit
from bot.application.staff.sessions import open_session
from tests.browser.accessible import complaints_about
from tests.browser.conftest import PATIENCE_MS
from tests.integration.simulator.service import Service

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
LOOKED_AT_EVERY_MS = 100
SIZES: dict[str, Any] = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}


async def employ(service: Service, email: str, role: StaffRole = StaffRole.ADMIN) -> None:
    await add_user(email, role, SqlStaff(service.assembly.database), datetime.now(UTC))


@contextmanager
def at_work(browser: Browser, service: Service, email: str, size: str) -> Iterator[Page]:
    """A page of somebody employed, with no address yet; how one signs in has a test of its own.

    What is done on a desk is not all done again on a phone: how it was left must fit one all the same.
    """
    complaints: list[str] = []
    context = browser.new_context(viewport=SIZES[size])
    session = {"name": "concilia_session", "value": service.do(_session(service, email))}
    context.add_cookies([{**session, "url": f"{service.url}/console"}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    yield page
    page.set_viewport_size(SIZES["phone"])
    _until_it_fits(page)
    page.close()
    assert complaints == []


def assert_it_reads_well(page: Page) -> None:
    """Nothing axe complains of, and nothing to be scrolled to sideways."""
    assert complaints_about(page) == []
    assert page.evaluate(FITS)


def _until_it_fits(page: Page) -> None:
    """A drawing is made smaller a little later. Playwright's own way to wait is refused by the page's CSP."""
    for _ in range(PATIENCE_MS // LOOKED_AT_EVERY_MS):
        if page.evaluate(FITS):
            return
        page.wait_for_timeout(LOOKED_AT_EVERY_MS)
    raise AssertionError(f"{page.url} is wider than a phone")


async def _session(service: Service, email: str) -> str:
    tools = service.app.state.console.staff
    account = await tools.accounts.by_email(email)
    return (await open_session(account, Stage.SIGNED_IN, Visit("203.0.113.7", "Chromium"), tools)).token
