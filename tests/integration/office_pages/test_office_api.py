"""The back office over the API: the same use cases as its pages, with a key (G1, G3)."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from bot.adapters.db.staff.keys import SqlStaff
from bot.adapters.db.storage import SqlStorage
from bot.application.agents.keys import add_user, issue_key
from bot.application.agents.roles import StaffRole
from bot.application.office.tools import OfficeTools
from console.api.office import office_api_router
from tests.fakes import FakeClock
from tests.integration.back_office.deals import CASE, a_case, a_request, close_a_deal, decide
from tests.integration.office_pages.slips_made import a_line


class Parts:
    """As much of the API's parts as knowing a caller needs."""

    def __init__(self, storage: SqlStorage, clock: FakeClock) -> None:
        self.tools, self.clock = self, clock
        self.staff = SqlStaff(storage.database)


@pytest.fixture
async def client(sql_storage: SqlStorage, office: OfficeTools, clock: FakeClock) -> AsyncIterator[AsyncClient]:
    app = FastAPI()
    router = office_api_router()
    app.include_router(router)
    app.state.office, app.state.api = office, Parts(sql_storage, clock)
    email = "ana@exemplo.invalid"
    await add_user(email, StaffRole.AGENT, SqlStaff(sql_storage.database), clock.now())
    key = await issue_key(email, SqlStaff(sql_storage.database), clock.now())
    headers = {"Authorization": f"Bearer {key.token}"}
    async with AsyncClient(transport=ASGITransport(app), base_url="http://concilia", headers=headers) as opened:
        yield opened


async def test_a_case_is_found_taken_and_ended_once(sql_storage: SqlStorage, client: AsyncClient) -> None:
    await decide(sql_storage, a_case(None))

    listed = (await client.get("/office")).json()
    taken = await client.post(f"/office/cases/{CASE}/take", json={})
    wrong = await client.post(f"/office/cases/{CASE}/end", json={"code": "kept", "text": "x"})
    ended = await client.post(f"/office/cases/{CASE}/end", json={"code": "not_found", "text": "Não achamos."})
    again = await client.post(f"/office/cases/{CASE}/end", json={"code": "not_found", "text": "Não achamos."})

    assert [(task["number"], task["late"]) for task in listed["tasks"]] == [(CASE, False)]
    assert (taken.status_code, taken.json()["owner"]) == (200, "ana@exemplo.invalid")
    assert (wrong.status_code, wrong.json()["reason"]) == (422, "outcome")
    assert (ended.status_code, again.status_code) == (200, 409)


async def test_slips_are_checked_and_issued_once(sql_storage: SqlStorage, client: AsyncClient) -> None:
    await close_a_deal(sql_storage, a_request(installment=0))
    [task] = (await client.get("/office", params={"kind": "slip"})).json()["tasks"]
    place, good = f"/office/slips/{task['number']}/issue", a_line(date(2026, 11, 27))

    other = await client.post(place, json={"slips": [{"number": 0, "code": a_line(date(2026, 11, 27), cents=1)}]})
    broken = await client.post(place, json={"slips": [{"number": 0, "pdf": "?"}]})
    issued = await client.post(place, json={"slips": [{"number": 0, "code": good}]})
    again = await client.post(place, json={"slips": [{"number": 0, "code": good}]})

    assert (other.status_code, other.json()["problems"]) == (422, {"0": ["other_value"]})
    assert (broken.status_code, broken.json()["reason"]) == (422, "not_base64")
    assert (issued.status_code, again.status_code) == (200, 409)
