"""Several machines: api and worker processes as the service runs them, each of which may be replaced while it works."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from signal import SIGTERM
from time import monotonic

from sqlalchemy import text

from bot.supervisor.embedded import free_port
from tests.faults.machines.claims import ClaimLog, Worked
from tests.faults.machines.processes import run_machine_api, run_machine_worker
from tests.faults.matrix.house import PATIENCE_S, House, forks
from tests.faults.matrix.processes import Part
from tests.faults.matrix.talks import Step, Talk, negotiation

ENDED_BY_ITSELF = {0, -SIGTERM}  # the server of an api ends what it has in hand, and then says by which signal
COMMITS = text("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
LOOK_EVERY_S = 0.2
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Idleness:
    """What is done while nobody wants anything, by all processes together."""

    commits_a_second: float
    cores: float


@dataclass
class Fleet(House):
    """A house of any number of processes, none of which knows of the others."""

    workers: tuple[str, ...] = ()
    codes: list[tuple[str, int | None]] = field(default_factory=list)
    proxy: Iterator[str] = field(default_factory=lambda: iter(()))

    @classmethod
    def of(cls, apis: int, workers: int, **values: object) -> "Fleet":
        ports = {f"api-{number}": free_port() for number in range(1, apis + 1)}
        names = tuple(f"worker-{number}" for number in range(1, workers + 1))
        values = {"look_every_s": LOOK_EVERY_S, **values}
        return cls(ports=ports, workers=names, proxy=cycle(ports), **values)  # type: ignore[arg-type]

    async def begin(self, names: Sequence[str] = ()) -> None:
        """Without a worker, until `work` is called."""
        await super().begin(names or tuple(self.ports))

    def work(self) -> None:
        for name in self.workers:
            self.start(name)

    def start(self, name: str) -> None:
        part = Part(name, self.settings_of(name), self.points.folder, self.told)
        is_api = name in self.ports
        run = forks.Process(target=run_machine_api, args=(part,), name=name)
        if not is_api:
            run = forks.Process(target=run_machine_worker, args=(part, self.claims), name=name)
        run.start()
        self.standing[name] = run

    async def replace(self, name: str) -> None:
        """As an upgrade does: asked to stop, waited for, and begun again; with an api, until it answers."""
        leaving = self.standing.pop(name)  # nobody watches over it now
        leaving.terminate()
        await self.until(lambda: not leaving.is_alive(), f"{name} ended")
        leaving.join()
        self.codes.append((name, leaving.exitcode))
        self.start(name)
        await self.until_up()

    async def idle(self, for_s: float) -> Idleness:
        commits, spent, began = await self._commits(), self._cpu_s(), monotonic()
        await self.until(lambda: monotonic() - began >= for_s, "a while")
        seconds = monotonic() - began
        return Idleness((await self._commits() - commits) / seconds, (self._cpu_s() - spent) / seconds)

    @property
    def claims(self) -> Path:
        return self.ground.folder / "claims.txt"

    @property
    def worked(self) -> Worked:
        return Worked(list(ClaimLog(self.claims).spells()))

    @property
    def not_by_themselves(self) -> list[tuple[str, int | None]]:
        return [(name, code) for name, code in self.codes if code not in ENDED_BY_ITSELF]

    async def _commits(self) -> int:
        async with self.database.reading() as session:
            return int((await session.execute(COMMITS)).scalar_one())

    def _cpu_s(self) -> float:
        return sum(cpu_s(process.pid or 0) for process in self.standing.values())


@dataclass
class MachineTalk(Talk):
    """Whose messages a proxy hands to one api after the other, and to the next where one is away."""

    async def begin(self) -> None:
        """Say hello, and wait for nothing."""
        await self.deliver(self.sends(negotiation(self.debtor)[0].says))

    async def hold(self, steps: Sequence[Step] | None = None) -> None:
        """From the hello on that was said already."""
        hello, *rest = steps or negotiation(self.debtor)
        await self.reads(hello)
        await super().hold(rest)

    async def deliver(self, form: dict[str, str]) -> bool:
        assert isinstance(self.house, Fleet)
        async with asyncio.timeout(PATIENCE_S):
            while not await self.post(form, next(self.house.proxy)):
                await asyncio.sleep(LOOK_EVERY_S)
        return True


def cpu_s(pid: int) -> float:
    """User and system time, whatever else the machine does."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND
