"""How long a turn takes from claim to commit, and how much of it is not Rasa's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import func, select

from bench.figures import Figure, Measured, latencies, percentile
from bench.negotiation import START, TURNS, Debtor, OffTheScript, Phone
from bot.adapters.calendar import HolidayCalendar
from bot.adapters.clock import SystemClock
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.migrate import migrate
from bot.adapters.db.outbox import SqlOutbox
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AgreementRow
from bot.adapters.db.vault import Vault, keys_in
from bot.adapters.documents import PaperDocuments
from bot.adapters.nlu_client import NluClient
from bot.application.desk import Services
from bot.application.handle_turn import TurnTools, handle_turn
from bot.application.portfolio.ports import PortfolioFile
from bot.application.ports import Clock, Meaning, Prediction, Utterance
from bot.assembly import stored_releases
from bot.cli.nlu_process import nlu_serving
from bot.config import Settings
from bot.publishing import NLU, ensure_checkout_release

WARM_UP = 1
LEASE_S = 60.0

type Call = Callable[[], Awaitable[Prediction]]


async def measure_turn(home: Path, seconds: float) -> Measured:
    settings = Settings(_env_file=None, home=home, keys=keys_in(home / "keys"), database_url=_url(home))
    await migrate(settings.database_url)
    release = await asyncio.to_thread(ensure_checkout_release, settings)
    async with nlu_serving(release, (), NLU, settings.releases) as client, bench_on(settings, client) as bench:
        for number in range(WARM_UP):
            await bench.negotiate(Debtor(number))
        bench.forget()
        end, number = perf_counter() + seconds, WARM_UP
        while perf_counter() < end:
            await bench.negotiate(Debtor(number))
            number += 1
        await bench.expect_agreements(number)
    return _measured(bench, negotiations=number - WARM_UP)


@dataclass
class RecordingDialogue:
    """Passes everything on to the real nlu server and remembers it, so that it can be asked again."""

    client: NluClient
    calls: list[Call] = field(default_factory=list)

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        known = dict(slots)
        return await self._ask(lambda: self.client.understand(release, known, messages, facts))

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction:
        known = dict(slots)
        return await self._ask(lambda: self.client.resume(release, known, outcome))

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        known = dict(slots)
        return await self._ask(lambda: self.client.enter(release, known, step))

    async def mean(self, release: str, bursts: Sequence[Sequence[Utterance]]) -> Sequence[Meaning]:
        return await self.client.mean(release, bursts)

    async def _ask(self, call: Call) -> Prediction:
        self.calls.append(call)
        return await call()


@dataclass
class Bench:
    """Works negotiations one after another, each followed by its nlu calls alone."""

    storage: SqlStorage
    clock: Clock
    tools: TurnTools
    dialogue: RecordingDialogue
    turns: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)  # seconds of a core in this process, a turn
    alone: list[float] = field(default_factory=list)  # the same turns, Rasa only
    calls: int = 0

    def forget(self) -> None:
        self.turns, self.worked, self.alone, self.calls = [], [], [], 0

    async def negotiate(self, debtor: Debtor) -> None:
        """The eight turns, and their nlu calls again."""
        for calls in await self.hold(debtor):
            self.alone.append(await timed(_again(calls)))
            self.calls += len(calls)

    async def hold(self, debtor: Debtor) -> list[list[Call]]:
        """The eight turns; gives what each asked the nlu."""
        await self.load(debtor)
        phone = Phone(debtor, self.tools.inbox, SqlOutbox(self.storage.database, self.clock), self.clock)
        asked: list[list[Call]] = []
        for text in TURNS:
            conversation = await phone.writes(text)
            self.dialogue.calls = []
            before = process_time()
            self.turns.append(await timed(handle_turn(conversation, self.tools)))
            self.worked.append(process_time() - before)
            asked.append(self.dialogue.calls)
            await phone.reads()
        return asked

    async def expect_agreements(self, count: int) -> None:
        async with self.storage.database.reading() as session:
            closed = await session.scalar(select(func.count()).select_from(AgreementRow))
        if closed != count:
            raise OffTheScript(f"{closed} of {count} negotiations closed an agreement")

    async def load(self, debtor: Debtor) -> None:
        file = PortfolioFile("cassems", "bench.csv", START.date())
        loading = await self.storage.portfolios().begin(file)
        await loading.apply(debtor.rows)
        await loading.finish(rows=len(debtor.rows), rejected=0)


@asynccontextmanager
async def bench_on(settings: Settings, client: NluClient) -> AsyncIterator[Bench]:
    clock, dialogue = SystemClock(START), RecordingDialogue(client)
    storage = SqlStorage(settings.database_url, Vault.from_text(settings.keys.get_secret_value()), clock)
    tools = TurnTools(
        inbox=SqlInbox(storage.database, clock),
        dialogue=dialogue,
        releases=stored_releases(settings, storage.database),
        services=Services(storage.records(), storage.numbers(), HolidayCalendar(), PaperDocuments()),
        clock=clock,
        default_creditor="cassems",
        quiet=timedelta(0),
        lease_s=LEASE_S,
    )
    try:
        yield Bench(storage, clock, tools, dialogue)
    finally:
        await storage.close()


def _measured(bench: Bench, negotiations: int) -> Measured:
    turns, alone = sum(bench.turns), sum(bench.alone)
    return Measured(
        name="turn",
        what=f"a turn of {negotiations} negotiations of {len(TURNS)} turns, one at a time",
        reference="the nlu calls of the same turns alone",
        figures=(
            *latencies(bench.turns, bench.alone, 50, 95),
            Figure("rate", "turns/s", len(bench.turns) / turns, len(bench.alone) / alone),
        ),
        raw={"ours": bench.turns, "ours_of_a_core": bench.worked, "reference": bench.alone},
        notes=(
            f"{1 - alone / turns:.0%} of a turn is not Rasa; "
            f"{bench.calls / len(bench.alone):.1f} nlu calls a turn, {alone / bench.calls * 1000:.1f} ms each",
            f"{percentile(bench.worked, 50) * 1000:.1f} ms of a core a turn (p50) in this process, without Rasa",
        ),
    )


async def timed(work: Awaitable[object]) -> float:
    began = perf_counter()
    await work
    return perf_counter() - began


async def _again(calls: Sequence[Call]) -> None:
    for call in calls:
        await call()


def _url(home: Path) -> str:
    return f"sqlite+aiosqlite:///{home / 'concilia.sqlite3'}"
