"""Places a process passes, where a test may have ordered it to die or to stand still."""

import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event

from bot.adapters.db.engine import Database

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

    def watch_commits(self, database: Database) -> None:
        """The last moment before what was written is kept, by a session or in a transaction of the driver's own."""

        def on_commit(_connection: Connection) -> None:
            self._arrive_committing()

        event.listen(database.engine.sync_engine, "commit", on_commit)
        lend = database.driver

        @asynccontextmanager
        async def driver() -> AsyncIterator[_MarkedDriver]:
            async with lend() as lent:
                yield _MarkedDriver(lent, self._arrive_committing)

        database.driver = driver  # type: ignore[method-assign]

    def _arrive_committing(self) -> None:
        if (what := _writing.get()) is not None:
            self.arrive(f"{what}.committing")


class _MarkedDriver:
    """A connection of the driver's own, whose transactions tell before they commit."""

    def __init__(self, lent: Any, committing: Callable[[], None]) -> None:
        self._lent = lent
        self._committing = committing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lent, name)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        async with self._lent.transaction():
            yield
            self._committing()


@contextmanager
def writing(what: str) -> Iterator[None]:
    """Commits within are commits of this."""
    before = _writing.set(what)
    try:
        yield
    finally:
        _writing.reset(before)
