"""Places a process passes, where a test may have ordered it to die or to stand still."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine

PASS, DIE, STAND = "pass", signal.SIGKILL.name, signal.SIGSTOP.name
_writing: ContextVar[str | None] = ContextVar("writing", default=None)


@dataclass(frozen=True)
class Points:
    """Orders are files of a folder: whoever takes the last one of a point away is the one who obeys it."""

    folder: Path

    def order(self, point: str, *, after: int = 0, what: str = DIE) -> None:
        """For the process that passes once `after` others have."""
        for number in range(after):
            (self.folder / f"{point}~{number:03}~{PASS}").touch()
        (self.folder / f"{point}~{after:03}~{what}").touch()

    def open(self) -> list[str]:
        """Where nobody has died yet."""
        return sorted({file.name.partition("~")[0] for file in self.folder.iterdir()})

    def withdraw(self) -> None:
        for file in self.folder.iterdir():
            file.unlink(missing_ok=True)

    def arrive(self, point: str) -> None:
        for order in sorted(self.folder.glob(f"{point}~*")):
            try:
                order.unlink()
            except FileNotFoundError:
                continue  # another process was quicker
            what = order.name.rpartition("~")[2]
            if what != PASS:
                os.kill(os.getpid(), signal.Signals[what])
            return

    def watch_commits(self, engine: AsyncEngine) -> None:
        """The last moment before what was written is kept."""

        def on_commit(_connection: Connection) -> None:
            if (what := _writing.get()) is not None:
                self.arrive(f"{what}.committing")

        event.listen(engine.sync_engine, "commit", on_commit)


@contextmanager
def writing(what: str) -> Iterator[None]:
    """Commits within are commits of this."""
    before = _writing.set(what)
    try:
        yield
    finally:
        _writing.reset(before)
