"""What a flood of forged deliveries costs the real ones: the same acknowledgements with it and without, in turns."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from bench.ack import DOOR, SLICE_S, Side, api_process, connections, signed_posts, valkey
from bench.figures import Figure, Measured, latencies
from bot.adapters.db.migrate import migrate
from bot.config import ROOT
from bot.supervisor.embedded import free_port

FORGERS = 16  # forged deliveries under way at once, each following the last at once
REFUSED = "concilia_webhook_rejected_total"
KEPT = "SELECT count(*), coalesce(sum(size), 0) FROM refused_request"


async def measure_flood(home: Path, seconds: float, at_once: int) -> Measured:
    await migrate(f"sqlite+aiosqlite:///{home / 'concilia.sqlite3'}")
    port = free_port()
    with valkey(home / "valkey") as redis_url, api_process(home, port, redis_url):
        async with connections(port, at_once) as ours:
            requests = signed_posts(port, DOOR)
            flooded, calm = Side(ours, requests), Side(ours, requests)
            await calm.warm_up()
            with _forger(port) as forger:
                for _ in range(max(round(seconds / SLICE_S), 1)):
                    forger.send_signal(signal.SIGSTOP)
                    await calm.run(SLICE_S)
                    forger.send_signal(signal.SIGCONT)
                    await flooded.run(SLICE_S)
            refused = _refused(port)
    return Measured(
        name="flood",
        what=f"a signed webhook POST acknowledged, {at_once} at once, beside {FORGERS} forgers",
        reference="the same without them",
        figures=(
            *latencies(flooded.times, calm.times, 50, 95, 99),
            Figure("rate", "a second", flooded.rate, calm.rate),
        ),
        raw={"ours": flooded.times, "reference": calm.times},
        notes=(f"{refused:.0f} forged ({refused / flooded.under_way:.0f} a second), {_kept(home)}",),
    )


@contextmanager
def _forger(port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen((sys.executable, "-m", "bench.forger", str(port), str(FORGERS)), cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _refused(port: int) -> float:
    figures = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=30, trust_env=False).text
    return sum(float(line.rsplit(" ", 1)[1]) for line in figures.splitlines() if line.startswith(REFUSED))


def _kept(home: Path) -> str:
    with closing(sqlite3.connect(home / "concilia.sqlite3")) as database:
        number, size = database.execute(KEPT).fetchone()
    return f"of which {number} are kept, in {size / 1024:.0f} KiB"
