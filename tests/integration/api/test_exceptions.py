"""P14: outside the policy nothing is closed that a supervisor did not allow."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlmodel import col

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AgreementRow, ConversationRow, OfferExceptionRow
from bot.application.agents.deal_exceptions import show_exceptions
from bot.application.agents.deal_shown import refresh_panel
from bot.application.agents.keys import Member
from bot.application.agents.reach import reaching
from bot.application.agents.roles import StaffRole
from tests.builders import a_turn
from tests.fakes import FakeClock
from tests.integration.api.conftest import Hire
from tests.integration.api.desk import Caller, Debtors

HALF = {"code": "052", "down_payment": "700.00", "why": "Internado em outubro, paga hoje."}
SOMEBODYS: dict[str, Any] = {"channel": "whatsapp", "contact_hash": b"x", "contact": b"x", "sender": "+556733141010"}
PLAN = {"code": "052", "down_payment": "60.00", "count": 20, "installment": "50.00", "why": "Aposentada."}


@pytest.fixture
async def chefe(hire: Hire) -> Caller:
    return await hire("chefe", StaffRole.SUPERVISOR)


@pytest.fixture
async def conversation(ana: Caller, debtors: Debtors) -> int:
    """A verified debtor of R$ 1.513,69 and charges, whom Ana answers."""
    waiting = await debtors.waits_for_a_person()
    await ana.takes(waiting)
    return waiting


async def asked(agent: Caller, conversation: int, terms: dict[str, Any]) -> int:
    answer = await agent.post(f"/conversations/{conversation}/exceptions", terms)
    assert answer.status_code == 201, answer.json()
    return int(answer.json()["id"])


async def writes_yes(debtors: Debtors, clock: FakeClock) -> int:
    """The number of the debtor's line, as the worker's silent turn leaves it."""
    clock.advance(minutes=1)
    claim = await debtors.claims(await debtors.writes("SM7", "fechado", received_at=clock.now()))
    assert await debtors.storage.inbox().commit(claim, a_turn(claim))
    return claim.conversation.last_seq + 1


async def states(agent: Caller, conversation: int, exception: int) -> None:
    """Everything of the terms in one message, as P12 asks before any yes."""
    seen = (await agent.get(f"/conversations/{conversation}")).json()["last_seen"]
    answer = await agent.post(f"/exceptions/{exception}/statement", {"last_seen": seen})
    assert answer.status_code == 201, answer.json()


async def agreements_in(storage: SqlStorage) -> list[AgreementRow]:
    async with storage.database.reading() as session:
        return list(await session.scalars(select(AgreementRow)))


@pytest.mark.parametrize(("terms", "total", "slips"), [(HALF, "702.50", 1), (PLAN, "1112.50", 21)])
async def test_what_a_supervisor_allowed_is_closed_once_on_the_debtors_words(
    ana: Caller,
    chefe: Caller,
    debtors: Debtors,
    conversation: int,
    clock: FakeClock,
    sql_storage: SqlStorage,
    terms: dict[str, Any],
    total: str,
    slips: int,
) -> None:
    exception = await asked(ana, conversation, terms)
    [listed] = (await chefe.get("/exceptions")).json()
    decided = await chefe.post(f"/exceptions/{exception}/decision", {"approve": True, "why": "Caso de saúde."})
    await states(ana, conversation, exception)
    seq = await writes_yes(debtors, clock)

    closed = await ana.post(f"/exceptions/{exception}/close", {"accepted_seq": seq})
    again = await ana.post(f"/exceptions/{exception}/close", {"accepted_seq": seq})

    assert (listed["id"], listed["why"], listed["asked_by"]) == (exception, terms["why"], ana.email)
    assert (decided.json()["decided_by"], decided.json()["decided_why"]) == (chefe.email, "Caso de saúde.")
    assert (closed.status_code, closed.json()["total"], again.status_code) == (200, total, 422)
    [kept] = await agreements_in(sql_storage)
    debtor = (await ana.get(f"/debtors/{kept.person_id}")).json()
    lines = (await ana.get(f"/conversations/{conversation}")).json()["messages"]
    assert sql_storage.database.vault.open(kept.accepted_text) == "fechado"
    assert len(debtor["agreements"][0]["installments"]) == slips
    assert debtor["titles"] == []
    assert lines[-1]["speaker"] == ana.email
    assert "3314-1010" in lines[-1]["text"]  # the statement, word for word (P12)
    assert (await chefe.get("/exceptions")).json() == []


async def test_once_closed_there_is_nothing_left_to_close_on(
    ana: Caller, chefe: Caller, debtors: Debtors, conversation: int, clock: FakeClock, api: FastAPI
) -> None:
    exception = await asked(ana, conversation, HALF)
    await chefe.post(f"/exceptions/{exception}/decision", {"approve": True, "why": "Caso de saúde."})
    await states(ana, conversation, exception)
    seq = await writes_yes(debtors, clock)
    member = Member(1, ana.email, StaffRole.AGENT)
    before = await refresh_panel(conversation, member, api.state.deal)

    assert (await ana.post(f"/exceptions/{exception}/close", {"accepted_seq": seq})).status_code == 200

    after = await refresh_panel(conversation, member, api.state.deal)
    assert before.statement is not None
    assert after.statement is None


async def test_nothing_is_closed_that_was_not_allowed(
    ana: Caller, chefe: Caller, debtors: Debtors, conversation: int, clock: FakeClock, sql_storage: SqlStorage
) -> None:
    waiting, refused = await asked(ana, conversation, HALF), await asked(ana, conversation, PLAN)
    await chefe.post(f"/exceptions/{refused}/decision", {"approve": False, "why": "Baixo demais."})
    seq = await writes_yes(debtors, clock)

    answers = [await ana.post(f"/exceptions/{one}/close", {"accepted_seq": seq}) for one in (waiting, refused, 999)]

    assert [answer.status_code for answer in answers] == [422, 422, 404]
    assert answers[0].json()["reason"] == "not_approved"
    assert await agreements_in(sql_storage) == []


async def test_an_answer_is_given_once_by_somebody_else_and_with_a_reason(
    ana: Caller, chefe: Caller, hire: Hire, debtors: Debtors, conversation: int
) -> None:
    exception, outra = await asked(ana, conversation, HALF), await hire("outra", StaffRole.SUPERVISOR)
    path, yes = f"/exceptions/{exception}/decision", {"approve": True, "why": "sim"}
    mute = await chefe.post(path, {"approve": True, "why": " "})
    by_agent = await ana.post(path, yes)
    first, second = await chefe.post(path, yes), await outra.post(path, {"approve": False, "why": "não"})
    await ana.post(f"/conversations/{conversation}/return", {"step": "identity.waiting"})
    await chefe.takes(conversation)
    own = await chefe.post(f"/exceptions/{await asked(chefe, conversation, HALF)}/decision", yes)

    assert [answer.status_code for answer in (mute, by_agent, first, second, own)] == [422, 403, 200, 409, 422]
    assert (mute.json()["reason"], own.json()["reason"]) == ("why_missing", "own_request")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"down_payment": "1574.74"}, "within_policy"),  # all of it: there is no discount before day 91 (P2)
        ({"down_payment": "1574.75"}, "not_an_offer"),
        ({"down_payment": "0.00"}, "not_an_offer"),
        ({"down_payment": "9999.00"}, "not_an_offer"),
        ({"down_payment": "mil"}, "not_money"),
        ({"code": "999"}, "unknown_negotiation"),
        ({"why": ""}, "why_missing"),
    ],
)
async def test_what_needs_no_exception_or_is_no_offer_is_not_asked_for(
    ana: Caller, conversation: int, changed: dict[str, str], reason: str
) -> None:
    answer = await ana.post(f"/conversations/{conversation}/exceptions", {**HALF, **changed})

    assert (answer.status_code, answer.json()["reason"]) == (422, reason)


async def test_a_yes_from_before_the_answer_or_on_another_day_closes_nothing(
    ana: Caller, chefe: Caller, debtors: Debtors, conversation: int, clock: FakeClock, sql_storage: SqlStorage
) -> None:
    """P5: an offer holds until midnight."""
    exception, early = await asked(ana, conversation, HALF), await writes_yes(debtors, clock)
    clock.advance(minutes=1)
    await chefe.post(f"/exceptions/{exception}/decision", {"approve": True, "why": "sim"})
    unstated = await ana.post(f"/exceptions/{exception}/close", {"accepted_seq": early})
    await states(ana, conversation, exception)
    before = await ana.post(f"/exceptions/{exception}/close", {"accepted_seq": early})
    clock.advance(hours=11, minutes=58, seconds=30)  # past midnight, and still identified
    late = await ana.post(f"/exceptions/{exception}/close", {"accepted_seq": early})

    reasons = [answer.json()["reason"] for answer in (unstated, before, late)]
    assert reasons == ["not_stated", "not_accepted", "expired"]
    assert await agreements_in(sql_storage) == []


async def test_only_who_answers_the_conversation_asks_and_closes(
    ana: Caller, chefe: Caller, hire: Hire, conversation: int, sql_storage: SqlStorage
) -> None:
    bia, exception = await hire("bia"), await asked(ana, conversation, HALF)
    await chefe.post(f"/exceptions/{exception}/decision", {"approve": True, "why": "sim"})

    tried = await bia.post(f"/conversations/{conversation}/exceptions", HALF)
    closed = await bia.post(f"/exceptions/{exception}/close", {"accepted_seq": 1})

    assert (tried.json()["reason"], closed.json()["reason"]) == ("not_yours", "not_yours")
    async with sql_storage.database.reading() as session:
        [row] = await session.scalars(select(OfferExceptionRow))
    assert (row.state, row.decided_by) == ("approved", chefe.email)


async def test_a_request_whose_conversation_leads_nowhere_hides_no_other(
    ana: Caller, chefe: Caller, api: FastAPI, conversation: int, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    """A conversation that is another creditor's by now."""
    first, second = await asked(ana, conversation, HALF), await asked(ana, conversation, PLAN)
    async with sql_storage.database.writing() as session:
        session.add(ConversationRow(id=77, created_at=clock.now(), creditor="croam", **SOMEBODYS))
        await session.flush()
        moved = update(OfferExceptionRow).where(col(OfferExceptionRow.id) == first)
        await session.execute(moved.values(conversation_id=77))
    member = Member(99, chefe.email, StaffRole.SUPERVISOR, creditors=frozenset({"cassems"}))

    with reaching(member.reach):
        shown = await show_exceptions(member, api.state.deal)

    told = {one.request.id: (one.debtor, one.allowed is None) for one in shown.waiting}
    assert told[first] == ("", True)
    assert (bool(told[second][0]), told[second][1]) == (True, False)
