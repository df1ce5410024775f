"""H2: an agent's word silences the bot, from anywhere, and is never written past what the debtor said."""

import asyncio

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import InboxRow, MessageRow, TurnRow
from bot.application.changes import OptedOut
from bot.domain.conversation import Channel, Owner
from tests.builders import PHONE, a_reply, a_turn
from tests.fakes import FakeClock
from tests.integration.api.desk import Caller, Debtors
from tests.integration.db.test_what_is_written import rows_of


def words(path: int, text: str, last_seen: int) -> tuple[str, dict[str, object]]:
    return f"/conversations/{path}/messages", {"text": text, "last_seen": last_seen}


async def test_an_agents_words_go_out_under_the_agents_name(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()
    await ana.takes(conversation)

    said = await ana.post(*words(conversation, " Bom dia, sou a Ana. ", 2))

    shown = (await ana.get(f"/conversations/{conversation}")).json()["messages"][-1]
    assert (said.status_code, said.json()) == (201, {"seq": 3})
    assert (shown["seq"], shown["direction"], shown["speaker"]) == (3, "out", ana.email)
    assert (shown["text"], shown["state"]) == ("Bom dia, sou a Ana.", "pending")


async def test_a_reply_on_a_stale_screen_is_refused_with_what_came_and_the_draft(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()
    await ana.takes(conversation)
    claim = await debtors.claims(await debtors.writes("SM2", "já paguei!"))
    await debtors.storage.inbox().commit(claim, a_turn(claim))

    said = await ana.post(*words(conversation, "Quando vai pagar?", 2))

    assert said.status_code == 409
    assert [(line["seq"], line["text"]) for line in said.json()["messages"]] == [(3, "já paguei!")]
    assert said.json()["draft"] == "Quando vai pagar?"
    assert len((await ana.get(f"/conversations/{conversation}")).json()["messages"]) == 3  # nothing was sent


async def test_a_message_still_waiting_for_its_turn_is_not_answered_past(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()
    await ana.takes(conversation)
    await debtors.writes("SM2", "não sou eu")

    refused = await ana.post(*words(conversation, "Quando vai pagar?", 2))
    said = await ana.post(*words(conversation, "Desculpe.", refused.json()["messages"][-1]["seq"]))

    assert [line["text"] for line in refused.json()["messages"]] == ["não sou eu"]
    assert (refused.status_code, said.status_code, said.json()["seq"]) == (409, 201, 4)


async def test_a_message_shown_early_is_still_worked_and_has_one_line(
    ana: Caller, debtors: Debtors, sql_storage: SqlStorage
) -> None:
    """H2: an opt-out is recorded while a person owns the conversation."""
    conversation = await debtors.waits_for_a_person()
    await ana.takes(conversation)
    await debtors.writes("SM2", "não me mande mais mensagens")
    await ana.post(*words(conversation, "Certo.", 3))

    claim = await debtors.claims(conversation)
    kept = await sql_storage.inbox().commit(claim, a_turn(claim, changes=(OptedOut(PHONE, "não me mande"),)))

    lines = [(row.seq, row.direction) for row in await rows_of(sql_storage, MessageRow)]
    assert kept
    assert lines == [(1, "in"), (2, "out"), (3, "in"), (4, "out")]
    assert all(row.handled_at for row in await rows_of(sql_storage, InboxRow))
    assert await sql_storage.records().is_opted_out(PHONE)


@pytest.mark.each_database
async def test_the_same_words_sent_twice_go_out_once(ana: Caller, debtors: Debtors) -> None:
    """A caller that lost the answer and asks again is shown its own message."""
    conversation = await debtors.waits_for_a_person()
    await ana.takes(conversation)

    answers = await asyncio.gather(*[ana.post(*words(conversation, "Bom dia.", 2)) for _ in range(5)])

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]


async def test_a_word_in_the_bots_conversation_takes_it_and_discards_the_turn_being_worked(
    ana: Caller, debtors: Debtors, sql_storage: SqlStorage
) -> None:
    """The epoch rule, with a real claim in flight."""
    conversation = await debtors.is_answered(a_reply("t:0", "Como posso ajudar?"))
    await debtors.writes("SM2", "oi?")
    claim = await debtors.claims(conversation)

    said = await ana.post(*words(conversation, "Oi, aqui é a Ana.", 3))
    kept = await sql_storage.inbox().commit(claim, a_turn(claim, a_reply("t:1", "Sou o robô.")))

    shown = (await ana.get(f"/conversations/{conversation}")).json()
    assert (said.status_code, kept) == (201, False)
    assert (shown["owner"], shown["agent"]) == ("agent", ana.email)
    assert "Sou o robô." not in [line["text"] for line in shown["messages"]]
    assert [turn.superseded for turn in await rows_of(sql_storage, TurnRow)] == [False, True]


async def test_the_message_of_the_discarded_turn_comes_back_for_a_silent_one(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.is_answered(a_reply("t:0", "Como posso ajudar?"))
    await debtors.writes("SM2", "oi?")
    claim = await debtors.claims(conversation)
    await ana.post(*words(conversation, "Oi, aqui é a Ana.", 3))
    await debtors.storage.inbox().commit(claim, a_turn(claim, a_reply("t:1", "Sou o robô.")))

    again = await debtors.claims(conversation)

    assert (again.conversation.owner, [message.body for message in again.messages]) == (Owner.AGENT, ["oi?"])


async def test_a_refused_word_does_not_take_the_bots_conversation(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.is_answered(a_reply("t:0", "Como posso ajudar?"))

    refused = await ana.post(*words(conversation, "Oi.", 1))

    assert refused.status_code == 409
    assert (await ana.get(f"/conversations/{conversation}")).json()["owner"] == "bot"


@pytest.mark.parametrize(("hours", "status"), [(24 - 0.001, 201), (24, 422)])
async def test_free_text_ends_with_the_24_hour_window(
    ana: Caller, debtors: Debtors, clock: FakeClock, hours: float, status: int
) -> None:
    """R3"""
    conversation = await debtors.waits_for_a_person()
    clock.advance(hours=hours)

    said = await ana.post(*words(conversation, "Bom dia.", 2))

    assert said.status_code == status
    assert said.json().get("reason") == (None if status == 201 else "window_closed")


async def test_sms_has_no_window_and_loses_its_accents(ana: Caller, debtors: Debtors, clock: FakeClock) -> None:
    conversation = await debtors.writes("SM1", "oi", channel=Channel.SMS)
    clock.advance(days=3)

    said = await ana.post(*words(conversation, "Não há débito.", 1))

    assert said.status_code == 201
    assert (await ana.get(f"/conversations/{conversation}")).json()["messages"][-1]["text"] == "Nao ha débito."


@pytest.mark.parametrize(("text", "reason"), [("  ", "empty_text"), ("a" * 1601, "text_too_long")])
async def test_a_text_that_is_no_message_is_refused(ana: Caller, debtors: Debtors, text: str, reason: str) -> None:
    conversation = await debtors.waits_for_a_person()

    said = await ana.post(*words(conversation, text, 2))

    assert (said.status_code, said.json()["reason"]) == (422, reason)
