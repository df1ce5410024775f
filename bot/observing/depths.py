"""How much waits and since when, read from the database and Redis when figures are asked for: never a heavy query.

Each look counts rows that are open, which partial indexes hold apart, and stands for some seconds, whoever asks.
"""

import asyncio
import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.away import NOT_STORED
from bot.adapters.db.outbox import OPEN_STATES
from bot.adapters.db.tables import HandoffRow, InboxRow, NoticeAttemptRow, OutboxRow
from bot.adapters.presence import RedisPresence
from bot.application.agents.rota import PresenceAway
from bot.application.releases import ReleaseMissing
from bot.assembly import Assembly
from bot.domain.ownership import Patience
from bot.observing.figures import (
    AGENTS,
    DISK_FREE,
    INBOX_AGE,
    INBOX_WAITING,
    NOTICES,
    OUTBOX,
    OUTBOX_AGE,
    QUEUE,
    QUEUE_AGE,
    RELEASE,
    UP,
)
from bot.parts.evidence import measure

STANDS_FOR_S = 5.0
ANSWER_WITHIN_S = 2.0  # what hangs is away
# Word for word as the partial indexes have it: SQLite knows them by nothing else.
IS_OPEN = text("state IN ('pending', 'sending', 'unknown')")
IS_PLANNED = text("state = 'planned'")
AWAY: tuple[type[Exception], ...] = (TimeoutError, RedisError, OSError, PresenceAway, ReleaseMissing, *NOT_STORED)


class Depths:
    """One look for all who ask within some seconds; of a part that is away the last figures stand."""

    def __init__(self, assembly: Assembly, *, stands_for_s: float = STANDS_FOR_S) -> None:
        self._assembly = assembly
        self._stands_for_s = stands_for_s
        self._turnstile = asyncio.Lock()
        self._until = 0.0
        self._release = ""

    async def measure(self) -> None:
        async with self._turnstile:
            if monotonic() < self._until:
                return
            looks = (self._database(), self._redis(), self._nlu())
            is_up = await asyncio.gather(*(_answers(look) for look in looks))
            for part, up in zip(("database", "redis", "nlu"), is_up, strict=True):
                UP.labels(part).set(up)
            self._until = monotonic() + self._stands_for_s

    async def _database(self) -> None:
        now = self._assembly.clock.now()
        async with self._assembly.database.reading() as session:
            _set(INBOX_WAITING, INBOX_AGE, await _waiting(session, InboxRow.received_at, _is_unhandled()), now)
            unsent = await _unsent(session)
            for state in OPEN_STATES:
                _set(OUTBOX.labels(state), OUTBOX_AGE.labels(state), unsent.get(state, (0, None)), now)
            NOTICES.set((await _waiting(session, NoticeAttemptRow.next_at, _is_planned()))[0])
            _set(QUEUE, QUEUE_AGE, await _waiting(session, HandoffRow.since, _is_in_queue()), now)
        await measure(self._assembly)
        await self._live_release()

    async def _redis(self) -> None:
        seen = await RedisPresence(self._assembly.redis).seen()
        now, patience = self._assembly.clock.now(), Patience()
        online = [one for one in seen.values() if one.is_online(now, patience)]
        AGENTS.labels("online").set(len(online))
        AGENTS.labels("taking").set(sum(one.takes for one in online))

    async def _nlu(self) -> None:
        live = await self._assembly.releases.live()
        if not await self._assembly.dialogue.is_ready(live.id):
            raise TimeoutError

    async def _live_release(self) -> None:
        with suppress(ReleaseMissing):
            live = (await self._assembly.releases.live()).id
            if live != self._release:
                RELEASE.clear()
                self._release = live
            RELEASE.labels(live).set(1)


def watch_disk(home: Path) -> None:
    """Looked at when asked; each process tells of the disk it writes to."""

    def free() -> float:
        usage = shutil.disk_usage(home if home.exists() else home.parent)
        return usage.free / usage.total

    DISK_FREE.set_function(free)


async def _answers(look: Any) -> bool:
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            await look
    except AWAY:
        return False
    return True


async def _waiting(session: AsyncSession, since: Any, is_waiting: Sequence[Any]) -> tuple[int, datetime | None]:
    count, oldest = (await session.execute(select(func.count(), func.min(col(since))).where(*is_waiting))).one()
    return count, oldest


async def _unsent(session: AsyncSession) -> dict[str, tuple[int, datetime | None]]:
    """By state, in one look."""
    state = col(OutboxRow.state)
    query = select(state, func.count(), func.min(col(OutboxRow.created_at))).where(IS_OPEN).group_by(state)
    return {state: (count, oldest) for state, count, oldest in await session.execute(query)}


def _is_unhandled() -> tuple[Any, ...]:
    return (col(InboxRow.handled_at).is_(None),)


def _is_planned() -> tuple[Any, ...]:
    return (IS_PLANNED,)


def _is_in_queue() -> tuple[Any, ...]:
    return (col(HandoffRow.closed_at).is_(None), col(HandoffRow.accepted_at).is_(None))


def _set(count: Any, age: Any, waiting: tuple[int, datetime | None], now: datetime) -> None:
    number, oldest = waiting
    count.set(number)
    age.set(max((now - oldest).total_seconds(), 0.0) if oldest is not None else 0.0)
