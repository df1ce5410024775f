"""The contract of `Outbox` for WhatsApp's window: the fake, SQLite and PostgreSQL tell it alike (R3)."""

import pytest

from bot.application.ports import Outbox
from bot.domain.conversation import Channel
from tests.builders import NOON, PHONE, SENDER, a_message, a_reply, a_turn
from tests.fakes import FakeClock

LEASE_S = 30.0


@pytest.fixture
def outbox(storage) -> Outbox:
    return storage.outbox()


async def said_to(storage, conversation_id: int, *, answering: bool) -> None:
    take = storage.inbox().claim if answering else storage.inbox().claim_quiet
    claim = await take(conversation_id, lease_s=LEASE_S, **({"quiet_since": NOON} if answering else {}))
    assert await storage.inbox().commit(claim, a_turn(claim, a_reply(template="a", template_variables={"1": "Ana"})))


@pytest.mark.parametrize(
    ("channel", "after", "expected"),
    [
        (Channel.WHATSAPP, {"hours": 23, "minutes": 59, "seconds": 59}, False),
        (Channel.WHATSAPP, {"hours": 24}, True),
        (Channel.SMS, {"hours": 240}, False),
    ],
)
async def test_the_window_is_that_of_the_moment_of_sending(
    storage, outbox: Outbox, clock: FakeClock, channel: Channel, after: dict[str, int], expected: bool
) -> None:
    """R3, at the limit: decided when it is sent, not when it was said."""
    conversation_id = await storage.inbox().store(a_message(channel=channel, received_at=NOON))
    await said_to(storage, conversation_id, answering=True)

    clock.advance(**after)
    [sending] = await outbox.claim(10, LEASE_S)

    assert (sending.outside_window, sending.message.template) == (expected, "a")


@pytest.mark.parametrize(("channel", "expected"), [(Channel.WHATSAPP, True), (Channel.SMS, False)])
async def test_who_never_wrote_opened_no_window(storage, outbox: Outbox, channel: Channel, expected: bool) -> None:
    conversation_id = await storage.inbox().open(channel, PHONE, SENDER)
    await said_to(storage, conversation_id, answering=False)

    [sending] = await outbox.claim(10, LEASE_S)

    assert sending.outside_window is expected
