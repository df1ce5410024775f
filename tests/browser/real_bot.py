"""The service with the real bot behind it: the checkout's release live, and an nlu server that reads its folder."""

import asyncio
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from bot.adapters.release_store import MODEL_FILE
from bot.adapters.trainer import SubprocessTrainer
from bot.application.publications import How, Signed
from bot.application.releases import ensure_release
from bot.config import Settings
from bot.publishing import opened_publishing
from bot.supervisor.embedded import free_port
from tests.browser.staff import employ
from tests.checkout import ROOT, checkout_build
from tests.conftest import one_at_a_time
from tests.integration.simulator.service import Service, running

NLU = ROOT / "nlu"
STARTS_WITHIN_S = 900  # 15 s when the machine is quiet
BOSS = "helena.prado@exemplo.invalid"


@contextmanager
def real_service(database_url: str, redis_url: str, home: Path) -> Iterator[Service]:
    port = free_port()
    with (
        _nlu(home / "releases", port),
        running(database_url, redis_url, home, is_scripted=False, nlu_url=(f"http://127.0.0.1:{port}",)) as service,
    ):
        with ThreadPoolExecutor(1) as apart:  # training may outlast what a job of the service is waited for
            apart.submit(asyncio.run, _make_live(service.settings)).result()
        service.do(employ(service, BOSS))
        yield service


async def _make_live(settings: Settings) -> None:
    """Trained once for all tests of a checkout, and mostly by those of conversations."""
    build = checkout_build()
    async with opened_publishing(settings) as tools:
        trainer = SubprocessTrainer(NLU / ".venv" / "bin" / "python", NLU / "train.py", settings.model_cache / "parts")
        with one_at_a_time(settings.model_cache.parent / "training.lock"):
            ensure_release(build, tools.shelf.folder, trainer)
        await tools.shelf.keep(build.id, tools.clock.now())
        await tools.publications.add(build.id, How.CHECKOUT, Signed(BOSS, ""), tools.clock.now())
    assert (settings.releases / build.id / MODEL_FILE).is_file()


@contextmanager
def _nlu(releases: Path, port: int) -> Iterator[None]:
    releases.mkdir(parents=True)
    place = ["--releases", str(releases), "--host", "127.0.0.1", "--port", str(port)]
    command = [str(NLU / ".venv" / "bin" / "python"), "server.py", *place]
    with subprocess.Popen(command, cwd=NLU, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _until_it_answers(f"http://127.0.0.1:{port}/health", server)
            yield
        finally:
            server.terminate()
            server.wait(timeout=STARTS_WITHIN_S)


def _until_it_answers(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    with httpx.Client(trust_env=False, timeout=5) as asking:  # one, as each reads all certificates there are
        while time.monotonic() < deadline:
            assert server.poll() is None, "the nlu server ended"
            try:
                asking.get(url)
            except httpx.HTTPError:
                time.sleep(0.2)
            else:
                return
    raise TimeoutError(url)
