"""Every route of the console, walked without a login, without a form's token, and with each role (section 10)."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import PlainTextResponse
from fastapi.routing import iter_route_contexts

from bot.adapters.db.agents.deals import SqlDeals
from bot.adapters.db.agents.exceptions import SqlExceptions
from bot.adapters.db.agents.figures import SqlFloorBook
from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.db.engine import Database
from bot.adapters.db.staff.sessions import SqlSessions
from bot.application.agents.deal_models import DealTools
from bot.application.agents.floor import FloorTools
from bot.application.agents.roles import Right, StaffRole
from bot.application.agents.tools import AgentTools
from bot.application.releases import LoadedRelease
from bot.application.wording import Texts
from bot.config import Settings
from bot.main import create_app
from bot.parts.notices import notice_list_tools
from console.auth.session import console_router
from console.editor.deps import EditorParts
from console.users.deps import UserPages
from tests.integration.api.desk import OneRelease
from tests.integration.drafts.conftest import OneBase
from tests.integration.learning.desk import NOTHING_STORED, learning_parts
from tests.integration.office_pages.desk import office_parts
from tests.integration.policy_pages.policy_scene import policy_tools
from tests.integration.refused_pages.desk import refused_desk
from tests.integration.release_pages.desk import release_parts
from tests.integration.staff.behind import inbox_parts, live_parts, rota_tools, waiting_tools
from tests.integration.staff.browsers import Browser, opened_console
from tests.integration.staff.entrance import Entrance
from tests.integration.talk_pages.desk import talk_tools
from tests.integration.trying.desk import try_parts
from tests.integration.wrap_up_pages.desk import wrap_up_pages

OPEN = {"/console/sign-in", "/console/second-factor", "/console/recovery-code", "/console/enrolment"}
INVITATION = "/console/invitations/{token}"
# What a page asks beyond being signed in: the roles it lets in. A new page with a right is added here.
ANSWERS = {StaffRole.AGENT, StaffRole.SUPERVISOR, StaffRole.ADMIN}
READS = ANSWERS | {StaffRole.AUDITOR}
EVERYBODY_BUT_AUDITORS = set(StaffRole) - {StaffRole.AUDITOR}
SHEETS = {StaffRole.SUPERVISOR, StaffRole.ADMIN, StaffRole.FINANCE}
NO_CONTENT = LoadedRelease("none", {"profiles": {}}, Texts({}), {})
OVERSEES = {StaffRole.SUPERVISOR, StaffRole.ADMIN, StaffRole.AUDITOR}
NOTICES = set(StaffRole) - {StaffRole.AGENT}
READS_FLOWS = set(StaffRole) - {StaffRole.AGENT}
ONE_TALK = "/console/inbox/{conversation_id:int}"
BY_ROLE: dict[str, set[StaffRole]] = {
    "/console/inbox/new": ANSWERS,
    **{f"{ONE_TALK}{part}": READS for part in ("", "/lines", "/earlier", "/head", "/packet")},
    **{f"{ONE_TALK}{part}": ANSWERS for part in ("/composer", "/answers", "/papers/{seq:int}")},
    "/console/inbox": READS,
    "/console/inbox/list": READS,
    "/console/presence": ANSWERS,
    **{f"/console/inbox/{{conversation_id}}/{page}": ANSWERS for page in ("close", "closed", "return", "calls")},
    "/console/media/{inbox_id}/{position}": EVERYBODY_BUT_AUDITORS,
    "/console/exports": SHEETS,
    "/console/exports/{kind}.xlsx": SHEETS,
    "/console/inbox/{conversation_id}/deal": READS,
    "/console/inbox/{conversation_id}/deal/facts": READS,
    "/console/exceptions": {StaffRole.SUPERVISOR, StaffRole.ADMIN},
    "/console/notices/{notice_id}/certificate.pdf": {StaffRole.SUPERVISOR, StaffRole.ADMIN, StaffRole.FINANCE},
    "/console/notices": NOTICES,
    "/console/notices/list": NOTICES,
    "/console/floor": OVERSEES,
    "/console/floor/now": OVERSEES,
    "/console/floor/figures": OVERSEES,
    "/console/flows": READS_FLOWS,
    **{f"/console/flows/drafts/{{draft_id:int}}{part}": READS_FLOWS for part in ("/bar", "/changes", "/files.zip")},
    **{
        f"/console/flows{place}{part}": READS_FLOWS
        for place in ("/live", "/drafts/{draft_id:int}")
        for part in (
            *("", "/{profile}", "/{profile}/problems.json", "/{profile}/{flow}", "/{profile}/{flow}/{step}"),
            "/{profile}/{flow}/{step}/problems",
        )
    },
    "/console/flows/drafts/{draft_id:int}/policy": READS_FLOWS,
    "/console/flows/drafts/{draft_id:int}/answers": READS_FLOWS,
    "/console/flows/drafts/{draft_id:int}/wording": READS_FLOWS,
    "/console/flows/drafts/{draft_id:int}/forms": READS_FLOWS,
    "/console/flows/drafts/{draft_id:int}/forms/{form}": READS_FLOWS,
    "/console/flows/drafts/{draft_id:int}/answers/{profile}": READS_FLOWS,
    "/console/flows/drafts/{draft_id:int}/{profile}/lists.json": READS_FLOWS,
    "/console/flows/drafts/{draft_id:int}/policy/{profile}": READS_FLOWS,
    "/console/flows/drafts/{draft_id:int}/policy/{profile}/what-if": READS_FLOWS - {StaffRole.AUDITOR},
    **{
        f"/console/flows/drafts/{{draft_id:int}}/publish{part}": READS_FLOWS
        for part in ("", "/state", "/problems", "/running", "/{request_id:int}/moves")
    },
    "/console/releases": READS_FLOWS,
    "/console/releases/{before}/to/{after}": READS_FLOWS,
    "/console/releases/{release}/restore": {StaffRole.ADMIN},
    "/console/releases/stop": {StaffRole.ADMIN},
    **{
        f"/console/flows/drafts/{{draft_id:int}}/{page}": {StaffRole.ADMIN}
        for page in (
            *("try", "try/{profile}", "try/{profile}/changed", "try/{profile}/training"),
            *("replay/{profile}", "replay/{profile}/progress"),
        )
    },
    "/console/learning": {StaffRole.ADMIN},
    "/console/learning/measurements/{number}": {StaffRole.ADMIN},
    "/console/refused": {StaffRole.ADMIN},
    "/console/users": {StaffRole.ADMIN},
    "/console/users/{number}": {StaffRole.ADMIN},
}
EVERYBODY = set(StaffRole)


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Also those of routers within routers."""
    ours = [one for one in iter_route_contexts(app.routes) if (one.path or "").startswith("/console")]
    walked = sorted((method, context.path or "") for context in ours for method in context.methods or ())
    assert len(walked) > 15
    return walked


def filled(path: str) -> str:
    return re.sub(r"{\w+(:\w+)?}", "7", path)


@pytest.fixture
def app(entrance: Entrance, tmp_path: Path) -> FastAPI:
    """The whole service's routes, with the real parts behind the console's."""
    service = create_app(Settings(_env_file=None, home=tmp_path))
    service.state.console = opened_console(entrance).state.console
    service.state.has_simulator = False
    service.state.waiting = waiting_tools(entrance)
    service.state.live, service.state.attending = live_parts(entrance), inbox_parts(entrance)
    service.state.wrap_up = wrap_up_pages(entrance.storage, entrance.clock, NO_CONTENT)
    service.state.office = office_parts(entrance.storage, entrance.clock, NO_CONTENT)
    service.state.notices = notice_list_tools(entrance.storage.database, entrance.clock)
    rota = rota_tools(entrance)
    service.state.floor = FloorTools(SqlFloorBook(entrance.storage.database), replace(rota, tools=released(rota.tools)))
    service.state.talk = talk_tools(entrance.storage, entrance.clock, NO_CONTENT)
    service.state.learning = learning_parts(entrance.storage.database, entrance.clock, NOTHING_STORED)
    service.state.users = UserPages(rota.tools.staff, OneRelease(NO_CONTENT))
    database, clock = entrance.storage.database, entrance.clock
    service.state.policy = policy_tools(entrance.storage, entrance.clock, OneRelease(NO_CONTENT))
    service.state.editor = EditorParts(SqlDrafts(database, clock), OneRelease(NO_CONTENT), OneBase(), clock)
    service.state.trying = try_parts(database, clock, service.state.editor)
    service.state.releases = release_parts(database, clock, service.state.editor, service.state.learning)
    deals = DealTools(released(rota.tools), SqlDeals(database, clock), SqlExceptions(database, clock))
    service.state.refused = refused_desk(database, clock).tools
    service.state.deal, service.state.certificates = deals, no_certificate
    return service


async def no_certificate(notice_id: int) -> None:
    """There is no notice."""


def released(tools: AgentTools) -> AgentTools:
    return replace(tools, releases=OneRelease(NO_CONTENT))


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    opened = Browser(app)
    opened.http.follow_redirects = False
    yield opened
    await opened.http.aclose()


async def test_without_a_login_every_page_leads_to_the_sign_in(app: FastAPI, browser: Browser) -> None:
    for method, path in routes_of(app):
        answer = await browser.http.request(method, filled(path))
        if path in {"/console/sign-in", INVITATION}:
            assert answer.status_code == {"/console/sign-in": 200, INVITATION: 404}[path] or method == "POST"
        elif path not in OPEN or method == "GET":
            assert (method, path, answer.status_code) == (method, path, 303)
            assert answer.headers["location"].startswith("/console/sign-in")
        assert "content-security-policy" in answer.headers


async def test_no_form_counts_without_its_token(app: FastAPI, browser: Browser, entrance: Entrance) -> None:
    await entrance.employs()
    visitor = Browser(app)
    await visitor.opens("/console/sign-in")
    await browser.signs_in()

    for method, path in routes_of(app):
        if method == "POST":
            for given in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
                answer = await (visitor if path in {*OPEN, INVITATION} else browser).http.post(filled(path), data=given)
                assert (path, answer.status_code) == (path, 403)
                assert "Nada foi feito" in answer.text
    await visitor.http.aclose()


@pytest.mark.parametrize("role", list(StaffRole))
async def test_each_role_reads_what_is_its_own(
    app: FastAPI, browser: Browser, entrance: Entrance, role: StaffRole
) -> None:
    await entrance.employs(role=role)
    await browser.signs_in()

    for method, path in routes_of(app):
        if method == "GET" and path not in {*OPEN, INVITATION, "/console/{rest:path}"}:
            answer = await browser.http.get(filled(path))
            read = {200, 404} if "{" in path else {200}  # the thing named is not there
            expected = read if role in BY_ROLE.get(path, EVERYBODY) else {403}
            assert (path, answer.status_code in expected) == (path, True)


@pytest.mark.parametrize(("role", "code"), [(StaffRole.AGENT, 200), (StaffRole.AUDITOR, 403)])
async def test_a_right_is_a_dependency_of_the_whole_router(entrance: Entrance, role: StaffRole, code: int) -> None:
    router: APIRouter = console_router("/example", Right.ANSWER)

    async def answered() -> PlainTextResponse:
        return PlainTextResponse("answered")

    router.add_api_route("", answered, methods=["GET", "POST"])
    browser = Browser(opened_console(entrance, router))
    await entrance.employs(role=role)
    page = await browser.signs_in()

    assert page.status_code == 200
    sent = await browser.sends("/console/example", {})
    read = await browser.http.get("/console/example")
    await browser.http.aclose()

    assert (sent.status_code, read.status_code) == (code, code)
    assert ("não é da sua função" in read.text) is (code == 403)


@pytest.mark.parametrize("asked", [{"HX-Request": "true"}, {"Accept": "text/event-stream"}])
async def test_a_part_of_a_page_is_refused_and_not_replaced_by_the_sign_in(
    browser: Browser, asked: dict[str, str]
) -> None:
    answer = await browser.http.get("/console/account", headers=asked)

    assert (answer.status_code, answer.text) == (401, "")
    assert answer.headers["hx-redirect"] == "/console/sign-in?next=/console/account"


async def test_where_there_is_no_page_is_a_calm_one(browser: Browser, entrance: Entrance) -> None:
    await entrance.employs()
    await browser.signs_in()

    nothing = await browser.opens("/console/nada/aqui")

    assert (nothing.status_code, "Não há nada neste endereço" in nothing.text) == (404, True)


async def test_what_fails_is_told_without_its_reason(entrance: Entrance) -> None:
    router = console_router("/example")

    async def failed() -> PlainTextResponse:
        raise RuntimeError("a secret of the machine")

    router.add_api_route("", failed, methods=["GET"])
    browser = Browser(opened_console(entrance, router))
    await entrance.employs()
    await browser.signs_in()

    answer = await browser.opens("/console/example")
    await browser.http.aclose()

    assert (answer.status_code, "Algo falhou do nosso lado" in answer.text) == (500, True)
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers


async def test_while_the_database_is_away_people_get_a_page(app: FastAPI, browser: Browser, entrance: Entrance) -> None:
    await entrance.employs()
    await browser.signs_in()
    away = SqlSessions(Database("postgresql+asyncpg://nobody@127.0.0.1:9/nothing", entrance.storage.database.vault))
    app.state.console = replace(app.state.console, staff=replace(entrance.tools, sessions=away))

    page = await browser.http.get("/console")

    assert (page.status_code, "Algo falhou do nosso lado" in page.text) == (503, True)


async def test_the_style_is_served_to_anybody(browser: Browser) -> None:
    page = await browser.opens("/console/sign-in")
    [style] = re.findall(r'href="(/console/static/[\w.]+)"', page.text)

    assert (await browser.http.get(style)).status_code == 200
