"""The database of one command, opened beside running services or without them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.adapters.db.engine import Database
from bot.adapters.db.index_key import expect_index_key
from bot.adapters.db.migrate import migrate
from bot.adapters.db.vault import Vault
from bot.config import Settings


@asynccontextmanager
async def opened_database(settings: Settings) -> AsyncIterator[Database]:
    """With the tables of now, and keys that find who is in them: raises IndexKeyChanged."""
    await migrate(settings.database_url)
    database = Database(settings.database_url, Vault.from_text(settings.keys.get_secret_value()))
    try:
        await expect_index_key(database)
        yield database
    finally:
        await database.close()
