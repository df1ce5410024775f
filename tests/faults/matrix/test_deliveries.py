"""What a channel does to deliveries on an ordinary day: each is heard once, and each answer read once."""

import asyncio
from collections import deque
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import InboxRow
from tests.faults.matrix.audit import Audit
from tests.faults.matrix.house import APIS, Ground, House, lived_in
from tests.faults.matrix.talks import Talk, negotiation
from tests.service.people import invented
from tests.twilio_server.ledger import Taken
from tests.twilio_server.server import Day

DEBTORS = invented(6)
A_DAY = timedelta(days=1)
AT_MOST_APART_S = 0.3
HEARD = 204
REVERSED = ("read", "delivered", "sent")
UNCERTAIN = (Day.SILENT, Day.BROKEN_AFTER, Day.HANGS_UP)


@pytest.mark.every_day_on("sqlite")
async def test_deliveries_repeated_swapped_overtaken_or_lost_are_answered_once(ground: Ground, dice: Random) -> None:
    """F2, F3, F4, F5, F8, F9: a debtor for each, all at once, in one house."""
    async with lived_in(House(ground), DEBTORS) as house:
        house.twilio.before_answer = lambda taken: tell_reversed(house, taken)
        repeated, swapped, slow, second, lost, plain = talks = [Talk(house, debtor) for debtor in DEBTORS]
        house.twilio.days_of[slow.address] = deque(dice.sample([*UNCERTAIN, Day.BUSY, Day.BROKEN, Day.GOOD], 6))

        async with asyncio.TaskGroup() as together:
            together.create_task(hold_repeated(repeated))
            together.create_task(hold_swapped(swapped, dice))
            together.create_task(slow.hold())
            together.create_task(hold_over_both(second))
            together.create_task(hold_without_webhooks(lost))
            together.create_task(plain.hold())
        await again_a_day_later(repeated)
        audit = Audit(house)
        await audit.settled()

        assert await audit.findings(talks) == []
        assert await audit.states([repeated, swapped, second, lost, plain]) == {"read"}


async def hold_repeated(talk: Talk) -> None:
    """F2: each delivery five times at once, over both addresses."""
    for step in negotiation(talk.debtor):
        form = talk.sends(step.says)
        await asyncio.gather(*(talk.post(form, APIS[number % 2]) for number in range(5)))
        await talk.reads(step)


async def again_a_day_later(talk: Talk) -> None:
    """F2: what was answered yesterday is not answered again."""
    await a_day_passes(talk.house.database)
    for form in talk.forms:
        while not await talk.post(form):
            pass  # a busy machine may say that it could not store it in time


async def hold_swapped(talk: Talk, dice: Random) -> None:
    """F3: two messages of a burst, 0 to 300 ms apart, the second may overtake the first."""
    hello, *rest = negotiation(talk.debtor)
    forms = [talk.sends("oi"), talk.sends("boa tarde")]
    dice.shuffle(forms)
    for form in forms:
        await talk.deliver(form)
        await asyncio.sleep(dice.uniform(0, AT_MOST_APART_S))
    await talk.reads_at_least(hello)
    await talk.hold(rest)


async def hold_over_both(talk: Talk) -> None:
    """F8: the second address brings what the first has already."""
    for step in negotiation(talk.debtor):
        form = talk.sends(step.says)
        await asyncio.gather(talk.post(form), talk.post_second(form))
        await talk.reads(step)


async def hold_without_webhooks(talk: Talk) -> None:
    """F9: nothing of it is delivered; all of it is in the provider's list."""
    for step in negotiation(talk.debtor):
        talk.sends(step.says)
        await talk.reads(step)


async def tell_reversed(house: House, taken: Taken) -> None:
    """F4: states in reverse, before we can know whose they are."""
    place = f"http://127.0.0.1:{house.ports[APIS[0]]}/webhooks/twilio/status"
    for state in REVERSED:
        while await house.twilio.tell(taken.sid, state, to=place, client=house.client) != [HEARD]:
            pass  # a busy machine may say that it could not store it in time


async def a_day_passes(database: Database) -> None:
    async with database.writing() as session:
        for number, at in (await session.execute(select(InboxRow.id, InboxRow.received_at))).all():
            this = update(InboxRow).where(col(InboxRow.id) == number)
            await session.execute(this.values(received_at=at - A_DAY, handled_at=at - A_DAY))
