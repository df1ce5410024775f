"""H4: back to the bot at a named step with agreed facts, or closed with a wrap-up form."""

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import HandoffRow, WrapUpRow
from bot.application.changes import OfferMade
from bot.application.releases import LoadedRelease
from bot.domain.conversation import Owner
from bot.domain.ladder import Offer, Trigger
from bot.domain.negotiations import open_negotiations
from tests.builders import NOON, TODAY, a_reply, a_title, a_turn
from tests.fakes import FakeClock
from tests.integration.api.desk import LONG_AGO, Caller, Debtors, EmergencyStop, Reentered
from tests.integration.api.disclosing import telling
from tests.integration.db.test_what_is_written import rows_of

FORM = {
    "outcome": "promessa de pagamento",
    "action": "dúvida esclarecida",
    "reason": "pediu atendente",
    "sector": "negociação",
    "note": "paga na sexta",
    "attempt": 1,
}


async def with_an_offer(debtors: Debtors, release: LoadedRelease) -> int:
    """A verified debtor with a lump sum on the table, waiting for a person."""
    [negotiation] = open_negotiations([a_title()], release.policy("cassems"), TODAY)
    offer = Offer(negotiation.code, negotiation.lump_sums[0], Trigger.FIRST, TODAY, 0)
    return await debtors.is_answered(
        a_reply("t:0", "À vista fica R$ 10,00."), changes=(OfferMade(debtors.person.id, offer, "first"),)
    )


async def test_the_bot_speaks_again_at_the_step_and_owns_the_conversation(
    ana: Caller, debtors: Debtors, dialogue: Reentered
) -> None:
    conversation = await debtors.waits_for_a_person()
    await ana.takes(conversation)

    returned = await ana.post(f"/conversations/{conversation}/return", {"step": "identity.waiting", "facts": {}})

    shown = (await ana.get(f"/conversations/{conversation}")).json()
    assert (returned.status_code, returned.json()["step"]) == (200, "identity.waiting")
    assert dialogue.entered == ["identity.waiting"]
    assert (shown["owner"], shown["agent"], shown["step"]) == ("bot", None, "identity.waiting")
    assert (shown["messages"][-1]["speaker"], shown["messages"][-1]["step"]) == ("bot", "identity.waiting")


async def test_what_the_bot_says_on_return_goes_out(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()
    await ana.takes(conversation)
    outbox = debtors.storage.outbox()
    [last_words] = await outbox.claim(10, 30)
    await outbox.sent(last_words, "SM77", NOON)

    await ana.post(f"/conversations/{conversation}/return", {"step": "identity.waiting"})

    assert [sending.conversation_id for sending in await outbox.claim(10, 30)] == [conversation]


async def test_a_second_return_speaks_again(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()

    for _ in range(2):
        await ana.takes(conversation)
        await ana.post(f"/conversations/{conversation}/return", {"step": "identity.waiting"})

    speakers = [line["speaker"] for line in (await ana.get(f"/conversations/{conversation}")).json()["messages"]]
    assert speakers == ["debtor", "bot", "bot", "bot"]


async def test_the_next_message_is_the_bots_to_answer_at_that_step(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()
    await ana.post(f"/conversations/{conversation}/return", {"step": "identity.waiting"})

    await debtors.writes("SM2", "123")
    claim = await debtors.claims(conversation)

    assert claim.conversation.owner is Owner.BOT
    assert claim.conversation.slots["step"] == "identity.waiting"
    assert await debtors.storage.inbox().commit(claim, a_turn(claim, a_reply("t:9", "Obrigado.")))


async def test_a_step_that_is_not_there_is_answered_with_those_that_are(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()

    refused = await ana.post(f"/conversations/{conversation}/return", {"step": "bogus", "facts": {}})

    assert refused.status_code == 422
    assert refused.json()["reason"] == "step_not_allowed"
    assert {"identity.waiting", "titles.not_now"} <= set(refused.json()["steps"])
    assert (await ana.get(f"/conversations/{conversation}")).json()["owner"] == "queue"


async def test_every_step_named_as_allowed_is_allowed(ana: Caller, debtors: Debtors, release: LoadedRelease) -> None:
    conversation = await with_an_offer(debtors, release)
    await ana.takes(conversation)
    steps = (await ana.get(f"/conversations/{conversation}")).json()["return_steps"]

    for step in steps:
        returned = await ana.post(f"/conversations/{conversation}/return", {"step": step})
        assert returned.status_code == 200, (step, returned.json())
        await ana.takes(conversation)

    assert {"closing.lump", "offer.full", "identity.waiting"} <= set(steps)
    said = [line["text"] for line in (await ana.get(f"/conversations/{conversation}")).json()["messages"]]
    assert not [text for text in said if LONG_AGO in text]


async def test_a_step_that_tells_of_the_debt_needs_a_verification_still_valid(
    ana: Caller, debtors: Debtors, clock: FakeClock, release: LoadedRelease
) -> None:
    """I1, I6"""
    conversation = await with_an_offer(debtors, release)
    await ana.takes(conversation)
    clock.advance(hours=12, seconds=1)

    refused = await ana.post(f"/conversations/{conversation}/return", {"step": "closing.lump"})
    returned = await ana.post(f"/conversations/{conversation}/return", {"step": "identity.waiting"})

    assert (refused.status_code, returned.status_code) == (422, 200)
    assert "closing.lump" in telling(release, release.waiting_steps("cassems"))
    assert telling(release, refused.json()["steps"]) == set()


async def test_an_unknown_debtor_is_told_nothing_of_a_debt(
    ana: Caller, debtors: Debtors, release: LoadedRelease
) -> None:
    """I1"""
    conversation = await debtors.writes()

    steps = (await ana.get(f"/conversations/{conversation}")).json()["return_steps"]

    assert "identity.waiting" in steps
    assert telling(release, steps) == set()


async def test_an_offer_of_yesterday_is_not_said_again(
    ana: Caller, debtors: Debtors, clock: FakeClock, release: LoadedRelease
) -> None:
    """P5: an offer holds until midnight."""
    conversation = await with_an_offer(debtors, release)
    clock.advance(hours=1)
    await debtors.writes("SM8", "e aí?", received_at=clock.now())
    await ana.takes(conversation)
    clock.advance(hours=11)  # 00:00 in São Paulo; the verification still holds

    refused = await ana.post(f"/conversations/{conversation}/return", {"step": "closing.lump"})

    assert refused.status_code == 422
    assert "titles.not_now" in refused.json()["steps"]


async def test_a_first_due_date_agreed_is_what_the_closing_states(
    ana: Caller, debtors: Debtors, release: LoadedRelease
) -> None:
    """P7, P12"""
    conversation = await with_an_offer(debtors, release)
    await ana.takes(conversation)
    wanted = {"step": "closing.lump", "facts": {"first_due": "2026-11-24", "delivery_email": "Novo@exemplo.invalid"}}

    returned = await ana.post(f"/conversations/{conversation}/return", wanted)

    last = (await ana.get(f"/conversations/{conversation}")).json()["messages"][-1]
    claim = await debtors.claims(await debtors.writes("SM2", "sim"))
    assert returned.status_code == 200
    assert "24/11/2026" in last["text"] or "24 de novembro" in last["text"]
    assert claim.conversation.memory["stated_terms"].startswith("2026-11-24 052:")
    assert ":lump_sum:" in claim.conversation.memory["stated_terms"]
    assert claim.conversation.memory["delivery_email"] == "novo@exemplo.invalid"


@pytest.mark.parametrize(
    "facts",
    [
        {"first_due": "2026-11-28"},  # one day past the limit of seven
        {"first_due": "2026-11-19"},
        {"first_due": "sexta"},
        {"scope": "001"},
        {"delivery_email": "nada"},
        {"delivery_phone": "12"},
        {"discount": "100"},
    ],
)
async def test_a_fact_outside_the_policy_or_unknown_is_refused(
    ana: Caller, debtors: Debtors, facts: dict[str, str]
) -> None:
    """P14: a person cannot leave the policy either."""
    conversation = await debtors.waits_for_a_person()

    refused = await ana.post(f"/conversations/{conversation}/return", {"step": "identity.waiting", "facts": facts})

    assert (refused.status_code, refused.json()["reason"]) == (422, "facts_refused")
    assert refused.json()["facts"] == list(facts)


async def test_a_stopped_bot_takes_nothing_back(ana: Caller, debtors: Debtors, emergency: EmergencyStop) -> None:
    """F2: it would speak; the conversation stays with its agent."""
    conversation = await debtors.waits_for_a_person()

    emergency.pressed = True
    refused = await ana.post(f"/conversations/{conversation}/return", {"step": "identity.waiting"})
    assert (refused.status_code, refused.json()["reason"]) == (422, "bot_stopped")
    emergency.pressed = False
    taken = await ana.post(f"/conversations/{conversation}/return", {"step": "identity.waiting"})

    assert (taken.status_code, taken.json()["owner"]) == (200, "bot")


async def test_outside_the_window_the_bot_could_not_speak_either(
    ana: Caller, debtors: Debtors, clock: FakeClock
) -> None:
    conversation = await debtors.waits_for_a_person()
    clock.advance(hours=24)

    refused = await ana.post(f"/conversations/{conversation}/return", {"step": "identity.waiting"})

    assert (refused.status_code, refused.json()["reason"]) == (422, "window_closed")


async def test_the_bots_own_conversation_is_nobodys_to_return_or_close(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.is_answered(a_reply("t:0", "Olá."))

    returned = await ana.post(f"/conversations/{conversation}/return", {"step": "identity.waiting"})
    closed = await ana.post(f"/conversations/{conversation}/close", FORM)

    assert (returned.status_code, returned.json()["owner"], closed.status_code) == (409, "bot", 409)


async def test_a_conversation_is_closed_with_its_form(ana: Caller, debtors: Debtors, sql_storage: SqlStorage) -> None:
    conversation = await debtors.waits_for_a_person()
    await ana.takes(conversation)

    closed = await ana.post(f"/conversations/{conversation}/close", FORM)

    [kept], [handoff] = await rows_of(sql_storage, WrapUpRow), await rows_of(sql_storage, HandoffRow)
    assert closed.status_code == 200
    assert (kept.outcome, kept.attempt, kept.closed_by) == ("promessa de pagamento", 1, ana.email)
    assert sql_storage.database.vault.open(kept.note) == "paga na sexta"
    assert (handoff.closed_at, handoff.outcome) == (NOON, "promessa de pagamento")


async def test_after_the_close_the_debtors_next_message_opens_a_new_contact(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()
    await ana.takes(conversation)
    await ana.post(f"/conversations/{conversation}/close", FORM)

    claim = await debtors.claims(await debtors.writes("SM2", "oi"))

    assert claim.conversation.id == conversation
    assert (claim.conversation.owner, claim.conversation.protocol) == (Owner.BOT, None)
    assert (claim.conversation.slots, claim.conversation.verification.is_confirmed) == ({}, False)


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"outcome": ""}, ["outcome"]),
        ({"sector": None, "attempt": None}, ["sector", "attempt"]),
        ({"attempt": 0}, ["attempt"]),
        ({"attempt": 6}, ["attempt"]),
        ({"reason": "outros", "note": ""}, ["justification"]),
        ({"reason": "Outros", "note": "  "}, ["justification"]),
    ],
)
async def test_a_form_is_refused_with_what_it_lacks(
    ana: Caller, debtors: Debtors, changed: dict[str, object], missing: list[str]
) -> None:
    conversation = await debtors.waits_for_a_person()

    refused = await ana.post(f"/conversations/{conversation}/close", {**FORM, **changed})

    assert (refused.status_code, refused.json()["missing"]) == (422, missing)
    assert "outros" in refused.json()["choices"]["reason"]
    assert (await ana.get("/queue")).json()[0]["id"] == conversation


async def test_outros_with_a_justification_is_enough(ana: Caller, debtors: Debtors, sql_storage: SqlStorage) -> None:
    conversation = await debtors.waits_for_a_person()

    closed = await ana.post(
        f"/conversations/{conversation}/close", {**FORM, "reason": "outros", "justification": "mudou de estado"}
    )

    [kept] = await rows_of(sql_storage, WrapUpRow)
    assert closed.status_code == 200
    assert (kept.reason, sql_storage.database.vault.open(kept.justification)) == ("outros", "mudou de estado")
