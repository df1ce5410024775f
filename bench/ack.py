"""How long a webhook delivery waits for its 200: signed POSTs to the real api process, on SQLite."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from bench.figures import Figure, Measured, latencies
from bench.http_client import Connection, post_request
from bot.adapters.db.migrate import migrate
from bot.adapters.embedded_valkey import EmbeddedValkey
from bot.config import ROOT
from bot.supervisor.embedded import free_port

DOOR = "/webhooks/twilio/messages"
ACCOUNT, TOKEN = f"AC{1:032x}", "a-token-of-the-benchmark"
STARTS_WITHIN_S, LOOK_EVERY_S = 60.0, 0.1
SLICE_S = 0.5  # the sides take turns this often, so that both meet the same weather
DEBTORS = 500  # each writes once before it counts: a talk is opened once, and has many messages


async def measure_ack(home: Path, seconds: float, at_once: int) -> Measured:
    await migrate(f"sqlite+aiosqlite:///{home / 'concilia.sqlite3'}")
    ours_port, bare_port = free_port(), free_port()
    with valkey(home / "valkey") as redis_url, api_process(home, ours_port, redis_url), _bare(home, bare_port):
        async with connections(ours_port, at_once) as ours, connections(bare_port, at_once) as bare:
            sides = Side(ours, signed_posts(ours_port, DOOR)), Side(bare, signed_posts(bare_port, "/"))
            await _take_turns(sides, seconds)
    measured, reference = sides
    return Measured(
        name="ack",
        what=f"a signed webhook POST acknowledged, {at_once} at once",
        reference="a bare FastAPI route that commits one row to SQLite",
        figures=(
            *latencies(measured.times, reference.times, 50, 99),
            Figure("rate", "a second", measured.rate, reference.rate),
        ),
        raw={"ours": measured.times, "reference": reference.times},
        notes=(f"{len(measured.times)} requests, the reference {len(reference.times)}",),
    )


class Side:
    """One of the two servers, its connections, and the times taken so far."""

    def __init__(self, connections: Sequence[Connection], requests: Iterator[bytes]) -> None:
        self._connections = connections
        self._requests = requests
        self.under_way = 0.0
        self.times: list[float] = []

    @property
    def rate(self) -> float:
        return len(self.times) / self.under_way

    async def warm_up(self) -> None:
        for _ in range(DEBTORS):
            await self._connections[0].post(next(self._requests))

    async def run(self, seconds: float) -> None:
        began = perf_counter()
        await asyncio.gather(*(self._post_until(began + seconds, one) for one in self._connections))
        self.under_way += perf_counter() - began

    async def _post_until(self, end: float, connection: Connection) -> None:
        while perf_counter() < end:
            self.times.append(await connection.post(next(self._requests)))


async def _take_turns(sides: Sequence[Side], seconds: float) -> None:
    for side in sides:
        await side.warm_up()
    for _ in range(max(round(seconds / SLICE_S), 1)):
        for side in sides:
            await side.run(min(SLICE_S, seconds))


def signed_posts(port: int, path: str) -> Iterator[bytes]:
    """Forms as Twilio posts them, from many debtors in turn, each with a sid of its own; the same to both sides."""
    validator = RequestValidator(TOKEN)
    for number in count(1):
        sid, phone = f"SM{number:032x}", f"55679{number % DEBTORS:08d}"
        form = {"MessageSid": sid, "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "NumMedia": "0"}
        form |= {"From": f"whatsapp:+{phone}", "To": "whatsapp:+556733140000", "WaId": phone}
        form |= {"ProfileName": "Fábio", "MessageType": "text", "Body": "boa noite, recebi uma mensagem de vocês"}
        signature = validator.compute_signature(f"http://127.0.0.1:{port}{path}", form)
        yield post_request(path, urlencode(form).encode(), X_Twilio_Signature=signature)


@asynccontextmanager
async def connections(port: int, at_once: int) -> AsyncIterator[list[Connection]]:
    await _until_it_listens(port)
    opened = [await Connection.open(port) for _ in range(at_once)]
    yield opened
    for connection in opened:
        await connection.close()


async def _until_it_listens(port: int) -> None:
    async with asyncio.timeout(STARTS_WITHIN_S):
        while True:
            try:
                await (await Connection.open(port)).close()
            except OSError:
                await asyncio.sleep(LOOK_EVERY_S)
            else:
                return


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    server = EmbeddedValkey(folder)
    yield server.start()
    server.stop()


def api_process(home: Path, port: int, redis_url: str) -> "Running":
    settings = {
        "CONCILIA_ENV": "development",
        "CONCILIA_HOME": str(home),
        "CONCILIA_HOST": "127.0.0.1",
        "CONCILIA_PORT": str(port),
        "CONCILIA_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "CONCILIA_DATABASE_URL": f"sqlite+aiosqlite:///{home / 'concilia.sqlite3'}",
        "CONCILIA_REDIS_URL": redis_url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
    }
    return Running(*(f"{name}={value}" for name, value in settings.items()), sys.executable, "-m", "bot.main")


def _bare(home: Path, port: int) -> "Running":
    return Running(sys.executable, "-m", "bench.bare_api", str(home / "bare.sqlite3"), str(port))


class Running:
    """A server in a process of its own, for as long as the block lasts; `NAME=value` before it sets its environment."""

    def __init__(self, *command: str) -> None:
        self._command = ("env", *command)

    def __enter__(self) -> None:
        self._process = subprocess.Popen(self._command, cwd=ROOT)

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
