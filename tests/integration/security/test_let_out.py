"""Section 10: whoever is shut out, or given another role, keeps neither pages nor streams nor keys."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout

import pytest
import structlog

from bot.application.agents.keys import revoke_key
from bot.application.agents.roles import StaffRole
from bot.application.staff.accounts import disable, set_terms
from bot.application.staff.records import Terms
from bot.application.staff.sessions import session_of
from bot.logs import configure_logs, told_of
from console.live.deps import MOST_OF_ONE
from console.live.router import Door, show_news
from tests.builders import CPF, PHONE
from tests.integration.security.house import House
from tests.integration.security.test_anothers_creditor import FORM, filled, walked
from tests.integration.staff.browsers import Browser

EMAIL = "ana@exemplo.invalid"


async def door_of(house: House, browser: Browser) -> Door:
    session = await session_of(browser.session, house.entrance.tools)
    assert session is not None
    return Door(session, browser.session, house.entrance.tools)


async def test_who_is_shut_out_keeps_nothing(house: House) -> None:
    browser, caller = await house.comes(), await house.calls("ana")
    door = await door_of(house, browser)
    browser.http.follow_redirects = False
    assert (await door.is_open(), (await caller.get("/queue")).status_code) == (True, 200)

    await disable(EMAIL, house.entrance.tools)

    assert (await browser.http.get("/console/inbox")).headers["location"].startswith("/console/sign-in")
    part = await browser.http.get("/console/live", headers={"Accept": "text/event-stream"})
    assert (part.status_code, await door.is_open(), (await caller.get("/queue")).status_code) == (401, False, 401)


async def test_another_role_or_creditor_ends_what_the_old_one_opened(house: House) -> None:
    browser = await house.comes("ana", StaffRole.SUPERVISOR)
    door = await door_of(house, browser)
    assert (await browser.http.get("/console/exceptions")).status_code == 200

    await set_terms(EMAIL, Terms(StaffRole.AUDITOR, frozenset({"assefaz"}), None), {"assefaz"}, house.entrance.tools)

    assert (await browser.http.get("/console/exceptions")).status_code != 200 or "Entrar" in (
        await browser.http.get("/console/exceptions")
    ).text
    assert not await door.is_open()


async def test_a_key_taken_out_of_use_opens_nothing_at_once(house: House) -> None:
    caller = await house.calls("ana")
    assert (await caller.get("/queue")).status_code == 200

    await revoke_key(caller.key.prefix, house.talk.tools.staff, house.clock.now())

    assert (await caller.get("/queue")).status_code == 401


async def test_a_key_is_no_session_and_a_session_no_key(house: House) -> None:
    browser, caller = await house.comes(), await house.calls("bia")
    browser.http.follow_redirects = False

    page = await caller.client.get("/console/inbox", headers={"Authorization": f"Bearer {caller.key.token}"})
    route = await browser.http.get("/api/v1/queue")

    assert (page.status_code, route.status_code) == (303, 401)


async def test_what_another_site_sends_with_our_cookie_does_nothing(house: House) -> None:
    """The cookie alone, a token of another browser, and one in the address."""
    left = await house.is_left()
    browser, other = await house.comes(), await house.comes("bia")
    token = (await other.opens("/console")).text.split('name="csrf" content="')[1].split('"')[0]

    for method, path in walked(house, "/console"):
        if method not in {"GET", "HEAD"} and "rest" not in path and "invitations" not in path:
            wanted = filled(path, left)
            for more in ({}, {"headers": {"X-CSRF-Token": token}}, {"params": {"csrf": token}}):
                answer = await browser.http.request(method, wanted, data=FORM, **more)  # type: ignore[arg-type]
                assert (path, answer.status_code) == (path, 403)
    held = await house.talk.tools.conversations.held(left.conversation)
    assert held is not None
    assert held.conversation.agent is None


async def test_a_cookie_set_before_the_sign_in_is_not_the_session_after(house: House) -> None:
    await house.comes()
    fixed = Browser(house.app)
    fixed.http.cookies.set("concilia_session", "chosen-by-another", domain="concilia.exemplo.invalid", path="/console")
    await fixed.signs_in(email=EMAIL)
    tokens = {cookie.value for cookie in fixed.http.cookies.jar if cookie.name == "concilia_session"}
    await fixed.http.aclose()

    assert await session_of("chosen-by-another", house.entrance.tools) is None
    assert tokens - {"chosen-by-another"}


@pytest.fixture
def as_in_production() -> Iterator[None]:
    """Lines are written as the api writes them, and put back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logs("api", level=logging.DEBUG)
    yield
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


async def test_no_log_holds_anybodys_data(house: House, as_in_production: None) -> None:
    """Every page and route, with the debtor's own words, is walked; what is written down meanwhile is read."""
    left = await house.is_left()
    await house.debtors.writes("SM7", f"sou {left.person.name}, cpf {CPF}")
    browser, caller = await house.comes("chefe", StaffRole.ADMIN), await house.calls("programa", StaffRole.ADMIN)
    said = io.StringIO()

    with redirect_stdout(said), redirect_stderr(said):
        structlog.get_logger().warning("storage away", **told_of(ValueError(f"{left.person.name} {CPF} {PHONE}")))
        logging.getLogger("asyncpg").error("could not take %s of %s", CPF, left.person.name)
        for method, path in walked(house, "/console"):
            if method == "GET" and "live" not in path and "rest" not in path:
                await browser.http.get(filled(path, left), params={"q": CPF, "form": left.person.name})
        for method, path in walked(house, "/api/v1"):
            headers = {"Authorization": f"Bearer {caller.key.token}"}
            body = {"document": CPF, "text": left.person.name, "last_seen": 99, "why": CPF, "number": CPF}
            if path != "/api/v1/portfolios":
                await caller.client.request(method, filled(path, left), headers=headers, json=body)

    written = said.getvalue()
    assert [json.loads(line)["event"] for line in written.splitlines()][:2] == ["storage away", "asyncpg"]
    for secret in (CPF, PHONE, PHONE[3:], left.person.name, left.person.name.split()[0], caller.key.token, "159.083"):
        assert secret not in written


@pytest.mark.each_database
async def test_no_more_streams_of_one_user_than_a_browser_needs(house: House) -> None:
    """Asked for at once, before any of them has begun."""
    browser = await house.comes()
    live = house.app.state.live
    session = await session_of(browser.session, house.entrance.tools)
    assert session is not None
    request = type("Asked", (), {"headers": {"accept": "text/event-stream"}, "cookies": {}})()

    answers = await asyncio.gather(
        *(show_news(request, session, house.app.state.console, live) for _ in range(MOST_OF_ONE + 5))
    )

    assert [answer.status_code for answer in answers].count(429) == 5
