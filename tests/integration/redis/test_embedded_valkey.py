"""A Valkey of our own keeps its data, leaves nothing behind, and takes over from one whose parent died."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from bot.adapters.embedded_valkey import LONGEST_SOCKET_PATH, EmbeddedValkey, socket_path

ORPHAN = """
import os, signal, sys
from pathlib import Path
from bot.adapters.embedded_valkey import EmbeddedValkey
EmbeddedValkey(Path(sys.argv[1])).start()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    opened = EmbeddedValkey(tmp_path / "valkey")
    yield opened
    opened.stop()


def pid_of(url: str) -> int:
    with Redis.from_url(url) as client:
        return int(client.info("server")["process_id"])


def put(url: str, value: str) -> None:
    with Redis.from_url(url) as client:
        client.set("key", value)


def kept(url: str) -> bytes | None:
    with Redis.from_url(url) as client:
        return client.get("key")


def test_what_was_kept_is_there_after_a_restart(server: EmbeddedValkey) -> None:
    put(server.start(), "x")
    server.stop()
    assert not server.is_running

    assert kept(server.start()) == b"x"


def test_its_process_is_known_while_it_runs(server: EmbeddedValkey) -> None:
    assert server.pid is None

    url = server.start()

    assert server.pid == pid_of(url)


def test_one_left_over_by_a_dead_parent_is_replaced(server: EmbeddedValkey, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", ORPHAN, str(tmp_path / "valkey")], check=False)
    orphan = pid_of(server.url)
    put(server.url, "x")

    server.start()

    assert server.pid not in {None, orphan}
    assert kept(server.url) == b"x"


def test_there_is_nothing_to_reap_the_first_time(server: EmbeddedValkey) -> None:
    assert not server.reap()


def test_a_socket_left_by_a_killed_server_is_no_obstacle(server: EmbeddedValkey) -> None:
    server.start()
    os.kill(server.pid or 0, signal.SIGKILL)
    server.stop()

    assert kept(server.start()) is None


def test_a_folder_too_deep_for_a_socket_still_gets_one(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("d" * 60)

    server = EmbeddedValkey(deep)
    url = server.start()
    server.stop()

    assert len(os.fsencode(url.removeprefix("unix://"))) <= LONGEST_SOCKET_PATH
    assert socket_path(deep) != socket_path(deep.parent / "other")
