"""Puts both sides under the same load, one after the other, and says how they compare."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

from bench.figures import Figure, Measured, latencies, percentile
from bench.negotiation import Debtor
from bench.peer.cost import Memory, memory, seconds_by_role
from bench.peer.load import Load, Turn
from bench.peer.ours import our_service
from bench.peer.provider import Provider
from bench.peer.side import Side
from bench.peer.stock import stock_rasa

MIB = 1024 * 1024
LEAST_MS = 0.05


@dataclass(frozen=True)
class Order:
    """What is asked of both sides."""

    debtors: int = 200
    at_once: int = 16
    latency_ms: int = 0
    at_most_s: float = 150.0  # for a side; what is finished by then is counted
    on_postgres: bool = True
    workers: int = 1  # of ours
    stock_workers: Sequence[int] = (1, 2)

    def at(self, latency_ms: int) -> "Order":
        return replace(self, latency_ms=latency_ms)


@dataclass(frozen=True)
class Outcome:
    """What a side did, and what that cost in all its processes; the client's core time stands apart."""

    name: str
    turns: Sequence[Turn]
    seconds: float
    of_a_core: Mapping[str, float]  # by what the process is
    client: float
    memory: Memory
    lost: int = 0  # turns that were never answered

    @property
    def rate(self) -> float:
        return len(self.turns) / self.seconds

    @property
    def core_ms_a_turn(self) -> float:
        return sum(self.of_a_core.values()) / len(self.turns) * 1000

    def line(self) -> str:
        """All of it beside the others, and where its core time went."""
        each = {role: used / len(self.turns) * 1000 for role, used in self.of_a_core.items()}
        parts = [f"{role} {ms:.1f}" for role, ms in sorted(each.items(), key=lambda part: -part[1]) if ms >= LEAST_MS]
        return (
            f"{self.name}: {len(self.turns)} turns, {self.rate:.1f} a second, {self.core_ms_a_turn:.1f} ms of a core"
            f" each ({', '.join(parts)}; load and provider {self.client / len(self.turns) * 1000:.1f} more)"
            + (f"; {self.lost} turns never answered" if self.lost else "")
        )


async def measure_peer(home: Path, order: Order) -> Measured:
    """Ours first, then stock Rasa with each number of workers."""
    for name in ("ours", *(f"stock{workers}" for workers in order.stock_workers)):
        (home / name).mkdir(parents=True)
    ours = await _ours(home / "ours", order)
    others = [await _stock(home / f"stock{workers}", order, workers) for workers in order.stock_workers]
    return compared(order, ours, others)


def compared(order: Order, ours: Outcome, others: Sequence[Outcome]) -> Measured:
    """Against whichever of the others worked more turns a second."""
    best = max(others, key=lambda outcome: outcome.rate)
    return Measured(
        name="peer",
        what=f"{order.debtors} negotiations, {order.at_once} at once, {order.latency_ms} ms at the provider",
        reference=best.name,
        figures=(
            Figure("rate", "turns/s", ours.rate, best.rate),
            Figure("core a turn", "ms", ours.core_ms_a_turn, best.core_ms_a_turn),
            *latencies([turn.first for turn in ours.turns], [turn.first for turn in best.turns], 50, 95, 99),
            Figure("whole answer p95", "ms", *(_p(one, "last", 95) for one in (ours, best))),
            Figure("acknowledged p99", "ms", *(_p(one, "acknowledged", 99) for one in (ours, best))),
            Figure("memory (PSS)", "MiB", ours.memory.pss / MIB, best.memory.pss / MIB),
            Figure("memory (RSS)", "MiB", ours.memory.rss / MIB, best.memory.rss / MIB),
        ),
        raw={
            f"{one.name}: {part}": [getattr(turn, part) for turn in one.turns]
            for one in (ours, *others)
            for part in ("acknowledged", "first", "last")
        },
        notes=tuple(one.line() for one in (ours, *others)),
    )


def _p(outcome: Outcome, part: str, percent: int) -> float:
    return percentile([getattr(turn, part) for turn in outcome.turns], percent) * 1000


async def _ours(home: Path, order: Order) -> Outcome:
    async with _provider(order) as (provider, load):
        service = our_service(home, _debtors(order), provider.url, order.on_postgres, order.workers)
        return await _under_load(service, load, order)


async def _stock(home: Path, order: Order, workers: int) -> Outcome:
    async with _provider(order) as (provider, load):
        return await _under_load(stock_rasa(home, _debtors(order), provider.url, workers), load, order)


async def _under_load(opened: AbstractAsyncContextManager[Side], load: Load, order: Order) -> Outcome:
    first, *others = _debtors(order)
    async with opened as side:
        await load.learn(side.door, first)
        before, client = seconds_by_role(side.processes()), process_time()
        seconds = await load.hold(others, order.at_once, order.at_most_s)
        after, client = seconds_by_role(side.processes()), process_time() - client
        held = await asyncio.to_thread(memory, side.processes())
    cost = {role: used - before.get(role, 0.0) for role, used in after.items()}
    return Outcome(side.name, tuple(load.turns), seconds, cost, client, held, load.lost)


@asynccontextmanager
async def _provider(order: Order) -> AsyncIterator[tuple[Provider, Load]]:
    load = Load()
    provider = Provider(load.taken, order.latency_ms / 1000)
    await provider.start()
    try:
        yield provider, load
    finally:
        await provider.close()


def _debtors(order: Order) -> list[Debtor]:
    """One more, who is talked with slowly beforehand."""
    return [Debtor(number) for number in range(order.debtors + 1)]
