"""Brings a database to the newest tables; any number of processes may ask at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.adapters.db.engine import WRITES, open_engine

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 727_266_254  # any number, as long as all of us use the same


async def migrate(url: str) -> None:
    """Run the migrations still missing, in one transaction, one process at a time."""
    # Rebuilding a table in SQLite drops the old one: its children must not follow.
    engine = open_engine(url, pool_size=1, foreign_keys=False)
    try:
        async with engine.execution_options(**WRITES).begin() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def config_for(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # SQLite's BEGIN IMMEDIATE is lock enough
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    command.upgrade(config_for(connection), "head")
