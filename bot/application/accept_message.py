"""Accepting what the doors receive: stored once, then a ring for the workers."""

from collections.abc import Awaitable, Callable

from bot.application.messages import InboundMessage, StatusCallback
from bot.application.ports import Bell, Inbox

type AcceptMessage = Callable[[InboundMessage], Awaitable[None]]
type AcceptStatus = Callable[[StatusCallback], Awaitable[None]]


async def accept_message(message: InboundMessage, inbox: Inbox, bell: Bell) -> None:
    """Keep a message; the second time it arrives nothing changes. The row is the truth, the ring only wakes."""
    conversation_id = await inbox.store(message)
    if conversation_id is not None:
        await bell.ring(conversation_id)


async def accept_status(callback: StatusCallback, inbox: Inbox) -> None:
    await inbox.store_status(callback)
