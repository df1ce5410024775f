"""In-memory stand-ins for the small ports; `fake_storage` has those of the database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
NOON = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    """Stands still until moved."""

    instant: datetime = NOON

    def now(self) -> datetime:
        return self.instant

    def business_now(self) -> datetime:
        return self.instant.astimezone(SAO_PAULO)

    def advance(self, **units: float) -> None:
        self.instant += timedelta(**units)


@dataclass
class FakeCalendar:
    """Only the holidays given, in every state."""

    days: frozenset[date] = frozenset()

    def holidays(self, first: date, last: date, state: str | None = None) -> frozenset[date]:
        return frozenset(day for day in self.days if first <= day <= last)


@dataclass
class FakeBell:
    """Rings are heard in order, each once."""

    rung: list[int] = field(default_factory=list)
    _waiting: asyncio.Queue[int] = field(default_factory=asyncio.Queue)

    async def ring(self, conversation_id: int) -> None:
        self.rung.append(conversation_id)
        self._waiting.put_nowait(conversation_id)

    async def listen(self) -> AsyncIterator[int]:
        while True:
            yield await self._waiting.get()
