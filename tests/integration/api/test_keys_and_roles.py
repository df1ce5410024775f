"""Section 10: every route behind a key, every field behind a role."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from httpx import AsyncClient

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AccessRecordRow, ApiKeyRow
from bot.application.agents.keys import KeyUnknown, issue_key, revoke_key
from bot.application.agents.roles import StaffRole
from bot.application.agents.tools import AgentTools
from bot.application.changes import CaseOpened
from tests.builders import CPF, PHONE, TODAY, a_closing
from tests.fakes import FakeClock
from tests.integration.api.conftest import Hire
from tests.integration.api.desk import Caller, Debtors
from tests.integration.db.test_what_is_written import rows_of

MASKED_CPF = "***.083.016-**"


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every route of the application, its description included."""
    described = get_openapi(title="", version="", routes=app.routes)["paths"]
    for path, methods in described.items():
        filled = path.replace("{conversation_id}", "1").replace("{debtor}", "1").replace("{number}", "1")
        yield from ((method, filled) for method in methods)
    yield "get", "/api/v1/openapi.json"


async def test_no_route_answers_without_a_key(api: FastAPI, client: AsyncClient) -> None:
    found = {(method, path): await client.request(method, path) for method, path in routes(api)}

    assert len(found) > 14
    assert all(path.startswith("/api/v1/") for _, path in found)
    assert {answer.status_code for answer in found.values()} == {401}
    assert {answer.headers["WWW-Authenticate"] for answer in found.values()} == {"Bearer"}
    assert all(set(answer.json()) == {"error"} for answer in found.values())


async def test_no_route_answers_to_a_revoked_key(
    api: FastAPI, client: AsyncClient, ana: Caller, tools: AgentTools, clock: FakeClock
) -> None:
    assert (await ana.get("/queue")).status_code == 200
    await revoke_key(ana.key.prefix, tools.staff, clock.now())

    headers = {"Authorization": f"Bearer {ana.key.token}"}
    found = [await client.request(method, path, headers=headers) for method, path in routes(api)]

    assert {answer.status_code for answer in found} == {401}


@pytest.mark.parametrize("spoil", ["", "x", "ccl_", "Bearer", "ccl_000000000000_" + "A" * 43])
async def test_an_invented_key_is_refused(client: AsyncClient, spoil: str) -> None:
    answer = await client.get("/api/v1/queue", headers={"Authorization": f"Bearer {spoil}"})

    assert answer.status_code == 401


async def test_a_key_with_another_secret_is_refused(client: AsyncClient, ana: Caller) -> None:
    altered = ana.key.token[:-1] + ("A" if ana.key.token[-1] != "A" else "B")

    answer = await client.get("/api/v1/queue", headers={"Authorization": f"Bearer {altered}"})

    assert answer.status_code == 401


async def test_the_token_is_kept_nowhere(ana: Caller, sql_storage: SqlStorage) -> None:
    [row] = await rows_of(sql_storage, ApiKeyRow)

    assert row.prefix in ana.key.token
    assert ana.key.token.encode() not in row.digest
    assert len(row.digest) == 32


async def test_a_user_may_have_two_keys_and_lose_one(
    ana: Caller, client: AsyncClient, tools: AgentTools, clock: FakeClock
) -> None:
    second = Caller(client, await issue_key(ana.email, tools.staff, clock.now()), ana.email)

    await revoke_key(ana.key.token, tools.staff, clock.now())  # a whole token names its prefix too

    assert ((await ana.get("/queue")).status_code, (await second.get("/queue")).status_code) == (401, 200)
    with pytest.raises(KeyUnknown):
        await revoke_key(ana.key.prefix, tools.staff, clock.now())


@pytest.mark.parametrize(
    ("role", "queue", "accept", "agreements", "quotes", "case"),
    [
        (StaffRole.AGENT, 200, 404, 200, 404, 404),
        (StaffRole.SUPERVISOR, 200, 404, 200, 404, 404),
        (StaffRole.ADMIN, 200, 404, 200, 404, 404),
        (StaffRole.FINANCE, 403, 403, 200, 404, 404),
        (StaffRole.AUDITOR, 200, 403, 200, 403, 403),
    ],
)
async def test_a_role_does_what_it_is_granted_and_nothing_else(
    hire: Hire, role: StaffRole, queue: int, accept: int, agreements: int, quotes: int, case: int
) -> None:
    caller = await hire("alguem", role)

    found = [
        await caller.get("/queue"),
        await caller.post("/conversations/1/accept"),
        await caller.get("/agreements"),
        await caller.post("/quotes", {"debtor": 1}),
        await caller.post("/cases/1/close", {"outcome": "pago"}),
    ]

    assert [answer.status_code for answer in found] == [queue, accept, agreements, quotes, case]


@pytest.mark.parametrize(
    ("role", "document", "amount"),
    [
        (StaffRole.AGENT, MASKED_CPF, "1513.69"),
        (StaffRole.SUPERVISOR, CPF, "1513.69"),
        (StaffRole.FINANCE, CPF, "1513.69"),
        (StaffRole.AUDITOR, MASKED_CPF, None),
    ],
)
async def test_a_debtor_is_shown_as_far_as_the_role_allows(
    hire: Hire, debtors: Debtors, role: StaffRole, document: str, amount: str | None
) -> None:
    caller = await hire("alguem", role)

    [found] = (await caller.post("/debtors/search", {"document": "159.083.016-47"})).json()

    assert (found["id"], found["document"]) == (debtors.person.id, document)
    assert found["titles"][0]["principal"] == amount


@pytest.mark.parametrize(
    ("role", "phone", "body"),
    [
        (StaffRole.AGENT, "+5567*****0001", f"meu cpf é {MASKED_CPF}, devo R$ 100,00"),
        (StaffRole.SUPERVISOR, PHONE, "meu cpf é 159.083.016-47, devo R$ 100,00"),
        (StaffRole.AUDITOR, "+5567*****0001", f"meu cpf é {MASKED_CPF}, devo R$ ***"),
    ],
)
async def test_a_conversation_is_shown_as_far_as_the_role_allows(
    hire: Hire, debtors: Debtors, role: StaffRole, phone: str, body: str
) -> None:
    conversation = await debtors.waits_for_a_person()
    await debtors.writes("SM2", "meu cpf é 159.083.016-47, devo R$ 100,00")
    caller = await hire("alguem", role)

    shown = (await caller.get(f"/conversations/{conversation}")).json()

    assert (shown["contact"], shown["messages"][-1]["text"]) == (phone, body)


async def test_an_auditor_sees_no_amount_in_a_packet(hire: Hire, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()
    auditor = await hire("auditora", StaffRole.AUDITOR)

    [negotiation] = (await auditor.get(f"/conversations/{conversation}")).json()["packet"]["negotiations"]

    assert (negotiation["code"], negotiation["updated"], negotiation["lowest_lump_sum"]) == ("052", None, None)


async def test_who_looked_at_a_list_is_on_record_once_for_each_person_in_it(
    ana: Caller, debtors: Debtors, sql_storage: SqlStorage
) -> None:
    """Section 10"""
    whose = debtors.person.id
    cases = [CaseOpened(f"202611200000{n}", "complaint", whose, TODAY, "") for n in (1, 2)]
    nobodys = CaseOpened("2026112000003", "complaint", None, TODAY, "")
    await debtors.is_answered(changes=(a_closing(whose), *cases, nobodys))

    await ana.get("/agreements")
    await ana.get("/cases")

    found = [(row.person_id, row.actor, row.what) for row in await rows_of(sql_storage, AccessRecordRow)]
    assert found == [(whose, ana.email, "agreement"), (whose, ana.email, "case")]


async def test_who_looked_is_on_record(ana: Caller, debtors: Debtors, sql_storage: SqlStorage) -> None:
    conversation = await debtors.waits_for_a_person()

    await ana.get(f"/conversations/{conversation}")
    await ana.post("/debtors/search", {"document": CPF})
    await ana.post("/quotes", {"debtor": debtors.person.id})

    found = [(row.person_id, row.actor, row.what) for row in await rows_of(sql_storage, AccessRecordRow)]
    whose = debtors.person.id
    assert found == [(whose, ana.email, what) for what in ("conversation", "debtor search", "quote")]


async def test_the_description_names_every_route(api: FastAPI, ana: Caller) -> None:
    described = (await ana.get("/openapi.json")).json()

    assert described["openapi"].startswith("3.")
    assert {
        "/api/v1/queue",
        "/api/v1/conversations/{conversation_id}/accept",
        "/api/v1/quotes",
        "/api/v1/cases/{number}/close",
    } <= set(described["paths"])
    assert len(list(routes(api))) == sum(map(len, described["paths"].values())) + 1
    assert described["components"]["securitySchemes"] == {
        "HTTPBearer": {"type": "http", "scheme": "bearer", "description": "A key made by `concilia keys add`."}
    }
