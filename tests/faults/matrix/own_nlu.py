"""An nlu server of a test's own, which may be killed and started again where it was."""

import subprocess
import time
from dataclasses import dataclass, field

import httpx

from bot.supervisor.embedded import free_port
from tests.conversations.conftest import NLU, NLU_STARTS_WITHIN_S, PATIENCE_S
from tests.faults.matrix.house import CACHE

LOOK_EVERY_S = 0.2


@dataclass
class OwnNlu:
    release: str
    port: int = field(default_factory=free_port)
    _server: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        place = ["--host", "127.0.0.1", "--port", str(self.port), "--preload", self.release]
        command = [str(NLU / ".venv/bin/python"), "server.py", "--releases", str(CACHE / "releases"), *place]
        self._server = subprocess.Popen(command, cwd=NLU, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        assert self._server is not None
        self._server.kill()
        self._server.wait()

    def until_it_answers(self) -> None:
        deadline = time.monotonic() + NLU_STARTS_WITHIN_S
        while not self._answers():
            assert time.monotonic() < deadline, "the nlu never answered"
            time.sleep(LOOK_EVERY_S)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=PATIENCE_S, trust_env=False).is_success
        except httpx.TransportError:
            return False
