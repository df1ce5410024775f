"""What the commands for users and keys work on, opened for one command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.clock import SystemClock
from bot.adapters.db.engine import Database
from bot.adapters.db.migrate import migrate
from bot.adapters.db.staff.keys import SqlStaff
from bot.adapters.db.vault import Vault
from bot.cli.connected import connected_settings


@dataclass(frozen=True)
class StaffDesk:
    staff: SqlStaff
    now: datetime


@asynccontextmanager
async def staff_desk() -> AsyncIterator[StaffDesk]:
    settings = connected_settings()
    await migrate(settings.database_url)
    database = Database(settings.database_url, Vault.from_text(settings.keys.get_secret_value()))
    try:
        yield StaffDesk(SqlStaff(database), SystemClock(settings.now).now())
    finally:
        await database.close()
