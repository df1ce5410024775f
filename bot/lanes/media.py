"""The worker's lane for files: a few at a time, beside everything else and in nobody's way."""

import asyncio
from collections.abc import Sequence
from functools import partial

from bot.adapters.db.media import SqlMedia
from bot.adapters.twilio_http import Credentials
from bot.adapters.twilio_media import OwnPlace, TwilioMedia, places_of
from bot.application.office.media import AT_ONCE, LEASE, fetch_one
from bot.assembly import Assembly
from bot.config import Settings
from bot.lanes.lines import attempt

FETCHED_EVERY_S = 1.0
SAMPLES = "/simulator/static/media"


class MediaLane:
    """Fetches what waits; a file that hangs holds up the few taken with it, and no turn."""

    def __init__(self, assembly: Assembly) -> None:
        settings = assembly.settings
        self._store = SqlMedia(assembly.database)
        self._clock = assembly.clock
        account = Credentials(settings.twilio_account_sid, settings.twilio_tokens[0])
        self._source = TwilioMedia(account, own_places(settings))

    async def fetch(self) -> None:
        files = await self._store.claim(self._clock.now(), AT_ONCE, LEASE)
        jobs = (partial(fetch_one, file, self._store, self._source, self._clock) for file in files)
        await asyncio.gather(*(attempt(job, "file not fetched") for job in jobs))

    async def close(self) -> None:
        await self._source.close()


def own_places(settings: Settings) -> Sequence[OwnPlace]:
    """In development also the simulator's own small files, asked for on this machine."""
    samples = (f"{settings.public_url}{SAMPLES}", f"{settings.local_url}{SAMPLES}")
    files = [samples] if settings.has_simulator else []
    return places_of(settings.twilio_api_base_url, files)
