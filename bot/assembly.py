"""Puts the parts together once, for the api, the worker and the command line alike."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.clock import SystemClock
from bot.adapters.db.away import NOT_STORED
from bot.adapters.db.editor.publications import SqlPublications
from bot.adapters.db.editor.releases import SqlReleases
from bot.adapters.db.engine import Database
from bot.adapters.db.index_key import expect_index_key
from bot.adapters.db.news import SqlNews
from bot.adapters.db.notices.notices import SqlNotices
from bot.adapters.db.numbers import SqlNumbers
from bot.adapters.db.records import SqlRecords
from bot.adapters.db.shared_time import FIRST_WITHIN_S, on_shared_time
from bot.adapters.db.templates import SqlTemplates
from bot.adapters.db.vault import Vault
from bot.adapters.documents import PaperDocuments
from bot.adapters.nlu_push import ReleasePush
from bot.adapters.redis_bell import RedisBell, open_redis
from bot.adapters.release_shelf import ReleaseShelf, StoredReleases
from bot.adapters.release_store import LivePointer, ReleaseFolder
from bot.adapters.senders import Carrier, Senders
from bot.adapters.simulated_phone import SimulatedPhone
from bot.adapters.twilio_http import API_HOST, CONTENT_HOST, Credentials, TwilioHttp
from bot.adapters.twilio_sender import Addresses, TwilioSender
from bot.application.desk import Services
from bot.application.ports import Bell, Clock
from bot.config import Settings
from bot.domain.our_senders import OurSenders
from bot.observing.dialogue import WatchedDialogue
from bot.observing.inbox import WatchedInbox, WatchedOutbox
from bot.observing.provider import WatchedHttp, WatchedProvider
from bot.observing.spans import open_tracing
from bot.observing.turns import Turns

OF_DOORS = 4  # connections, and as many again: a delivery holds one for some milliseconds


@dataclass(frozen=True)
class Assembly:
    """Everything a process of the service works with."""

    settings: Settings
    clock: Clock
    database: Database
    inbox: WatchedInbox
    doors: WatchedInbox  # the same, by connections that pages never hold
    outbox: WatchedOutbox
    records: SqlRecords
    numbers: SqlNumbers
    redis: Redis
    bell: Bell
    dialogue: WatchedDialogue
    releases: StoredReleases
    services: Services
    provider: Carrier

    @property
    def our_senders(self) -> OurSenders:
        """Which of our numbers a contact with a creditor is made from."""
        return self.services.senders


@asynccontextmanager
async def assemble(
    settings: Settings, process: str = "service", engine: AsyncEngine | None = None
) -> AsyncIterator[Assembly]:
    """Open what the settings name; close it again in the end. Traces tell of it under the process' name."""
    tracing = open_tracing(settings.otlp_endpoint, process)
    turns = Turns(tracing)
    clock = SystemClock(settings.now)
    vault = Vault.from_text(settings.keys.get_secret_value())
    database = Database(settings.database_url, vault, engine=engine)
    of_doors = Database(settings.database_url, vault, pool_size=OF_DOORS)
    redis = open_redis(settings.redis_url)
    bell = RedisBell(redis)
    dialogue = WatchedDialogue(settings.nlu_url, turns, push=release_push(settings, database))
    provider = WatchedProvider(_senders(settings, database), tracing)
    records, numbers = SqlRecords(database), SqlNumbers(database)
    try:
        async with on_shared_time(clock, database):
            await _expect_our_keys(database)
            yield Assembly(
                settings=settings,
                clock=clock,
                database=database,
                inbox=WatchedInbox(database, clock, turns),
                doors=WatchedInbox(of_doors, clock, turns),
                outbox=WatchedOutbox(database, clock),
                records=records,
                numbers=numbers,
                redis=redis,
                bell=bell,
                dialogue=dialogue,
                releases=stored_releases(settings, database),
                services=Services(
                    records,
                    numbers,
                    HolidayCalendar(),
                    PaperDocuments(),
                    settings.our_senders,
                    settings.public_url,
                    SqlNotices(database),
                    SqlNews(database),
                ),
                provider=provider,
            )
    finally:
        await provider.close()
        await dialogue.close()
        await bell.settled()
        await redis.aclose()
        await of_doors.close()
        await database.close()
        tracing.close()


async def _expect_our_keys(database: Database) -> None:
    """A process starts all the same where the database is away."""
    with suppress(*NOT_STORED):
        async with asyncio.timeout(FIRST_WITHIN_S):
            await expect_index_key(database)


def release_shelf(settings: Settings, database: Database) -> ReleaseShelf:
    """The releases every machine may load, and this machine's copies of them."""
    return ReleaseShelf(ReleaseFolder(settings.releases, settings.model_cache), SqlReleases(database))


def release_push(settings: Settings, database: Database) -> ReleasePush | None:
    """None where the nlu servers read the folder themselves."""
    token = settings.nlu_token.get_secret_value()
    return ReleasePush(token, release_shelf(settings, database).packed) if token else None


def stored_releases(settings: Settings, database: Database) -> StoredReleases:
    """The releases at hand, and which of them is live."""
    seen = LivePointer(settings.live_release)
    return StoredReleases(release_shelf(settings, database), SqlPublications(database), seen)


def _senders(settings: Settings, database: Database) -> Senders:
    account = Credentials(settings.twilio_account_sid, settings.twilio_tokens[0])
    phone = SimulatedPhone(settings.local_url, settings.public_url, account) if settings.has_simulator else None
    if not settings.has_provider:
        return Senders(phone, None)
    twilio = TwilioSender(twilio_http(settings), account, Addresses(settings.public_url), SqlTemplates(database))
    return Senders(phone, twilio)


def twilio_http(settings: Settings) -> TwilioHttp:
    """The provider's addresses as the settings give them."""
    return WatchedHttp({API_HOST: settings.twilio_api_base_url, CONTENT_HOST: settings.twilio_content_base_url})
