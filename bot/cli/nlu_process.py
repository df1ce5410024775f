"""An nlu server for as long as a command needs one, where none runs already."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import monotonic

from bot.adapters.nlu_client import DialogueUnavailable, NluClient
from bot.supervisor import bound

STARTS_WITHIN_S = 600.0
LOOK_EVERY_S = 0.1
STOPS_WITHIN_S = 10.0


@asynccontextmanager
async def nlu_serving(release: str, urls: Sequence[str], nlu: Path, releases: Path) -> AsyncIterator[NluClient]:
    """A client of a server that has the release: the one at `urls` when it answers, else one started here."""
    running = NluClient(urls)
    try:
        if await running.is_ready(release):
            yield running
            return
    finally:
        await running.close()
    with _started(release, nlu, releases) as (process, url):
        client = NluClient([url])
        try:
            await _until_ready(client, release, process)
            yield client
        finally:
            await client.close()


@contextmanager
def _started(release: str, nlu: Path, releases: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with tempfile.TemporaryDirectory(prefix="concilia-nlu-") as folder:
        place = Path(folder) / "nlu.sock"
        server = (str(nlu / ".venv" / "bin" / "python"), "-W", "ignore", str(nlu / "server.py"))
        what = ("--releases", str(releases), "--socket", str(place), "--preload", release)
        ends_with_us = (sys.executable, "-I", "-S", bound.__file__, str(os.getpid()))
        command = (*ends_with_us, *server, *what)
        sys.stderr.write("concilia: starting the understanding\n")
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
            try:
                yield process, f"unix:{place}"
            finally:
                _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()


async def _until_ready(client: NluClient, release: str, process: subprocess.Popen[bytes]) -> None:
    deadline = monotonic() + STARTS_WITHIN_S
    while not await client.is_ready(release):
        if process.poll() is not None or monotonic() > deadline:
            raise DialogueUnavailable("the one started for this command did not come up")
        await asyncio.sleep(LOOK_EVERY_S)
