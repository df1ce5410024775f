"""The pages of the way in over HTTP, on both databases: what a browser is given, and what it must bring back."""

import re
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import Response

from bot.application.agents.roles import StaffRole
from bot.application.staff.invitations import invite
from tests.integration.staff.browsers import Browser, opened_console
from tests.integration.staff.entrance import EMAIL, PASSWORD, Entrance


@pytest.fixture
def app(entrance: Entrance) -> FastAPI:
    return opened_console(entrance)


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    opened = Browser(app)
    yield opened
    await opened.http.aclose()


def assert_guarded(answer: Response) -> None:
    headers = answer.headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "script-src 'self';" in headers["content-security-policy"]


def heading(answer: Response) -> str:
    return re.search(r"<h1>(.*?)</h1>", answer.text).group(1)  # type: ignore[union-attr]


async def test_whoever_signs_in_arrives_where_they_were_going(browser: Browser, entrance: Entrance) -> None:
    await entrance.employs()

    asked = await browser.opens("/console/account?done=x")
    arrived = await browser.signs_in(next="/console/account?done=x")

    assert asked.url.path == "/console/sign-in"
    assert asked.url.params["next"] == "/console/account?done=x"
    assert (arrived.url.path, heading(arrived)) == ("/console/account", "Minha conta")
    assert_guarded(asked)
    assert_guarded(arrived)


@pytest.mark.parametrize(
    "next",
    [
        "https://mau.invalid",
        "//mau.invalid",
        "/console//mau.invalid",
        "/\\mau",
        "/simulator",
        "/console/../simulator",
        "/console\r\nX: 1",
    ],
)
async def test_a_link_to_the_sign_in_leads_to_no_other_place(browser: Browser, entrance: Entrance, next: str) -> None:
    await entrance.employs()

    arrived = await browser.signs_in(next=next)

    assert (arrived.url.host, arrived.url.path) == ("concilia.exemplo.invalid", "/console")


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    browser: Browser, entrance: Entrance
) -> None:
    await entrance.employs()
    browser.http.follow_redirects = False

    answer = await browser.signs_in()

    [cookie] = answer.headers.get_list("set-cookie")
    assert set(cookie.split("; ")[1:]) == {"HttpOnly", "Max-Age=86400", "Path=/console", "SameSite=lax", "Secure"}
    assert_guarded(answer)


async def test_a_wrong_password_and_an_unknown_name_read_alike(browser: Browser, entrance: Entrance) -> None:
    await entrance.employs()

    wrong = await browser.signs_in("errada", EMAIL)
    unknown = await browser.signs_in("errada", "bia@exemplo.invalid")

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert "E-mail ou senha não conferem." in wrong.text
    assert wrong.text.replace(EMAIL, "X") == unknown.text.replace("bia@exemplo.invalid", "X")
    assert "errada" not in wrong.text
    assert not browser.session


async def test_after_five_wrong_tries_the_page_says_when_to_come_back(browser: Browser, entrance: Entrance) -> None:
    for _ in range(5):
        answer = await browser.signs_in("errada", "bia@exemplo.invalid")

    assert answer.status_code == 429
    assert "daqui a 1 minuto." in answer.text


async def test_with_a_second_factor_the_password_alone_opens_no_page(browser: Browser, entrance: Entrance) -> None:
    _, secret, codes = await entrance.enrols(await entrance.inside(await entrance.employs()))
    entrance.clock.advance(minutes=5)

    asked = await browser.signs_in(next="/console/account")
    half_in = browser.session
    for path in ("/console", "/console/account", "/console/enrolment"):
        assert (await browser.opens(path)).url.path == "/console/second-factor"
    await browser.opens(str(asked.url))
    refused = await browser.sends("/console/second-factor", {"code": "000000"})
    arrived = await browser.sends("/console/second-factor", {"code": entrance.code(secret), "next": "/console/account"})

    assert heading(asked) == "Código de acesso"
    assert (refused.status_code, "O código não confere" in refused.text) == (422, True)
    assert arrived.url.path == "/console/account"
    assert browser.session != half_in
    assert codes[0] not in arrived.text


async def test_a_recovery_code_opens_the_console_once(app: FastAPI, entrance: Entrance) -> None:
    *_, codes = await entrance.enrols(await entrance.inside(await entrance.employs()))
    pages = []
    for _ in range(2):
        browser = Browser(app)
        await browser.signs_in()
        await browser.opens("/console/recovery-code")
        pages.append(await browser.sends("/console/recovery-code", {"code": codes[0]}))
        await browser.http.aclose()

    assert pages[0].url.path == "/console"
    assert (pages[1].status_code, "já foi usado" in pages[1].text) == (422, True)


async def test_an_invited_admin_sets_a_password_and_enrols_before_anything_else(entrance: Entrance) -> None:
    entrance = entrance.in_production()
    await entrance.knows(EMAIL, StaffRole.ADMIN)
    browser = Browser(opened_console(entrance))
    link = f"/console/invitations/{await invite(EMAIL, entrance.tools)}"

    await browser.opens(link)
    weak = await browser.sends(link, {"password": "curta", "repeated": "curta"})
    enrolling = await browser.sends(link, {"password": PASSWORD, "repeated": PASSWORD})
    elsewhere = await browser.opens("/console/account")
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', elsewhere.text).group(1).replace(" ", "")  # type: ignore[union-attr]
    wrong = await browser.sends("/console/enrolment", {"code": "000000"})
    codes = await browser.sends("/console/enrolment", {"code": entrance.code(secret)})
    used = await Browser(opened_console(entrance)).opens(link)
    inside = await browser.opens("/console")
    await browser.http.aclose()

    assert (weak.status_code, "pelo menos 12 caracteres" in weak.text) == (422, True)
    assert enrolling.url.path == elsewhere.url.path == "/console/enrolment"
    assert wrong.status_code == 422
    assert len(re.findall(r"<code>[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}</code>", codes.text)) == 10
    assert (used.status_code, heading(used)) == (404, "Este convite não vale mais")
    assert heading(inside) == "Início"


async def test_on_my_account_changes_take_the_password_i_have(browser: Browser, entrance: Entrance) -> None:
    await entrance.employs()
    await browser.signs_in()
    await browser.opens("/console/account")
    new = {"password": "outra frase bem longa", "repeated": "outra frase bem longa"}

    refused = await browser.sends("/console/account/password", {"current": "errada", **new})
    changed = await browser.sends("/console/account/password", {"current": PASSWORD, **new})

    assert (refused.status_code, "A senha atual não confere." in refused.text) == (422, True)
    assert "Senha trocada." in changed.text


async def test_the_second_factor_is_set_up_and_taken_off_on_my_account(browser: Browser, entrance: Entrance) -> None:
    await entrance.employs()
    await browser.signs_in()
    page = await browser.opens("/console/enrolment")
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text).group(1).replace(" ", "")  # type: ignore[union-attr]
    code = entrance.code(secret)

    unconfirmed = await browser.sends("/console/enrolment", {"code": code, "current": "errada"})
    codes = await browser.sends("/console/enrolment", {"code": code, "current": PASSWORD})
    renewed = await browser.sends("/console/account/recovery-codes", {"current": PASSWORD})
    account = await browser.opens("/console/account")
    off = await browser.sends("/console/account/second-factor/removal", {"current": PASSWORD})

    assert (unconfirmed.status_code, "A senha não confere." in unconfirmed.text) == (422, True)
    assert heading(codes) == heading(renewed) == "Guarde estes dez códigos"
    assert codes.text != renewed.text
    assert "Restam 10 de 10" in account.text
    assert "Segundo fator desligado." in off.text


async def test_sessions_are_shown_and_ended(app: FastAPI, browser: Browser, entrance: Entrance) -> None:
    await entrance.employs()
    other = Browser(app)
    await other.signs_in()
    await browser.signs_in()

    page = await browser.opens("/console/account")
    for number in re.findall(r"/console/account/sessions/(\d+)/end", page.text):
        await browser.sends(f"/console/account/sessions/{number}/end", {})
    out = await other.opens("/console")
    still_in = await browser.opens("/console/account")
    gone = await browser.sends("/console/account/sessions/end", {})
    await other.http.aclose()

    assert out.url.path == "/console/sign-in"
    assert heading(still_in) == "Minha conta"
    assert (gone.url.path, "Você saiu." in gone.text) == ("/console/sign-in", True)
    assert (await browser.opens("/console")).url.path == "/console/sign-in"


async def test_a_session_that_cannot_be_is_not_looked_for(browser: Browser, entrance: Entrance) -> None:
    await entrance.employs()
    await browser.signs_in()

    answer = await browser.sends(f"/console/account/sessions/{2**63}/end", {})

    assert (answer.status_code, "Não deu para ler" in answer.text) == (422, True)


async def test_signing_out_leaves_no_way_back(browser: Browser, entrance: Entrance) -> None:
    await entrance.employs()
    await browser.signs_in()
    token = browser.session

    await browser.sends("/console/sign-out", {})
    browser.http.cookies.set("concilia_session", token, domain="concilia.exemplo.invalid", path="/console")

    assert (await browser.opens("/console")).url.path == "/console/sign-in"


async def test_the_first_page_is_what_waits_and_where_things_are(browser: Browser, entrance: Entrance) -> None:
    await entrance.employs(role=StaffRole.ADMIN)

    page = await browser.signs_in()

    assert "na fila" in page.text
    assert "ninguém espera" in page.text
    assert '<a href="/console/floor">' in page.text
    assert "https://concilia.exemplo.invalid/webhooks/twilio/messages" in page.text
    assert '<a href="/simulator">' in page.text
    assert "Antes de cobrar de verdade" in page.text
    assert "<script>" not in page.text
    assert "style=" not in page.text
