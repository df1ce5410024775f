"""Brings a database to the newest tables; any number of processes may ask at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.adapters.db.engine import WRITES, open_engine
from bot.domain.errors import BotError

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 727_266_254  # any number, as long as all of us use the same


class DatabaseUnknown(BotError):
    """The tables are of another version, and no migration of ours leads on from there."""

    def __init__(self, at: str) -> None:
        super().__init__(
            f"the database is at {at}, which this version does not know: a newer one made it, or one that never went"
            " out; run that version, put a back-up of before it back, or, where nothing in it matters, begin with an"
            " empty database (embedded: move concilia.sqlite3 and what is named after it out of CONCILIA_HOME)"
        )
        self.at = at


async def migrate(url: str) -> None:
    """Run the migrations still missing, in one transaction, one process at a time; raises DatabaseUnknown."""
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
    config = config_for(connection)
    _expect_ours(connection, config)
    command.upgrade(config, "head")


def _expect_ours(connection: Connection, config: Config) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    for at in MigrationContext.configure(connection).get_current_heads():
        if at not in known:
            raise DatabaseUnknown(at)
