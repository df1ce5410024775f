"""Files debtors sent, fetched from the provider once and kept: retried with growing waits, given up with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.application.ports import Clock
from bot.domain.errors import BotError
from bot.domain.file_kinds import kind_of

WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 300, 1_800, 7_200, 21_600, 43_200)
)  # about a day in all
AT_ONCE = 4
LEASE = timedelta(minutes=2)  # longer than one fetch may take
A_DAY = timedelta(hours=24)
MOST_FILES_A_DAY, MOST_BYTES_A_DAY = 60, 200 * 1024 * 1024  # of one phone: photos of a year's slips, many times over


class Unavailable(StrEnum):
    """Why a file is not, or not yet, here."""

    GONE = "gone"  # the provider has it no more
    TOO_LARGE = "too_large"
    ADDRESS = "address"  # not one of the provider's, or one inside our own network
    REFUSED = "refused"  # the provider does not let us have it
    NO_ANSWER = "no_answer"
    EMPTY = "empty"
    TOO_MANY = "too_many"  # one phone sent more in a day than is kept of it


PERMANENT = frozenset({Unavailable.TOO_LARGE, Unavailable.ADDRESS, Unavailable.EMPTY})
SOON_CERTAIN = {Unavailable.GONE: 3}  # a file may be announced a moment before it is there


class FetchFailed(BotError):
    """The file did not come this time."""

    def __init__(self, reason: Unavailable) -> None:
        super().__init__(f"file not fetched: {reason}")
        self.reason = reason


@dataclass(frozen=True)
class FileToFetch:
    """One file that waits, with its address; `tries` counts this one."""

    id: int
    url: str = field(repr=False)
    tries: int


class MediaStore(Protocol):
    """The files waiting, and where they are kept."""

    async def claim(self, now: datetime, limit: int, lease: timedelta) -> Sequence[FileToFetch]:
        """Those whose time has come; nobody else is given them before the lease ends."""
        ...

    async def keep(self, file_id: int, content: bytes, content_type: str, at: datetime) -> None: ...

    async def put_off(self, file_id: int, reason: Unavailable, until: datetime) -> None: ...

    async def give_up(self, file_id: int, reason: Unavailable, at: datetime) -> None: ...


class MediaSource(Protocol):
    """Where files come from."""

    async def fetch(self, url: str) -> bytes:
        """The whole file; raises FetchFailed."""
        ...


async def fetch_one(file: FileToFetch, store: MediaStore, source: MediaSource, clock: Clock) -> None:
    try:
        content = await source.fetch(file.url)
        if not content:
            raise FetchFailed(Unavailable.EMPTY)
    except FetchFailed as failed:
        await _try_again(file, failed.reason, store, clock)
        return
    await store.keep(file.id, content, kind_of(content), clock.now())


async def _try_again(file: FileToFetch, reason: Unavailable, store: MediaStore, clock: Clock) -> None:
    now, is_last = clock.now(), file.tries >= SOON_CERTAIN.get(reason, len(WAITS) + 1)
    if reason in PERMANENT or is_last:
        await store.give_up(file.id, reason, now)
    else:
        await store.put_off(file.id, reason, now + WAITS[file.tries - 1])
