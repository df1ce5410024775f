"""What the service keeps, read beside it: whether something waits, and how often something was stored."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import text

from bot.adapters.db.engine import open_engine

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
        return asyncio.run(self._count(query))

    async def _count(self, query: str) -> int:
        engine = open_engine(self.url, pool_size=1)
        try:
            async with engine.connect() as connection:
                return int((await connection.execute(text(query))).scalar_one())
        finally:
            await engine.dispose()
