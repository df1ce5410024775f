"""The worker: hears the bell, works turns one conversation at a time, and sends what they left in the outbox."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.application.handle_turn import TurnTools, hand_over_failed, handle_turn
from bot.application.send_outbox import SendTools, send_due
from bot.assembly import Assembly, assemble
from bot.config import load_settings
from bot.logs import configure_logs

log = structlog.get_logger()

SWEEP_EVERY_S = 2.0
SEND_AT_LEAST_EVERY_S = 1.0
FAILURES_BEFORE_A_PERSON = 3
TURNS_AT_ONCE = 16


@dataclass
class TurnLine:
    """Conversations waiting for their quiet time, and those being worked: never two turns of one at once."""

    tools: TurnTools
    on_done: Callable[[], None]
    due: dict[int, float] = field(default_factory=dict)
    busy: set[int] = field(default_factory=set)
    failures: dict[int, int] = field(default_factory=dict)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def rung(self, conversation_id: int) -> None:
        """A message came: the turn begins once the burst has been quiet for the window."""
        self.due[conversation_id] = asyncio.get_running_loop().time() + self.tools.quiet.total_seconds()
        self.wake.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as turns:
            while True:
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
        self.wake.clear()
        try:
            await asyncio.wait_for(self.wake.wait(), None if pause is None else max(pause, 0.001))
        except TimeoutError:
            return

    async def _work(self, conversation_id: int) -> None:
        """The one place that catches everything: a turn that fails waits for the sweep, then for a person."""
        try:
            if await handle_turn(conversation_id, self.tools):
                self.failures.pop(conversation_id, None)
        except Exception as error:
            times = self.failures[conversation_id] = self.failures.get(conversation_id, 0) + 1
            log.error("turn failed", conversation=conversation_id, error=type(error).__name__, times=times)
            if times >= FAILURES_BEFORE_A_PERSON and not getattr(error, "is_passing", False):
                await self._give_up(conversation_id)
        finally:
            self.busy.discard(conversation_id)
            self.wake.set()
            self.on_done()

    async def _give_up(self, conversation_id: int) -> None:
        if await hand_over_failed(conversation_id, self.tools):
            self.failures.pop(conversation_id, None)


async def work(assembly: Assembly) -> None:
    """All loops of a worker until it is cancelled."""
    outbox_bell = asyncio.Event()
    line = TurnLine(turn_tools(assembly), outbox_bell.set)
    async with asyncio.TaskGroup() as loops:
        loops.create_task(line.run())
        loops.create_task(_listen(assembly, line))
        loops.create_task(_every(SWEEP_EVERY_S, lambda: _sweep(assembly, line)))
        loops.create_task(_send(assembly, outbox_bell))


def turn_tools(assembly: Assembly) -> TurnTools:
    return TurnTools(
        inbox=assembly.inbox,
        dialogue=assembly.dialogue,
        releases=assembly.releases,
        services=assembly.services,
        clock=assembly.clock,
        default_creditor=assembly.settings.default_creditor,
        quiet=timedelta(milliseconds=assembly.settings.turn_window_ms),
        lease_s=60.0,
    )


async def _listen(assembly: Assembly, line: TurnLine) -> None:
    async for conversation_id in assembly.bell.listen():
        line.rung(conversation_id)


async def _sweep(assembly: Assembly, line: TurnLine) -> None:
    """Ring again for messages whose ring was lost, or whose turn failed."""
    quiet = timedelta(milliseconds=assembly.settings.turn_window_ms)
    before = assembly.clock.now() - quiet - timedelta(seconds=SWEEP_EVERY_S)
    for conversation_id in await assembly.inbox.waiting(before, 200):
        if conversation_id not in line.due:
            line.rung(conversation_id)


async def _send(assembly: Assembly, bell: asyncio.Event) -> None:
    tools = SendTools(assembly.outbox, assembly.provider, assembly.clock)
    while True:
        if await _logged(lambda: send_due(tools)):
            continue
        bell.clear()
        try:
            await asyncio.wait_for(bell.wait(), SEND_AT_LEAST_EVERY_S)
        except TimeoutError:
            continue


async def _every(pause_s: float, job: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(pause_s)
        await _logged(job)


async def _logged[T](job: Callable[[], Awaitable[T]]) -> T | None:
    """Storage away for a while stops no loop: what is stored is found again later."""
    try:
        return await job()
    except OSError as error:
        log.error("loop waits", error=type(error).__name__)
        await asyncio.sleep(1)
        return None


async def _main() -> None:
    settings = load_settings()
    configure_logs()
    async with assemble(settings) as assembly:
        working = asyncio.ensure_future(work(assembly))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, working.cancel)
        await asyncio.wait([working])
        if not working.cancelled() and (error := working.exception()) is not None:
            raise error


if __name__ == "__main__":
    asyncio.run(_main())
