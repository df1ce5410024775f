"""What the back office's commands work on: the two queues in the database, opened for one command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.clock import SystemClock
from bot.adapters.db.cases import SqlCases
from bot.adapters.db.slips import SqlSlips
from bot.cli.connected import connected_settings
from bot.parts.opened import opened_database

AT_THE_COMMAND_LINE = "command line"


@dataclass(frozen=True)
class BackOffice:
    """The queues, the instant of the command, and the business hour deadlines are counted in."""

    slips: SqlSlips
    cases: SqlCases
    now: datetime
    business_now: datetime


@asynccontextmanager
async def back_office() -> AsyncIterator[BackOffice]:
    settings = connected_settings()
    clock = SystemClock(settings.now)
    async with opened_database(settings) as database:
        yield BackOffice(SqlSlips(database), SqlCases(database), clock.now(), clock.business_now())


def masked_contact(contact: str) -> str:
    """Enough to tell one phone or e-mail from another."""
    name, at, domain = contact.partition("@")
    if at:
        return f"{name[:2]}***@{domain}"
    return f"***{contact[-4:]}" if contact else ""
