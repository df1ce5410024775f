"""Section 10: every route of the API walked without a key, with each role and scope, and with another creditor's id."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from httpx import AsyncClient, Response

from bot.adapters.db.agents.deals import SqlDeals
from bot.adapters.db.agents.exceptions import SqlExceptions
from bot.adapters.db.agents.figures import SqlFloorBook
from bot.adapters.db.agents.inbox import SqlInboxView
from bot.adapters.db.agents.inbox_snoozes import SqlSnoozes
from bot.adapters.db.storage import SqlStorage
from bot.application.agents.deal_models import DealTools
from bot.application.agents.floor import FloorTools
from bot.application.agents.inbox import InboxTools
from bot.application.agents.keys import KeyTerms, issue_key
from bot.application.agents.roles import Right, StaffRole, granted
from bot.application.agents.rota import RotaTools
from bot.application.agents.tools import AgentTools
from bot.application.import_portfolio import ImportReport
from bot.application.releases import LoadedRelease
from console.api.described import SCOPES
from console.api.imports import Upload
from console.inbox.deps import InboxParts
from tests.fakes import FakeClock
from tests.integration.api.conftest import Hire
from tests.integration.api.desk import Caller, Debtors
from tests.integration.api.limits import bind_to
from tests.integration.office_pages.desk import office_parts
from tests.integration.talk_pages.desk import talk_tools
from tests.integration.wrap_up_pages.desk import wrap_up_pages

NEEDS_NO_SCOPE = {"/api/v1/openapi.json"}
type Walked = tuple[str, str, Right | None]


@pytest.fixture
def api(api: FastAPI, rota: RotaTools, sql_storage: SqlStorage, clock: FakeClock, release: LoadedRelease) -> FastAPI:
    """With what stands behind the newer routes, too."""

    async def take_in(upload: Upload) -> ImportReport:
        return ImportReport(rows=1)

    database = sql_storage.database
    api.state.floor = FloorTools(SqlFloorBook(database), rota)
    api.state.talk = talk_tools(sql_storage, clock, release)
    api.state.wrap_up = wrap_up_pages(sql_storage, clock, release)
    api.state.deal = DealTools(rota.tools, SqlDeals(database, clock), SqlExceptions(database, clock))
    api.state.take_in = take_in
    api.state.attending = InboxParts(InboxTools(SqlInboxView(database), SqlSnoozes(database), rota.tools), rota)
    api.state.office = office_parts(sql_storage, clock, release)
    return api


def routes_of(app: FastAPI) -> Iterator[Walked]:
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute) and (context.path or "").startswith("/api/v1"):
            asked = [getattr(one.dependency, "right", None) for one in context.dependencies]
            rights = [right for right in asked if right is not None]
            for method in sorted(context.methods or ()):
                yield method, context.path or "", rights[-1] if rights else None


def filled(path: str, number: int = 7) -> str:
    return re.sub(r"{\w+}", str(number), path)


async def sent(caller: Caller, method: str, path: str) -> Response:
    """Without a body: what is asked of the key is asked before what was sent is read."""
    return await caller.client.request(method, path, headers={"Authorization": f"Bearer {caller.key.token}"})


def test_every_route_names_the_right_it_needs(api: FastAPI) -> None:
    found = list(routes_of(api))

    assert len(found) > 30
    assert {path for _, path, right in found if right is None} == NEEDS_NO_SCOPE


def test_every_right_is_described_as_a_scope() -> None:
    assert set(SCOPES) == set(Right)


async def test_without_a_key_every_route_answers_401(api: FastAPI, client: AsyncClient) -> None:
    for method, path, _ in routes_of(api):
        answer = await client.request(method, filled(path))
        assert (method, path, answer.status_code) == (method, path, 401)
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("role", list(StaffRole))
async def test_each_role_is_let_through_where_it_may(api: FastAPI, hire: Hire, role: StaffRole) -> None:
    caller = await hire("alguem", role)

    for method, path, right in routes_of(api):
        answer = await sent(caller, method, filled(path))
        is_granted = right is None or right in granted(role)
        assert (method, path, answer.status_code == 403) == (method, path, not is_granted)


@pytest.mark.parametrize("scope", [Right.READ_DEBTS, Right.ANSWER, Right.READ_FIGURES, Right.IMPORT])
async def test_a_key_of_one_scope_opens_nothing_else(
    api: FastAPI, hire: Hire, tools: AgentTools, clock: FakeClock, scope: Right
) -> None:
    """An admin's key, bound to one scope."""
    admin = await hire("chefe", StaffRole.ADMIN)
    key = await issue_key(admin.email, tools.staff, clock.now(), KeyTerms(frozenset({scope})))
    caller = Caller(admin.client, key, admin.email)

    for method, path, right in routes_of(api):
        answer = await sent(caller, method, filled(path))
        assert (method, path, answer.status_code == 403) == (method, path, right not in {None, scope})


async def test_another_creditors_ids_lead_nowhere(
    api: FastAPI, hire: Hire, debtors: Debtors, tools: AgentTools
) -> None:
    """A user of one creditor, every route with an id of another's: as if there were nothing."""
    conversation = await debtors.waits_for_a_person()
    stranger = await hire("alheio", StaffRole.ADMIN)
    await bind_to(debtors.storage, stranger.email, "croam")

    for method, path, _ in routes_of(api):
        if "{" in path:
            number = debtors.person.id if "{debtor}" in path else conversation
            answer = await sent(stranger, method, filled(path, number))
            assert (method, path, answer.status_code) == (method, path, answer.status_code)
            assert answer.status_code in {404, 422}, (method, path, answer.text)
            assert answer.status_code == 404 or "problems" in answer.json(), (method, path, answer.text)


async def test_another_creditors_ids_lead_nowhere_with_all_that_a_route_asks_for(
    api: FastAPI, hire: Hire, debtors: Debtors
) -> None:
    conversation = await debtors.waits_for_a_person()
    stranger = await hire("alheio", StaffRole.ADMIN)
    await bind_to(debtors.storage, stranger.email, "croam")
    one, person = f"/conversations/{conversation}", debtors.person.id

    for path, body in (
        (f"{one}/messages", {"text": "oi", "last_seen": 99}),
        (f"{one}/return", {"step": "offer.full"}),
        (f"{one}/close", {}),
        (f"{one}/exceptions", {"code": "002", "down_payment": "10.00"}),
        ("/quotes", {"debtor": person}),
    ):
        answer = await stranger.post(path, body)
        assert (path, answer.status_code) == (path, 404)
    assert (await stranger.get(f"/titles?debtor={person}")).status_code == 404


async def test_lists_hold_only_what_is_of_ones_own_creditors(hire: Hire, debtors: Debtors, api: FastAPI) -> None:
    await debtors.waits_for_a_person()
    own, stranger = await hire("propria", StaffRole.ADMIN), await hire("alheio", StaffRole.ADMIN)
    await bind_to(debtors.storage, own.email, "cassems")
    await bind_to(debtors.storage, stranger.email, "croam", "assefaz")

    async def counted(caller: Caller) -> list[int]:
        lists = [await caller.get("/queue"), await caller.get("/conversations")]
        lists.append(await caller.post("/debtors/search", {"document": debtors.person.document}))
        floor = (await caller.get("/floor")).json()["queue"]["count"]
        figures = (await caller.get("/figures")).json()["handed_off"]
        return [*(len(answer.json()) for answer in lists), floor, figures]

    assert await counted(own) == [1, 1, 1, 1, 1]
    assert await counted(stranger) == [0, 0, 0, 0, 0]
    assert (await stranger.get("/figures?creditor=cassems")).status_code == 404


async def test_a_stranger_takes_and_changes_nothing(hire: Hire, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()
    stranger, ana = await hire("alheio", StaffRole.ADMIN), await hire("ana")
    await bind_to(debtors.storage, stranger.email, "croam")

    refused = await stranger.post(f"/conversations/{conversation}/accept")

    assert refused.status_code == 404
    assert (await ana.get(f"/conversations/{conversation}")).json()["owner"] == "queue"
    await ana.takes(conversation)
