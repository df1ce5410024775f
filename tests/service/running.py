"""The service as a user runs it: `./concilia run` in a home of its own, and everything else from outside."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from twilio.request_validator import RequestValidator

from bot.supervisor.processes import Process
from tests.service.kept import Kept
from tests.service.waiting import wait_until
from tests.twilio_server.server import ACCOUNT, TOKEN

ROOT = Path(__file__).resolve().parents[2]
CONCILIA = str(ROOT / "concilia")
READY_WITHIN_S = 900.0  # a release may have to be trained
STOPPED_WITHIN_S = 120.0  # the contract's 20 s are those of a machine that is not busy
COMMAND_WITHIN_S = 300
PATIENCE_S = 120.0
TURN_WINDOW_MS = 600
ALL_READY = {"database": True, "redis": True, "release": True, "nlu": True}
OURS = ("CONCILIA_", "TWILIO_")


def environment(home: Path, port: int, twilio_url: str, **settings: str) -> dict[str, str]:
    """What the caller has set of ours must not decide what the tests find."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}  # noqa: TID251
    return inherited | {
        "CONCILIA_HOME": str(home),
        "CONCILIA_PORT": str(port),
        "CONCILIA_NOW": "2026-11-21T10:00",
        "CONCILIA_TURN_WINDOW_MS": str(TURN_WINDOW_MS),
        "CONCILIA_SAMPLE": "0",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_BASE_URL": twilio_url,
        "TWILIO_CONTENT_BASE_URL": twilio_url,
        **settings,
    }


@dataclass
class Service:
    """One home, started and stopped as often as a test likes."""

    home: Path
    settings: Mapping[str, str]
    output: Path
    kept: Kept
    supervisor: "subprocess.Popen[bytes] | None" = None
    _client: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=PATIENCE_S))

    @property
    def port(self) -> int:
        return int(self.settings["CONCILIA_PORT"])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """What it wrote to the terminal since its first start."""
        return self.output.read_text()

    def start(self) -> None:
        """As `make run` does, and as a terminal: the leader of a process group of its own."""
        with self.output.open("ab") as output:
            self.supervisor = subprocess.Popen(
                [CONCILIA, "run", "--stop-with-parent"],
                env=dict(self.settings),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    def until_ready(self) -> None:
        wait_until(self._is_ready_or_dead, f"ready; it said: {self.said[-2000:]}", READY_WITHIN_S)

    def press_ctrl_c(self) -> int:
        """SIGINT to the whole group; its exit status, or a failure when it takes too long."""
        assert self.supervisor is not None
        os.killpg(self.supervisor.pid, signal.SIGINT)
        return self.supervisor.wait(STOPPED_WITHIN_S)

    def kill(self) -> None:
        assert self.supervisor is not None
        self.supervisor.kill()
        self.supervisor.wait()

    def end(self) -> None:
        """However the test left it."""
        self._client.close()
        if self.supervisor is not None and self.supervisor.poll() is None:
            self.supervisor.terminate()
            try:
                self.supervisor.wait(STOPPED_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.kill()

    def command(self, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [CONCILIA, *words],
            env=dict(self.settings) | settings,
            capture_output=True,
            text=True,
            timeout=COMMAND_WITHIN_S,
            check=False,
        )

    def document(self, *words: str) -> Any:
        """What a command with --json prints."""
        done = self.command(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def services(self) -> dict[str, int]:
        """Process numbers by name, as `concilia status` tells them."""
        return {service["name"]: service["pid"] for service in self.document("status")["services"]}

    def process(self, name: str) -> Process:
        """The one on record now, without the price of a command."""
        record = json.loads((self.home / "run" / f"{name}.json").read_text())
        return Process(record["pid"], record["started"])

    @contextmanager
    def paused(self, *names: str) -> Iterator[None]:
        """These processes stand still meanwhile."""
        processes = [self.process(name) for name in names]
        for process in processes:
            process.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                process.signal(signal.SIGCONT)

    def is_ready(self) -> bool:
        try:
            return self.get("/ready").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def has_another(self, name: str, than: Process) -> bool:
        """Whether a service runs again after it was ended."""
        try:
            found = self.process(name)
        except (FileNotFoundError, json.JSONDecodeError):
            return False
        return found != than and found.is_alive()

    def processes(self) -> list[int]:
        """Every process anywhere that was started for this home, but for those that wrote over their environment."""
        mark = f"CONCILIA_HOME={self.home}".encode()
        return [pid for pid, told in _environments() if mark in told.split(b"\0")]

    def get(self, path: str) -> httpx.Response:
        return self._client.get(f"{self.url}{path}")

    def post(self, path: str, form: Mapping[str, str], signature: str | None = None) -> httpx.Response:
        """As Twilio posts it; signed rightly unless a signature is given."""
        signed = RequestValidator(TOKEN).compute_signature(f"{self.url}{path}", dict(form))
        headers = {"X-Twilio-Signature": signed if signature is None else signature}
        return self._client.post(f"{self.url}{path}", data=dict(form), headers=headers)

    def _is_ready_or_dead(self) -> bool:
        assert self.supervisor is not None
        assert self.supervisor.poll() is None, f"it ended: {self.said[-2000:]}"
        return self.is_ready()


def is_free(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _environments() -> Iterator[tuple[int, bytes]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and Process.of(int(folder.name)):
            try:
                yield int(folder.name), (folder / "environ").read_bytes()
            except (OSError, ProcessLookupError):
                continue
