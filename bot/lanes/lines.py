"""The worker's two lines: conversations waiting for their turn, and messages waiting to be sent."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog
from redis.exceptions import RedisError

from bot.adapters.db.away import is_away
from bot.application.handle_turn import TurnTools, hand_over_failed, handle_turn
from bot.application.ports import Sending
from bot.application.send_outbox import AT_ONCE, LEASE_S, SendTools, send_one
from bot.domain.errors import AwayForNow
from bot.logs import told_of

log = structlog.get_logger()

FAILURES_BEFORE_A_PERSON = 3
TURNS_AT_ONCE = 16
SEND_AT_LEAST_EVERY_S = 1.0
ABOUT_TO_S = 0.05
JUST_NOW_S = 0.1  # its answer is still on its way, and where many talk the next turn is too
PASSING = (AwayForNow, RedisError)


async def attempt[T](job: Callable[[], Awaitable[T]], what: str, **about: int) -> T | Exception:
    """The one place that catches everything: what is stored is found again later, so no loop ends for it."""
    try:
        return await job()
    except Exception as error:
        log.error(what, **told_of(error), passing=is_passing(error), **about)
        return error


def is_passing(error: Exception) -> bool:
    """What is only away for now is nobody's fault, and no reason to hand over."""
    return isinstance(error, PASSING) or is_away(error)


@dataclass
class TurnLine:
    """Conversations waiting for their quiet time, and those being worked: never two turns of one at once."""

    tools: TurnTools
    on_done: Callable[[int], None]
    due: dict[int, float] = field(default_factory=dict)
    busy: set[int] = field(default_factory=set)
    failures: dict[int, int] = field(default_factory=dict)
    ended_at: float = -JUST_NOW_S  # the last turn, by the loop's time
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False

    def rung(self, conversation_id: int) -> None:
        """A message came: the turn begins once the burst has been quiet for the window."""
        self.due[conversation_id] = asyncio.get_running_loop().time() + self.tools.quiet.total_seconds()
        self.wake.set()

    def is_talking(self) -> bool:
        """A turn is in hand, about to begin, or was a moment ago: what nobody waits for had better wait."""
        now = asyncio.get_running_loop().time()
        is_near = self.busy or now - self.ended_at < JUST_NOW_S
        return bool(is_near) or any(at - now < ABOUT_TO_S for at in self.due.values())

    def stop(self) -> None:
        """Begin no more turns; `run` ends when those in hand have."""
        self.stopping = True
        self.wake.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as turns:
            while not self.stopping:
                for conversation_id in self._ready():
                    self.busy.add(conversation_id)
                    turns.create_task(self._work(conversation_id))
                await self._until_next()

    def _ready(self) -> list[int]:
        now = asyncio.get_running_loop().time()
        free = TURNS_AT_ONCE - len(self.busy)
        ready = [key for key, at in self.due.items() if at <= now and key not in self.busy][: max(free, 0)]
        for conversation_id in ready:
            del self.due[conversation_id]
        return ready

    async def _until_next(self) -> None:
        waiting = [at for key, at in self.due.items() if key not in self.busy]
        pause = min(waiting) - asyncio.get_running_loop().time() if waiting and len(self.busy) < TURNS_AT_ONCE else None
        await _rest(self.wake, None if pause is None else max(pause, 0.001))

    async def _work(self, conversation_id: int) -> None:
        """A turn that fails waits for the sweep; again and again, for a person; what is only away is waited for."""
        try:
            done = await attempt(partial(handle_turn, conversation_id, self.tools), "turn failed", id=conversation_id)
            if done is True:
                self.failures.pop(conversation_id, None)
            elif isinstance(done, Exception) and not is_passing(done):
                await self._count_failure(conversation_id)
        finally:
            self.busy.discard(conversation_id)
            self.ended_at = asyncio.get_running_loop().time()
            self.wake.set()
            self.on_done(conversation_id)

    async def _count_failure(self, conversation_id: int) -> None:
        times = self.failures[conversation_id] = self.failures.get(conversation_id, 0) + 1
        if times < FAILURES_BEFORE_A_PERSON:
            return
        hand_over = partial(hand_over_failed, conversation_id, self.tools)
        if await attempt(hand_over, "not handed over", id=conversation_id) is True:
            self.failures.pop(conversation_id, None)


@dataclass
class SendLine:
    """Messages on their way to the provider; a slow one holds up its own conversation only.

    Who left messages in a conversation hands it over, and it is asked for them; what others left is looked for.
    """

    tools: SendTools
    going: int = 0
    handed: dict[int, None] = field(default_factory=dict)  # in order, each once
    look_at: float = 0.0  # by the loop's time
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False

    def hand(self, conversation_id: int) -> None:
        """Something may wait in this one."""
        self.handed[conversation_id] = None
        self.wake.set()

    def stop(self) -> None:
        """Take no more messages; `run` ends when those in hand are told to the provider."""
        self.stopping = True
        self.wake.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as sendings:
            while not self.stopping:
                self.wake.clear()
                for sending in [*await self._handed(), *await self._left()]:
                    sendings.create_task(self._send(sending))
                await _rest(self.wake, SEND_AT_LEAST_EVERY_S, clear=False)

    async def _handed(self) -> Sequence[Sending]:
        """One of each conversation; those there is no room for stay."""
        talks = list(self.handed)[: AT_ONCE - self.going]
        for conversation_id in talks:
            del self.handed[conversation_id]
        return await self._claimed(talks) if talks else ()

    async def _left(self) -> Sequence[Sending]:
        """What nobody handed over: left by others, or before we began, or to be tried again."""
        now, room = asyncio.get_running_loop().time(), AT_ONCE - self.going
        if now < self.look_at or room <= 0:
            return ()
        left = await self._claimed(None, room)
        self.look_at = now if len(left) == room else now + SEND_AT_LEAST_EVERY_S  # there may be more
        return left

    async def _claimed(self, talks: Sequence[int] | None, room: int | None = None) -> Sequence[Sending]:
        """Nothing while the storage is away: the look finds it later."""
        most = len(talks) if talks is not None else room or 0
        claimed = await attempt(partial(self.tools.outbox.claim, most, LEASE_S, talks), "outbox away")
        if isinstance(claimed, Exception):
            return ()
        self.going += len(claimed)
        return claimed

    async def _send(self, sending: Sending) -> None:
        """What fails here keeps its lease, and is looked up when that ends."""
        more = await attempt(partial(send_one, sending, self.tools), "sending failed", id=sending.id)
        self.going -= 1
        if more is True:
            self.handed[sending.conversation_id] = None
        self.wake.set()


async def _rest(wake: asyncio.Event, seconds: float | None, *, clear: bool = True) -> None:
    """Until woken, or for a while; nothing comes between the caller's look and the clearing."""
    if clear:
        wake.clear()
    try:
        await asyncio.wait_for(wake.wait(), seconds)
    except TimeoutError:
        return
