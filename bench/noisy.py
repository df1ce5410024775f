"""What bulk work does to who is talking with the bot: live turns with notices, an import and a training beside them."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from time import perf_counter

from bench.figures import Measured, latencies
from bench.negotiation import Debtor
from bench.peer.load import Load, Turn
from bench.peer.ours import our_service
from bench.peer.provider import Provider
from bench.peer.side import Side, running
from bench.portfolio import invented_sheet
from bot.adapters.release_store import LivePointer
from bot.config import ROOT, Settings
from bot.publishing import NLU

AT_ONCE = 2  # turns under way: a service that is not full, so that waiting comes from what runs beside
IN_EACH, NOTIFIED = 400, 2_000  # debtors in the database: who may write in each time, and whom notices go to
WORK_BEGINS_S = 2.0
GOES_ON_S = 0.5
SILENT_S = 5.0  # after so long without a message what was begun beside the turns is taken for ended
ENDS_WITHIN_S = 180.0


@dataclass(frozen=True)
class Bulk:
    """A command that is begun again whenever it ends, until nobody listens any more."""

    name: str
    command: Sequence[str]
    again: bool = True


async def measure_noisy(home: Path, seconds: float, rows: int, on_postgres: bool) -> Measured:
    """With all of it at once, and undisturbed before it and after it: what a machine gives changes by the minute."""
    home.mkdir(parents=True, exist_ok=True)
    load = Load()
    provider = Provider(load.taken, latency_s=0.0)
    await provider.start()
    talking = [Debtor(number) for number in range(1 + 3 * IN_EACH)]
    notified = [Debtor(len(talking) + number, can_be_notified=True) for number in range(NOTIFIED)]
    async with our_service(home, [*talking, *notified], provider.url, on_postgres, workers=1) as side:
        await load.learn(side.door, talking.pop())
        before, beside, after = batched(talking, IN_EACH)
        quiet = await _live(load, before, seconds / 2)
        async with _beside(side, home, bulk_of(home, rows)) as done:
            noisy = await _live(load, beside, seconds)
        await _until_silent(provider)
        quiet += await _live(load, after, seconds / 2)
    await provider.close()
    ours, reference = ([turn.first for turn in turns] for turns in (noisy, quiet))
    return Measured(
        name="noisy",
        what=f"live turns, {AT_ONCE} at once, with notices, an import of {rows} rows and a training",
        reference="the same with nothing beside them, before and after",
        figures=latencies(ours, reference, 50, 95, 99),
        raw={"ours": ours, "reference": reference},
        notes=(
            f"{len(noisy)} turns, undisturbed {len(quiet)}; meanwhile "
            + ", ".join(f"{name} {count} times" for name, count in done.items()),
        ),
    )


def bulk_of(home: Path, rows: int) -> tuple[Bulk, ...]:
    """As people start them; a training stands behind live turns, as the editor's does (`bot.apart.behind`)."""
    sheet = invented_sheet(home / "bulk.csv", rows)
    ours = (sys.executable, "-m", "bot.cli")
    release = LivePointer(Settings(_env_file=None, home=home).live_release).read() or ""
    train = (str(NLU / ".venv" / "bin" / "python"), "-W", "ignore", str(NLU / "train.py"))
    project = home / "releases" / release
    behind = (sys.executable, "-m", "bench.behind")
    return (
        Bulk("notices planned", (*ours, "notice", "issue", "--creditor", "cassems"), again=False),
        Bulk("imported", (*ours, "import", str(sheet))),
        Bulk("trained", (*behind, *train, str(project), "--out", str(home / "trained.tar.gz"))),
    )


async def _live(load: Load, debtors: Sequence[Debtor], seconds: float) -> list[Turn]:
    load.turns = []
    await load.hold(debtors, AT_ONCE, seconds)
    return load.turns


async def _until_silent(provider: Provider) -> None:
    """The notices still to be sent go out."""
    began = perf_counter()
    while perf_counter() - max(provider.taken_at, began) < SILENT_S and perf_counter() - began < ENDS_WITHIN_S:
        await asyncio.sleep(GOES_ON_S)


@asynccontextmanager
async def _beside(side: Side, home: Path, works: Sequence[Bulk]) -> AsyncIterator[dict[str, int]]:
    """Everything at once for as long as the block lasts; how often each was begun."""
    begun = dict.fromkeys((work.name for work in works), 0)
    tasks = [asyncio.create_task(_repeat(work, side, home, begun)) for work in works]
    await asyncio.sleep(WORK_BEGINS_S)
    try:
        yield begun
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _repeat(work: Bulk, side: Side, home: Path, begun: dict[str, int]) -> None:
    while True:
        begun[work.name] += 1
        with running(work.command, home / "bulk.log", cwd=ROOT, **side.settings) as process:
            while process.poll() is None:
                await asyncio.sleep(GOES_ON_S)
        if not work.again:
            return
