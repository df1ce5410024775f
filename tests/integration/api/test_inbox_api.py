"""The list and putting off over the API (H2, section 10)."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from bot.adapters.db.agents.inbox import SqlInboxView
from bot.adapters.db.agents.inbox_snoozes import SqlSnoozes
from bot.adapters.db.storage import SqlStorage
from bot.application.agents.inbox import InboxTools
from bot.application.agents.roles import StaffRole
from bot.application.agents.rota import RotaTools
from bot.application.agents.tools import AgentTools
from console.inbox.deps import InboxParts
from tests.fakes import FakeClock
from tests.integration.api.conftest import Hire
from tests.integration.api.desk import Caller, Debtors


@pytest.fixture
def api(api: FastAPI, sql_storage: SqlStorage, tools: AgentTools, rota: RotaTools) -> FastAPI:
    database = sql_storage.database
    api.state.attending = InboxParts(InboxTools(SqlInboxView(database), SqlSnoozes(database), tools), rota)
    return api


async def test_the_queue_is_listed_masked_by_role(ana: Caller, hire: Hire, debtors: Debtors) -> None:
    talk = await debtors.waits_for_a_person()
    supervisor = await hire("sofia", StaffRole.SUPERVISOR)

    [row] = (await ana.get("/inbox")).json()["conversations"]
    [full] = (await supervisor.post("/inbox/search", {"q": debtors.person.document})).json()["conversations"]

    assert (row["id"], row["who"], row["reason"]) == (talk, debtors.person.name, "asked")
    assert ("*" in row["phone"], "*" in full["phone"]) == (True, False)


async def test_it_is_put_off_and_brought_back(ana: Caller, debtors: Debtors, clock: FakeClock) -> None:
    talk = await debtors.waits_for_a_person()
    until = (clock.now() + timedelta(hours=1)).isoformat()

    put = await ana.post(f"/conversations/{talk}/snooze", {"until": until, "why": "liga depois"})
    listed = (await ana.get("/inbox", params={"tab": "snoozed"})).json()
    woken = await ana.delete(f"/conversations/{talk}/snooze")
    again = await ana.delete(f"/conversations/{talk}/snooze")

    assert (put.status_code, listed["counts"]["snoozed"]) == (200, 1)
    assert [answer.json()["was_snoozed"] for answer in (woken, again)] == [True, False]


async def test_a_moment_that_is_over_is_refused(ana: Caller, debtors: Debtors, clock: FakeClock) -> None:
    talk = await debtors.waits_for_a_person()

    refused = await ana.post(f"/conversations/{talk}/snooze", {"until": clock.now().isoformat(), "why": "x"})
    missing = await ana.post("/conversations/999/snooze", {"until": "2100-01-01T00:00:00Z", "why": "x"})

    assert (refused.status_code, refused.json()["reason"]) == (422, "past")
    assert missing.status_code in (404, 422)
