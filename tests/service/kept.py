"""What the service keeps, read beside it: whether something waits, and how often something was stored."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import make_url, text

from bot.adapters.db.engine import open_engine

BUSY_FOR_S = 10.0
UNANSWERED = "SELECT count(*) FROM inbox WHERE handled_at IS NULL"
UNSENT = "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'unknown')"
CLAIMED = "SELECT count(*) FROM conversation WHERE lease_until IS NOT NULL"


@dataclass(frozen=True)
class Kept:
    """The database of a service."""

    url: str

    def is_settled(self) -> bool:
        """Everything that came is answered, and every answer is with the provider."""
        return not self.count(f"SELECT ({UNANSWERED}) + ({UNSENT})")

    def has_turn_running(self) -> bool:
        return bool(self.count(CLAIMED))

    def messages_in(self) -> int:
        return self.count("SELECT count(*) FROM inbox")

    def turns(self) -> int:
        return self.count("SELECT count(*) FROM turn WHERE NOT superseded")

    def count(self, query: str) -> int:
        """Asked ten times a second while something is waited for: of a file without all that an engine is."""
        address = make_url(self.url)
        if address.get_backend_name() != "sqlite":
            return asyncio.run(self._count(query))
        assert address.database is not None
        with closing(sqlite3.connect(address.database, timeout=BUSY_FOR_S)) as connection:
            return int(connection.execute(query).fetchone()[0])

    async def _count(self, query: str) -> int:
        engine = open_engine(self.url, pool_size=1)
        try:
            async with engine.connect() as connection:
                return int((await connection.execute(text(query))).scalar_one())
        finally:
            await engine.dispose()
