"""The suite notices a promise that was taken out of the service: each of them, each time."""

import signal
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.agents.taking import Taking
from bot.adapters.db.tables import ConversationRow
from bot.domain.ownership import OwnerReason
from tests.faults.matrix.audit import Audit, read_otherwise
from tests.faults.matrix.broken import NO_DEDUPE, NO_EPOCH, SENT_BEFORE_SENDING
from tests.faults.matrix.house import APIS, WORKERS, Ground, House, lived_in
from tests.faults.matrix.points import STAND
from tests.faults.matrix.talks import Talk, negotiation
from tests.service.people import invented

DEBTORS = invented(3)
AGENT = "ana@exemplo.invalid"
ALL = frozenset({NO_DEDUPE, NO_EPOCH, SENT_BEFORE_SENDING})


@dataclass(frozen=True)
class Noticed:
    """What the audit has to say of each debtor."""

    repeated: list[str]
    taken_over: list[str]
    cut_off: list[str]


@pytest.mark.parametrize("broken", [ALL, frozenset()], ids=["broken", "whole"])
@pytest.mark.every_day_on("broken")
async def test_each_promise_taken_out_is_noticed(shared_ground: Ground, broken: frozenset[str], seed: int) -> None:
    """F1, F2, H2: dedupe, the check of the epoch, and marking as sent what was sent; nothing is noticed of none."""
    async with lived_in(House(shared_ground, broken=broken), DEBTORS) as house:
        repeated, taken_over, cut_off = talks = [Talk(house, debtor) for debtor in DEBTORS]
        audit = Audit(house)

        await hear_twice(repeated)
        await take_over_in_a_turn(taken_over)
        await die_before_sending(cut_off)
        seen = Noticed(read_otherwise(repeated), read_otherwise(taken_over), await audit.outbox())
        told = await audit.findings(talks)

    assert [bool(found) for found in (seen.repeated, seen.taken_over, seen.cut_off)] == [bool(broken)] * 3
    assert bool(told) == bool(broken)


async def hear_twice(talk: Talk) -> None:
    """The same delivery again, once it was answered."""
    hello = negotiation(talk.debtor)[0]
    await talk.says(hello)
    await talk.post(talk.forms[0], APIS[1])
    await talk.house.settled()


async def take_over_in_a_turn(talk: Talk) -> None:
    """The worker stands still with the answer in its hand; an agent takes the conversation; the worker goes on."""
    hello, cpf, *_ = negotiation(talk.debtor)
    await talk.says(hello)
    talk.house.points.order("nlu.after", what=STAND)
    await talk.deliver(talk.sends(cpf.says))
    await talk.house.until(lambda: not talk.house.points.open(), "a worker standing still")
    await take_over(talk)
    talk.read = [""] * len(talk.got)  # nothing more is to be read
    for name in WORKERS:
        talk.house.signal(name, signal.SIGCONT)
    await talk.house.settled()


async def die_before_sending(talk: Talk) -> None:
    """The next message is decided, and its sender dies before the provider is asked."""
    talk.house.points.order("send.before")
    hello = negotiation(talk.debtor)[0]
    talk.read += hello.reads
    await talk.deliver(talk.sends(hello.says))
    await talk.house.until(lambda: not talk.house.points.open(), "a sender dead")
    await talk.house.settled()


async def take_over(talk: Talk) -> None:
    database, at = talk.house.database, datetime.now(UTC)
    theirs = col(ConversationRow.contact_hash) == database.vault.phone_index(talk.debtor.phone)
    async with database.writing() as session:
        conversation = (await session.scalars(select(col(ConversationRow.id)).where(theirs))).one()
        assert await Taking(session, database, at).take(conversation, AGENT, OwnerReason.SPOKE)
