"""H2, H5: offers to who is online, back to the queue from who is gone, and a word to who waits."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import HandoffOfferRow
from bot.application.agents.keep_rota import keep_rota
from bot.application.agents.roles import StaffRole
from bot.application.agents.rota import RotaTools
from bot.domain.ownership import OwnerReason
from tests.builders import NOON, PHONE, a_reply, a_turn
from tests.fakes import FakeClock
from tests.integration.api.conftest import Hire
from tests.integration.api.desk import Caller, Debtors, FakePresence
from tests.integration.db.test_what_is_written import rows_of

NIGHT = NOON.replace(hour=23)  # Friday, 20:00 in São Paulo
GONE = "A pessoa que falava com você precisou sair."


async def offers_to(agent: Caller, **more: object) -> list[int]:
    answer = await agent.post("/presence", more)
    assert answer.status_code == 200
    return [offer["id"] for offer in answer.json()["offers"]]


async def said_by_bot(agent: Caller, conversation: int) -> list[str]:
    shown = (await agent.get(f"/conversations/{conversation}")).json()
    return [line["text"] for line in shown["messages"] if line["speaker"] == "bot"]


async def writes_on(debtors: Debtors, clock: FakeClock, sid: str, body: str = "alô?") -> None:
    """A message that a silent turn of the worker has handled."""
    conversation = await debtors.writes(sid, body, received_at=clock.now())
    claim = await debtors.claims(conversation)
    assert await debtors.storage.inbox().commit(claim, a_turn(claim))


async def test_a_waiting_conversation_is_offered_to_one_and_on_silence_or_refusal_to_the_next(
    hire: Hire, debtors: Debtors, rota: RotaTools, clock: FakeClock, sql_storage: SqlStorage
) -> None:
    conversation = await debtors.waits_for_a_person(reason="lawyer")
    ana, bia, caio = [await hire(name) for name in ("ana", "bia", "caio")]
    for agent in (ana, bia, caio):
        await offers_to(agent)

    await keep_rota(rota)
    await keep_rota(rota)  # of a second worker
    first = [await offers_to(agent) for agent in (ana, bia, caio)]
    clock.advance(seconds=30)
    for agent in (ana, bia, caio):
        await offers_to(agent)
    await keep_rota(rota)
    second = [await offers_to(agent) for agent in (ana, bia, caio)]
    refused = await bia.delete(f"/conversations/{conversation}/offer")
    again = await bia.delete(f"/conversations/{conversation}/offer")
    await keep_rota(rota)
    third = [await offers_to(agent) for agent in (ana, bia, caio)]
    await caio.takes(conversation)

    assert (first, second, third) == ([[conversation], [], []], [[], [conversation], []], [[], [], [conversation]])
    assert (refused.status_code, again.status_code) == (200, 404)
    answers = [(row.agent, row.answer) for row in await rows_of(sql_storage, HandoffOfferRow)]
    assert answers == [(ana.email, "lapsed"), (bia.email, "refused"), (caio.email, "accepted")]


async def test_nobody_there_or_nobody_able_to_tell_leaves_it_in_the_queue(
    ana: Caller, hire: Hire, debtors: Debtors, rota: RotaTools, presence: FakePresence
) -> None:
    conversation, chefe = await debtors.waits_for_a_person(), await hire("chefe", StaffRole.SUPERVISOR)
    await offers_to(chefe)  # answers by hand, and is not called
    await offers_to(ana, takes=False)
    await keep_rota(rota)
    unwilling = await offers_to(ana)
    await ana.delete("/presence")
    await keep_rota(rota)
    presence.away = True
    await keep_rota(rota)
    heartbeat = await ana.post("/presence", {})

    assert unwilling == []
    assert heartbeat.status_code == 503
    assert [entry["id"] for entry in (await ana.get("/queue")).json()] == [conversation]
    await ana.takes(conversation)


async def test_the_less_loaded_is_asked_first_and_who_has_another_creditor_is_not(
    hire: Hire, debtors: Debtors, rota: RotaTools
) -> None:
    ana, bia, caio = [await hire(name) for name in ("ana", "bia", "caio")]
    await ana.takes(await debtors.writes("SM8", contact=PHONE.replace("0001", "0008")))
    conversation = await debtors.waits_for_a_person()
    await offers_to(ana)
    await offers_to(bia, creditors=["assefaz"])
    await offers_to(caio)

    await keep_rota(rota)

    assert [await offers_to(one) for one in (ana, bia, caio)] == [[], [], [conversation]]


async def test_the_conversation_of_an_agent_gone_for_a_minute_goes_back_to_its_place(
    ana: Caller, debtors: Debtors, rota: RotaTools, clock: FakeClock
) -> None:
    conversation = await debtors.waits_for_a_person()
    clock.advance(minutes=2)
    await offers_to(ana)
    await ana.takes(conversation)

    clock.advance(seconds=59)
    await keep_rota(rota)
    kept = (await ana.get("/queue")).json()
    clock.advance(seconds=1)
    await keep_rota(rota)
    await keep_rota(rota)

    [entry] = (await ana.get("/queue")).json()
    shown = (await ana.get(f"/conversations/{conversation}/owners")).json()
    told = await said_by_bot(ana, conversation)
    assert (kept, entry["since"]) == ([], NOON.isoformat())
    assert (shown[-1]["reason"], shown[-1]["from_agent"], shown[-1]["epoch"]) == ("agent_gone", ana.email, 3)
    assert [line.startswith(GONE) for line in told] == [False, True]
    assert "das 8h às 18h" in told[-1]


async def test_gone_again_without_a_word_the_debtor_is_not_told_again(
    ana: Caller, debtors: Debtors, rota: RotaTools, clock: FakeClock
) -> None:
    conversation = await debtors.waits_for_a_person()
    for _ in range(2):
        await offers_to(ana)
        await ana.takes(conversation)
        clock.advance(minutes=1)
        await keep_rota(rota)

    assert [line.startswith(GONE) for line in await said_by_bot(ana, conversation)] == [False, True]


@pytest.mark.parametrize("answers", [False, True])
async def test_a_debtor_left_without_an_answer_for_a_quarter_of_an_hour_goes_back(
    ana: Caller, debtors: Debtors, rota: RotaTools, clock: FakeClock, answers: bool
) -> None:
    """Whoever works over the API alone sends no heartbeats, and is measured by this."""
    conversation = await debtors.waits_for_a_person()
    await ana.takes(conversation)
    clock.advance(minutes=10)
    if answers:
        await ana.post(f"/conversations/{conversation}/messages", {"text": "Oi, sou a Ana.", "last_seen": 2})
    clock.advance(minutes=5)

    await keep_rota(rota)

    assert len((await ana.get("/queue")).json()) == (0 if answers else 1)


async def test_who_is_not_answered_any_more_waits_from_the_last_question(
    ana: Caller, debtors: Debtors, rota: RotaTools, clock: FakeClock
) -> None:
    conversation = await debtors.waits_for_a_person()
    await ana.takes(conversation)
    await ana.post(f"/conversations/{conversation}/messages", {"text": "Oi, sou a Ana.", "last_seen": 2})
    clock.advance(minutes=20)
    await writes_on(debtors, clock, "SM2")
    clock.advance(minutes=14)
    await writes_on(debtors, clock, "SM3", "???")
    await keep_rota(rota)
    kept = (await ana.get("/queue")).json()
    clock.advance(minutes=1)
    await keep_rota(rota)

    assert (kept, len((await ana.get("/queue")).json())) == ([], 1)


@pytest.mark.parametrize(("now", "told"), [(NOON, 0), (NIGHT, 1)])
async def test_who_writes_on_in_the_queue_hears_once_when_somebody_will_answer(
    ana: Caller, debtors: Debtors, rota: RotaTools, clock: FakeClock, now: datetime, told: int
) -> None:
    """H5: never a chatter."""
    clock.instant = now
    conversation = await debtors.waits_for_a_person()
    for number in range(3):
        clock.advance(minutes=5)
        await writes_on(debtors, clock, f"SM{number + 2}")
        await keep_rota(rota)
        await keep_rota(rota)

    said = (await said_by_bot(ana, conversation))[1:]
    assert len(said) == told
    assert all("a partir de sábado, 21/11/2026, às 8h" in line for line in said)


async def test_who_was_shut_out_is_offered_nothing(
    ana: Caller, debtors: Debtors, rota: RotaTools, sql_storage: SqlStorage
) -> None:
    await debtors.waits_for_a_person()
    await offers_to(ana)
    async with sql_storage.database.writing() as session:
        await session.execute(text("UPDATE staff_user SET disabled_at = created_at"))

    await keep_rota(rota)

    assert await rows_of(sql_storage, HandoffOfferRow) == []


async def test_each_night_has_its_own_word(ana: Caller, debtors: Debtors, rota: RotaTools, clock: FakeClock) -> None:
    clock.instant = NIGHT
    conversation = await debtors.waits_for_a_person()
    for sid, moment in (("SM2", timedelta(minutes=1)), ("SM3", timedelta(hours=20)), ("SM4", timedelta(hours=21))):
        clock.instant = NIGHT + moment
        await writes_on(debtors, clock, sid)
        await keep_rota(rota)

    said = (await said_by_bot(ana, conversation))[1:]
    assert [line.partition("a partir de ")[2][:14] for line in said] == ["sábado, 21/11/", "segunda-feira,"]


async def test_outside_the_window_of_whatsapp_it_goes_back_without_a_word(
    ana: Caller, debtors: Debtors, rota: RotaTools, clock: FakeClock
) -> None:
    conversation = await debtors.waits_for_a_person()
    clock.advance(hours=25)
    await offers_to(ana)
    await ana.takes(conversation)
    clock.advance(minutes=1)

    await keep_rota(rota)

    assert len((await ana.get("/queue")).json()) == 1
    assert len(await said_by_bot(ana, conversation)) == 1


async def test_who_spoke_while_the_round_was_made_up_keeps_the_conversation(
    ana: Caller, debtors: Debtors, rota: RotaTools, clock: FakeClock, sql_storage: SqlStorage
) -> None:
    """The epoch decides, not what the round saw."""
    await ana.takes(await debtors.waits_for_a_person())
    clock.advance(minutes=15)
    [held] = await rota.rota.held()
    async with sql_storage.database.writing() as session:
        await session.execute(text("UPDATE conversation SET epoch = epoch + 1"))

    assert not await rota.rota.send_back(held, OwnerReason.AGENT_IDLE, a_reply())
    assert not await rota.rota.tell(held.place, a_reply())
