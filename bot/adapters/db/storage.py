"""All that lives in one database, opened once and handed to who needs it."""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.db.engine import Database
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.notices.notices import SqlNotices
from bot.adapters.db.numbers import SqlNumbers
from bot.adapters.db.outbox import SqlOutbox
from bot.adapters.db.papers import SqlPapers
from bot.adapters.db.portfolio.portfolios import SqlPortfolios
from bot.adapters.db.records import SqlRecords
from bot.adapters.db.vault import Vault
from bot.application.notices.ports import Notices
from bot.application.papers import Papers
from bot.application.portfolio.ports import Portfolios
from bot.application.ports import Clock, Inbox, Numbers, Outbox, Records

LOCK_POLL_S = 0.05


class SqlStorage:
    """The `Storage` port on SQLite and PostgreSQL."""

    def __init__(
        self, url: str, vault: Vault, clock: Clock, *, pool_size: int = 10, engine: AsyncEngine | None = None
    ) -> None:
        self.database = Database(url, vault, pool_size=pool_size, engine=engine)
        self._clock = clock

    def inbox(self) -> Inbox:
        return SqlInbox(self.database, self._clock)

    def outbox(self) -> Outbox:
        return SqlOutbox(self.database, self._clock)

    def records(self) -> Records:
        return SqlRecords(self.database)

    def numbers(self) -> Numbers:
        return SqlNumbers(self.database)

    def papers(self) -> Papers:
        return SqlPapers(self.database)

    def notices(self) -> Notices:
        return SqlNotices(self.database)

    def portfolios(self) -> Portfolios:
        return SqlPortfolios(self.database, self._clock)

    @asynccontextmanager
    async def lock(self, name: str) -> AsyncIterator[None]:
        """One holder at a time among all processes; let go by itself when its process dies."""
        held = self._file_lock(name) if self.database.is_sqlite else self._advisory_lock(name)
        async with held:
            yield

    async def close(self) -> None:
        await self.database.close()

    @asynccontextmanager
    async def _advisory_lock(self, name: str) -> AsyncIterator[None]:
        key = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
        engine = self.database.engine.execution_options(isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key})
            try:
                yield
            finally:
                await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})

    @asynccontextmanager
    async def _file_lock(self, name: str) -> AsyncIterator[None]:
        database = make_url(self.database.url).database or "concilia"
        with Path(f"{database}.{name}.lock").open("w") as file:
            while not _took(file.fileno()):
                await asyncio.sleep(LOCK_POLL_S)  # waiting in a thread could not be cancelled
            yield


def _took(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
