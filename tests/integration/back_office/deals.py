"""Puts what the bot leaves for the back office into a database, the way a turn does."""

from dataclasses import replace
from datetime import date, timedelta

from bot.adapters.db.storage import SqlStorage
from bot.application.changes import CaseOpened, Change, SlipRequested
from bot.domain.agreements import Agreement, Installment
from bot.domain.money import Money
from tests.builders import NOON, a_closing, a_message, a_turn, an_agreement
from tests.integration.db.debtors import with_a_debtor

NUMBER, CASE = "AC2026112000001", "2026112000001"
DEADLINE = NOON + timedelta(hours=24)
EMAIL = "debora@exemplo.invalid"


def of_three_parts() -> Agreement:
    parts = [
        Installment(n, date(2026, 11 + n, 27) if n < 2 else date(2027, 1, 27), Money(200_00), Money(250))
        for n in range(3)
    ]
    return replace(an_agreement(NUMBER), installments=tuple(parts))


def a_request(**changes: object) -> SlipRequested:
    return replace(SlipRequested(NUMBER, None, DEADLINE, "agreement"), **changes)  # type: ignore[arg-type]


def a_case(person_id: int | None, number: str = CASE, deadline: date = date(2026, 11, 25)) -> CaseOpened:
    return CaseOpened(number, "already_paid", person_id, deadline, "paguei março", ("126478448",))


async def decide(storage: SqlStorage, *changes: Change, key: str = "SM1", creditor: str = "cassems") -> None:
    """One turn in which the bot decided this."""
    conversation_id = await storage.inbox().store(a_message(key))
    assert conversation_id is not None
    claim = await storage.inbox().claim(conversation_id, quiet_since=NOON, lease_s=30)
    assert claim is not None
    turn = a_turn(claim, changes=changes, conversation=replace(claim.conversation, creditor=creditor))
    assert await storage.inbox().commit(claim, turn)


async def close_a_deal(storage: SqlStorage, *requests: SlipRequested) -> int:
    """An agreement of three parts to be sent by e-mail; gives the debtor's id."""
    person = await with_a_debtor(storage)
    closing = replace(a_closing(person.id, of_three_parts()), delivery={"by": "email", "to": EMAIL})
    await decide(storage, closing, *requests)
    return person.id
