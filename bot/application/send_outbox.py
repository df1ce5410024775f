"""Sending what turns left in the outbox: in order within a conversation, never twice on a doubt."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from bot.application.ports import Clock, Outbox, Provider, Sending
from bot.domain.errors import BotError

# A slow provider takes its time with each: at 150 ms so many are 1,300 a second, far more than the turns of a machine;
# what the provider grants a number is kept to elsewhere. Each holds a connection and, for a moment, a paper.
AT_ONCE = 200
LEASE_S = 60.0
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
TRIED_FOR = timedelta(hours=24)  # an answer older than the provider's own window helps nobody


class DeliveryFailed(BotError):
    """The provider did not take the message; `permanent` tells not to try again."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(f"not delivered: {reason}")
        self.reason = reason
        self.permanent = permanent


class DeliveryUnknown(BotError):
    """The provider may have the message: look it up before any resend."""


@dataclass(frozen=True)
class SendTools:
    outbox: Outbox
    provider: Provider
    clock: Clock


async def send_due(tools: SendTools) -> int:
    """Send what is due now; return how many messages were tried."""
    claimed = await tools.outbox.claim(AT_ONCE, LEASE_S)
    await asyncio.gather(*(send_one(sending, tools) for sending in claimed))
    return len(claimed)


async def send_one(sending: Sending, tools: SendTools) -> bool:
    """Hand one message to the provider and record what became of it; whether the next one behind it may go now."""
    try:
        sid = await _already_there(sending, tools) or await tools.provider.send(sending)
    except DeliveryUnknown:
        await tools.outbox.unknown(sending)
    except DeliveryFailed as failure:
        return await _record_failure(sending, failure, tools)
    else:
        return await tools.outbox.sent(sending, sid, tools.clock.now())
    return False


async def _already_there(sending: Sending, tools: SendTools) -> str | None:
    """What an earlier try left at the provider; while that cannot be looked up, the outcome stays unknown."""
    if not sending.is_uncertain:
        return None
    try:
        found = await tools.provider.find(sending)
    except DeliveryFailed as failure:
        raise DeliveryUnknown(f"not looked up: {failure.reason}") from failure
    return await tools.outbox.first_unclaimed(found)


async def _record_failure(sending: Sending, failure: DeliveryFailed, tools: SendTools) -> bool:
    now = tools.clock.now()
    if failure.permanent or now - sending.created_at > TRIED_FOR:
        await tools.outbox.failed(sending, failure.reason)
        return True
    pause = min(FIRST_PAUSE * 2 ** min(sending.attempts - 1, 10), LONGEST_PAUSE)
    await tools.outbox.retry(sending, now + pause, failure.reason)
    return False
