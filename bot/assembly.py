"""Puts the parts together once, for the api, the worker and the command line alike."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.clock import SystemClock
from bot.adapters.db.engine import Database
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.numbers import SqlNumbers
from bot.adapters.db.outbox import SqlOutbox
from bot.adapters.db.records import SqlRecords
from bot.adapters.db.vault import Vault
from bot.adapters.documents import PaperDocuments
from bot.adapters.nlu_client import NluClient
from bot.adapters.redis_bell import RedisBell, open_redis
from bot.adapters.release_store import ReleaseStore
from bot.adapters.senders import provider_for
from bot.application.desk import Services
from bot.application.ports import Bell, Clock, Provider
from bot.config import Settings


@dataclass(frozen=True)
class Assembly:
    """Everything a process of the service works with."""

    settings: Settings
    clock: Clock
    database: Database
    inbox: SqlInbox
    outbox: SqlOutbox
    records: SqlRecords
    numbers: SqlNumbers
    redis: Redis
    bell: Bell
    dialogue: NluClient
    releases: ReleaseStore
    services: Services
    provider: Provider


@asynccontextmanager
async def assemble(settings: Settings) -> AsyncIterator[Assembly]:
    """Open what the settings name; close it again in the end."""
    clock = SystemClock(settings.now)
    vault = Vault.from_text(settings.keys.get_secret_value())
    database = Database(settings.database_url, vault)
    redis = open_redis(settings.redis_url)
    dialogue = NluClient(settings.nlu_url)
    records, numbers = SqlRecords(database), SqlNumbers(database)
    try:
        yield Assembly(
            settings=settings,
            clock=clock,
            database=database,
            inbox=SqlInbox(database, clock),
            outbox=SqlOutbox(database, clock),
            records=records,
            numbers=numbers,
            redis=redis,
            bell=RedisBell(redis),
            dialogue=dialogue,
            releases=ReleaseStore(settings.releases),
            services=Services(records, numbers, HolidayCalendar(), PaperDocuments()),
            provider=provider_for(settings),
        )
    finally:
        await dialogue.close()
        await redis.aclose()
        await database.close()
