"""Notes, passing on, approved words and first contacts over the API, by role (H2, H5, R3)."""

import pytest
from fastapi import FastAPI
from sqlmodel import select

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import ConversationNoteRow, ConversationRow
from bot.application.agents.notes import MAX_NOTE
from bot.application.agents.roles import StaffRole
from bot.application.agents.talk_tools import TalkTools
from bot.application.releases import LoadedRelease
from bot.domain.ownership import Seen
from tests.builders import CPF, PHONE
from tests.fakes import FakeClock
from tests.integration.api.conftest import Hire
from tests.integration.api.desk import Caller, Debtors
from tests.integration.talk_pages.desk import talk_tools

READERS = {StaffRole.AGENT: 200, StaffRole.SUPERVISOR: 200, StaffRole.AUDITOR: 200, StaffRole.FINANCE: 403}
WRITERS = {StaffRole.AGENT: 201, StaffRole.SUPERVISOR: 201, StaffRole.AUDITOR: 403, StaffRole.FINANCE: 403}


@pytest.fixture
def talk(api: FastAPI, sql_storage: SqlStorage, clock: FakeClock, release: LoadedRelease) -> TalkTools:
    tools: TalkTools = talk_tools(sql_storage, clock, release)
    api.state.talk = tools
    return tools


@pytest.fixture
async def waiting(talk: TalkTools, debtors: Debtors) -> int:
    return await debtors.waits_for_a_person()


@pytest.fixture
async def bia(hire: Hire, talk: TalkTools, clock: FakeClock) -> Caller:
    """A colleague who is online."""
    hired = await hire("bia")
    await talk.rota.presence.beat(hired.email, Seen(clock.now()))
    return hired


@pytest.mark.parametrize("role", READERS)
async def test_notes_are_the_teams_by_role_and_lie_sealed(
    waiting: int, hire: Hire, ana: Caller, sql_storage: SqlStorage, role: StaffRole
) -> None:
    """H5"""
    told = await ana.post(f"/conversations/{waiting}/notes", {"text": f"liga às 18h, cpf {CPF}"})
    other = await hire("leitora", role)

    read = await other.get(f"/conversations/{waiting}/notes")
    wrote = await other.post(f"/conversations/{waiting}/notes", {"text": "visto"})

    assert (told.status_code, read.status_code, wrote.status_code) == (201, READERS[role], WRITERS[role])
    if read.status_code == 200:
        [note] = read.json()
        assert (note["author"], note["text"].startswith("liga às 18h")) == (ana.email, True)
        assert (CPF in note["text"]) is (role is StaffRole.SUPERVISOR)
    async with sql_storage.database.reading() as session:
        kept = list(await session.scalars(select(ConversationNoteRow)))
    assert len(kept) == (2 if wrote.status_code == 201 else 1)
    assert b"18h" not in kept[0].body


@pytest.mark.parametrize(("text", "reason"), [(" ", "empty_text"), ("a" * (MAX_NOTE + 1), "text_too_long")])
async def test_a_note_of_nothing_or_too_much_is_refused(waiting: int, ana: Caller, text: str, reason: str) -> None:
    answer = await ana.post(f"/conversations/{waiting}/notes", {"text": text})

    assert (answer.status_code, answer.json()["reason"]) == (422, reason)


async def test_a_note_about_no_conversation_is_not_found(talk: TalkTools, ana: Caller) -> None:
    assert (await ana.post("/conversations/999/notes", {"text": "oi"})).status_code == 404
    assert (await ana.get("/conversations/999/notes")).status_code == 404


async def test_it_goes_to_a_colleague_who_is_there_and_to_no_other(
    waiting: int, ana: Caller, bia: Caller, hire: Hire
) -> None:
    """H2"""
    away = await hire("caio")
    await ana.takes(waiting)

    refused = await ana.post(f"/conversations/{waiting}/transfer", {"to": away.email})
    listed = (await ana.get("/colleagues")).json()
    passed = await ana.post(f"/conversations/{waiting}/transfer", {"to": bia.email, "note": "é com você"})
    again = await ana.post(f"/conversations/{waiting}/transfer", {"to": None})

    assert (refused.status_code, refused.json()["reason"]) == (409, "not_online")
    assert listed == [{"agent": bia.email, "held": 0}]
    assert passed.json() == {"id": waiting, "owner": "agent", "agent": bia.email}
    assert (again.status_code, again.json()["agent"]) == (409, bia.email)
    assert [one["text"] for one in (await bia.get(f"/conversations/{waiting}/notes")).json()] == ["é com você"]


async def test_back_in_the_queue_it_is_nobodys(waiting: int, ana: Caller) -> None:
    """H2"""
    await ana.takes(waiting)

    passed = await ana.post(f"/conversations/{waiting}/transfer", {"note": ""})

    assert passed.json() == {"id": waiting, "owner": "queue", "agent": None}


@pytest.mark.parametrize("role", [StaffRole.AUDITOR, StaffRole.FINANCE])
async def test_who_does_not_answer_passes_nothing_on_and_begins_nothing(
    waiting: int, hire: Hire, debtors: Debtors, role: StaffRole
) -> None:
    reader = await hire("leitora", role)

    answers = [
        await reader.get("/colleagues"),
        await reader.get(f"/conversations/{waiting}/templates"),
        await reader.post(f"/conversations/{waiting}/transfer", {}),
        await reader.post(f"/conversations/{waiting}/templates", {"step": "talk.resume", "last_seen": 2}),
        await reader.post("/conversations", {"debtor": debtors.person.id}),
    ]

    assert {one.status_code for one in answers} == {403}


async def test_approved_words_go_out_as_shown_and_nothing_else_does(
    waiting: int, ana: Caller, clock: FakeClock
) -> None:
    """R3, I1"""
    await ana.takes(waiting)
    clock.advance(hours=72)  # Monday at noon
    path = f"/conversations/{waiting}/templates"

    shown = {one["step"]: one for one in (await ana.get(path)).json()}
    unseen = await ana.post(path, {"step": "talk.resume", "last_seen": 0})
    other = await ana.post(path, {"step": "offer.full", "last_seen": 2})
    sent = await ana.post(path, {"step": "talk.resume", "last_seen": 2})
    last = (await ana.get(f"/conversations/{waiting}")).json()["messages"][-1]

    assert {one["state"] for one in shown.values()} == {"ready"}
    assert (unseen.status_code, unseen.json()["reason"]) == (409, "unseen")
    assert (other.status_code, other.json()["reason"]) == (422, "no_words")
    assert (sent.status_code, sent.json()) == (201, {"seq": 3})
    assert (last["text"], last["speaker"]) == (shown["talk.resume"]["text"], ana.email)


async def test_approved_words_wait_for_a_lawful_hour(waiting: int, ana: Caller, clock: FakeClock) -> None:
    """R3"""
    await ana.takes(waiting)
    clock.advance(hours=82)  # Monday at ten in the evening

    answer = await ana.post(f"/conversations/{waiting}/templates", {"step": "talk.resume", "last_seen": 2})

    assert (answer.status_code, answer.json()["reason"]) == (422, "later")
    assert answer.json()["not_before"].startswith("2026-11-24T")


async def test_a_talk_begun_is_the_callers_with_the_number_masked(
    talk: TalkTools, ana: Caller, bia: Caller, debtors: Debtors, sql_storage: SqlStorage
) -> None:
    """R3, I1"""
    body = {"debtor": debtors.person.id}

    begun = await ana.post("/conversations", body)
    second = await bia.post("/conversations", body)

    assert begun.status_code == 201, begun.json()
    assert begun.json()["agent"] == ana.email
    assert begun.json()["protocol"]
    assert PHONE not in begun.text
    assert (second.status_code, second.json()["reason"], second.json()["agent"]) == (409, "owned", ana.email)
    async with sql_storage.database.reading() as session:
        [row] = await session.scalars(select(ConversationRow))
    assert (row.owner, row.agent) == ("agent", ana.email)


async def test_nobody_is_written_to_who_is_not_there_or_has_no_such_number(
    talk: TalkTools, ana: Caller, debtors: Debtors
) -> None:
    missing = await ana.post("/conversations", {"debtor": 999})
    numbers = [await ana.post("/conversations", {"debtor": debtors.person.id, "number": number}) for number in (1, 9)]

    assert missing.status_code == 404
    assert [(one.status_code, one.json()["reason"]) for one in numbers] == [(422, "no_contact")] * 2


async def test_a_first_contact_waits_for_a_lawful_hour(
    talk: TalkTools, ana: Caller, debtors: Debtors, clock: FakeClock
) -> None:
    """R3"""
    clock.advance(hours=10)  # Friday at ten in the evening

    answer = await ana.post("/conversations", {"debtor": debtors.person.id})

    assert (answer.status_code, answer.json()["reason"]) == (409, "later")
    assert answer.json()["not_before"].startswith("2026-11-21T")
