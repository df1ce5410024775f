"""A house: two api and two worker processes on real storage and a real nlu, each started again when it dies."""

import asyncio
import multiprocessing
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy import make_url, text

from bot.adapters.db.editor.publications import SqlPublications
from bot.adapters.db.editor.releases import SqlReleases
from bot.adapters.db.engine import Database
from bot.adapters.db.vault import Vault
from bot.adapters.release_shelf import ReleaseShelf
from bot.adapters.release_store import ReleaseFolder
from bot.application.publications import How, Signed
from bot.supervisor.embedded import free_port
from tests.conftest import TEST_KEY
from tests.fakes import NOON
from tests.faults.matrix.points import Points
from tests.faults.matrix.processes import Part, run_api, run_worker
from tests.faults.matrix.registry import take_in
from tests.faults.matrix.wires import Wire
from tests.service.people import Debtor
from tests.twilio_server.server import ACCOUNT, TOKEN, TwilioServer

CACHE = Path(__file__).resolve().parents[3] / ".cache"
WHATSAPP = "+556733140000"
PUBLIC_URL = "https://negocia.exemplo.invalid"
APIS, WORKERS = ("api-1", "api-2"), ("worker-1", "worker-2")
MOST_DEATHS = 60
LOOK_EVERY_S = 0.05
PATIENCE_S = 420.0
OPEN = """
    SELECT (SELECT count(*) FROM inbox WHERE handled_at IS NULL)
         + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'unknown'))
"""
POSTGRES_SOCKET = ".s.PGSQL.5432"

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.faults.matrix.preloaded"])


@dataclass(frozen=True)
class Ground:
    """What houses stand on."""

    database_url: str
    redis_url: str
    nlu_url: str
    release: str
    folder: Path


@dataclass
class House:
    """`broken` names the promises taken out; `clocks` are what the processes' clocks are off by."""

    ground: Ground
    broken: frozenset[str] = frozenset()
    clocks: dict[str, timedelta] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)
    twilio: TwilioServer = field(default_factory=TwilioServer)
    deaths: Counter[str] = field(default_factory=Counter)
    output: Path | None = None
    look_every_s: float = LOOK_EVERY_S
    ports: dict[str, int] = field(default_factory=lambda: {name: free_port() for name in APIS})
    client: httpx.AsyncClient = field(
        default_factory=lambda: httpx.AsyncClient(trust_env=False, timeout=PATIENCE_S, verify=False)
    )
    standing: dict[str, BaseProcess] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.ground.folder / "orders").mkdir()
        self.points = Points(self.ground.folder / "orders")
        self.told = self.output or self.ground.folder / "output.txt"
        self.database = Database(self.ground.database_url, Vault.from_text(TEST_KEY), pool_size=2)
        self.wires = {"redis": _wire_to(self.ground.redis_url), "nlu": _wire_to(self.ground.nlu_url)}
        if not self.database.is_sqlite:
            self.wires["database"] = Wire(f"{make_url(self.ground.database_url).query['host']}/{POSTGRES_SOCKET}")

    async def begin(self, names: Sequence[str] = (*APIS, *WORKERS)) -> None:
        await self.twilio.start()
        for wire in self.wires.values():
            await wire.start()
        home = self.ground.folder / "home"
        home.mkdir()
        (home / "releases").symlink_to(CACHE / "releases")
        await self._publish()
        for name in names:
            self.start(name)

    def start(self, name: str) -> None:
        run = run_api if name in APIS else run_worker
        ahead = self.clocks.get(name, timedelta(0))
        part = Part(name, self.settings_of(name), self.points.folder, self.told, self.broken, ahead)
        process = forks.Process(target=run, args=(part,), name=name)
        process.start()
        self.standing[name] = process

    def kill(self, name: str) -> None:
        """As `kill -9` does; it is started again."""
        self.standing[name].kill()

    def signal(self, name: str, number: int) -> None:
        pid = self.standing[name].pid
        assert pid is not None
        os.kill(pid, number)

    def look(self) -> None:
        """Whoever died is started again, as a supervisor would."""
        for name, process in list(self.standing.items()):
            if not process.is_alive():
                self.deaths[name] += 1
                assert self.deaths.total() < MOST_DEATHS, f"they keep dying; it said:\n{self.said}"
                process.join()
                self.start(name)

    async def until(self, is_so: Callable[[], Any], what: str, within_s: float = PATIENCE_S) -> None:
        """Watching over the processes meanwhile."""
        try:
            async with asyncio.timeout(within_s):
                while not is_so():
                    self.look()
                    await asyncio.sleep(self.look_every_s)
        except TimeoutError as error:
            raise AssertionError(f"not within {within_s:g} s: {what}; it said:\n{self.said}") from error

    async def settled(self) -> None:
        """Everything that came is answered, and every answer is with the provider."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while await self.still_open():
                    self.look()
                    await asyncio.sleep(self.look_every_s)
        except TimeoutError as error:
            raise AssertionError(f"never settled; it said:\n{self.said}") from error

    async def still_open(self) -> int:
        async with self.database.reading() as session:
            return int((await session.execute(text(OPEN))).scalar_one())

    async def watch(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(self.look_every_s)

    async def until_up(self) -> None:
        for port in self.ports.values():
            while not await _is_up(self.client, port):
                self.look()
                await asyncio.sleep(self.look_every_s)

    async def end(self) -> None:
        for process in self.standing.values():
            process.kill()
        for process in self.standing.values():
            process.join()
        for wire in self.wires.values():
            await wire.close()
        await self.client.aclose()
        await self.twilio.close()
        await self.database.close()

    @property
    def said(self) -> str:
        return self.told.read_text(encoding="utf-8", errors="replace")[-4000:] if self.told.is_file() else ""

    async def _publish(self) -> None:
        shelf = ReleaseShelf(ReleaseFolder(CACHE / "releases", CACHE / "models"), SqlReleases(self.database))
        await shelf.keep(self.ground.release, NOON)
        signed = Signed("ana@exemplo.invalid", "para o teste")
        await SqlPublications(self.database).add(self.ground.release, How.PUBLISHED, signed, NOON)

    def settings_of(self, name: str) -> dict[str, str]:
        return self._settings() | self.more | {"CONCILIA_PORT": str(self.ports.get(name, 1))}

    def _settings(self) -> dict[str, str]:
        return {
            "CONCILIA_HOME": str(self.ground.folder / "home"),
            "CONCILIA_PUBLIC_URL": PUBLIC_URL,
            "CONCILIA_DATABASE_URL": self._database_url(),
            "CONCILIA_REDIS_URL": f"redis://127.0.0.1:{self.wires['redis'].port}/0",
            "CONCILIA_NLU_URL": f"http://127.0.0.1:{self.wires['nlu'].port}",
            "CONCILIA_KEYS": TEST_KEY,
            "CONCILIA_NOW": "2026-11-21T10:00",
            "CONCILIA_TURN_WINDOW_MS": "300",
            "CONCILIA_SAMPLE": "0",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_BASE_URL": self.twilio.url,
            "TWILIO_CONTENT_BASE_URL": self.twilio.url,
            "TWILIO_WHATSAPP_FROM": f"whatsapp:{WHATSAPP}",
        }

    def _database_url(self) -> str:
        if self.database.is_sqlite:
            return self.ground.database_url
        name = make_url(self.ground.database_url).database
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.wires['database'].port}/{name}?ssl=disable"


@asynccontextmanager
async def lived_in(house: House, debtors: Sequence[Debtor]) -> AsyncIterator[House]:
    """With the creditor's file taken in, and everybody watched over until the end."""
    await take_in(house.database, debtors)
    watching: asyncio.Task[None] | None = None
    try:
        await house.begin()
        await house.until_up()
        watching = asyncio.create_task(house.watch())
        yield house
    finally:
        if watching is not None:
            watching.cancel()
        await house.end()


async def _is_up(client: httpx.AsyncClient, port: int) -> bool:
    try:
        return (await client.get(f"http://127.0.0.1:{port}/health")).is_success
    except httpx.TransportError:
        return False


def _wire_to(url: str) -> Wire:
    place = urlsplit(url)
    return Wire(place.port or place.path)
