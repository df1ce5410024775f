"""Notices over the API: planned once, counted, and listed; by whose role allows it (N4, N6, section 10)."""

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.application.agents.roles import StaffRole
from tests.fakes import FakeClock
from tests.integration.api.conftest import Hire
from tests.integration.api.limits import bind_to
from tests.integration.notices.office import Office, a_debtor, cpf


@pytest.fixture
async def office(sql_storage: SqlStorage, clock: FakeClock) -> Office:
    office = Office(sql_storage, clock)
    await office.has(a_debtor(1), a_debtor(2, accepts_whatsapp=False), a_debtor(3, plan_name=None))
    return office


async def test_a_batch_is_planned_once_and_its_ledger_adds_up(office: Office, hire: Hire) -> None:
    finance = await hire("financeiro", StaffRole.FINANCE)

    made = await finance.post("/notices/batches", {"creditor": "cassems"})
    again = await finance.post("/notices/batches", {"creditor": "cassems"})
    ledger = await finance.get(f"/notices/batches/{made.json()['id']}")

    assert (made.status_code, made.json()["planned"]) == (201, 1)
    assert {each["cpf"]: each["reason"] for each in made.json()["skipped"]} == {
        cpf(2): "no_contact",
        cpf(3): "missing:plan_name",
    }
    assert again.json()["planned"] == 0
    assert ledger.json()["states"] == {"letter": 1, "planned": 1, "skipped": 1}
    assert ledger.json()["reasons"] == {"missing:plan_name": 1, "no_contact": 1}
    assert (ledger.json()["people"], ledger.json()["asked_by"]) == (3, finance.email)


async def test_the_notices_are_listed_page_by_page(office: Office, hire: Hire) -> None:
    await office.plans()
    auditor = await hire("auditoria", StaffRole.AUDITOR)

    [listed] = (await auditor.get("/notices")).json()

    person = await office.person()
    assert (listed["id"], listed["state"], listed["channel"]) == (1, "opened", "whatsapp")
    assert (listed["creditor"], listed["debtor"], listed["sent_at"]) == ("cassems", person.id, None)
    assert (await auditor.get("/notices", params={"after": 1})).json() == []


async def test_one_notice_and_its_certificate_are_had_by_id(
    office: Office, hire: Hire, sql_storage: SqlStorage
) -> None:
    """N5: the paper only by who may see documents and amounts; another creditor's looks missing."""
    await office.plans()
    boss, stranger = await hire("chefe", StaffRole.ADMIN), await hire("alheio", StaffRole.ADMIN)
    agent = await hire("ana", StaffRole.AGENT)
    await bind_to(sql_storage, stranger.email, "croam")
    [listed] = (await boss.get("/notices")).json()
    paths = [f"/notices/{listed['id']}", f"/notices/{listed['id']}/certificate.pdf"]

    shown, paper = [await boss.get(path) for path in paths]

    assert shown.json() == listed
    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf"), paper.text
    assert paper.content.startswith(b"%PDF")
    assert [(await stranger.get(path)).status_code for path in paths] == [404, 404]
    assert [(await boss.get(path.replace("1", "9"))).status_code for path in paths] == [404, 404]
    assert [(await agent.get(path)).status_code for path in paths] == [200, 403]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (StaffRole.AGENT, 403),
        (StaffRole.AUDITOR, 403),
        (StaffRole.SUPERVISOR, 201),
        (StaffRole.FINANCE, 201),
        (StaffRole.ADMIN, 201),
    ],
)
async def test_only_some_may_have_people_notified(office: Office, hire: Hire, role: StaffRole, status: int) -> None:
    member = await hire("alguem", role)

    assert (await member.post("/notices/batches", {"creditor": "cassems"})).status_code == status


@pytest.mark.parametrize("body", [{"creditor": "ninguem"}, {"creditor": "cassems", "cpf": "123"}, {}])
async def test_what_cannot_be_planned_is_refused(office: Office, hire: Hire, body: dict[str, str]) -> None:
    finance = await hire("financeiro", StaffRole.FINANCE)

    answer = await finance.post("/notices/batches", body)

    assert answer.status_code == 422
    assert (await finance.get("/notices/batches/99")).status_code == 404


async def test_a_stay_is_put_down_ended_and_withdrawn_by_who_may_notify(office: Office, hire: Hire) -> None:
    """N4"""
    finance, agent = await hire("financeiro", StaffRole.FINANCE), await hire("ana", StaffRole.AGENT)
    stay = {"kind": "hospital", "cpf": cpf(1), "from": "2026-11-10", "why": "internado"}

    made = await finance.post("/notices/excuses", stay)
    ended = await finance.post(f"/notices/excuses/{made.json()['id']}/last-day", {"until": "2026-11-12"})
    early = await finance.post(f"/notices/excuses/{made.json()['id']}/last-day", {"until": "2026-11-09"})
    seen = await agent.get("/notices/excuses")
    refused = await agent.post("/notices/excuses", stay)
    unknown = await finance.post("/notices/excuses", {**stay, "cpf": cpf(99)})
    gone = await finance.delete(f"/notices/excuses/{made.json()['id']}")
    again = await finance.delete(f"/notices/excuses/{made.json()['id']}")

    assert (made.status_code, made.json()["recorded_by"], made.json()["cpf"]) == (201, finance.email, cpf(1))
    assert (ended.json()["until"], ended.json()["ended_by"]) == ("2026-11-12", finance.email)
    assert cpf(1) not in seen.text
    codes = (early, refused, unknown, gone, again)
    assert [answer.status_code for answer in codes] == [422, 403, 422, 200, 404]


async def test_an_answer_nobody_waits_for_is_not_heard(office: Office, hire: Hire) -> None:
    finance = await hire("financeiro", StaffRole.FINANCE)

    told = await finance.post("/notices/1/answer-heard", {"at": "2026-11-20T10:00:00Z", "how": "AR"})

    assert told.status_code == 409
