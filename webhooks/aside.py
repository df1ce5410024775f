"""Refused deliveries in memory, on their way to being kept: few a minute, so that a flood costs the disk nothing."""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, product
from urllib.parse import parse_qsl

from fastapi import Request
from prometheus_client import Counter

from bot.application.ports import Clock
from bot.application.refused import RefusedRequest

OURS_A_MINUTE = 1_200  # that name our account: most likely a setting of ours is wrong, and these are to be taken later
STRANGERS_A_MINUTE = 30  # a sample of them is enough to see what somebody tries
MOST_BYTES = 32 * 1024  # a message with ten media is under 25 KiB; of what is longer only the beginning is kept
MOST_WAITING_BYTES = 8 * 1024 * 1024
AT_ONCE = 200  # kept in one transaction

kept_aside = Counter("concilia_webhook_refused", "Refused deliveries, kept or only counted", ["whose", "outcome"])
for _whose, _outcome in product(("ours", "strangers"), ("kept", "counted")):
    kept_aside.labels(_whose, _outcome)  # at nought from the start: an alarm sees the first of them too

type Keep = Callable[[Sequence[RefusedRequest]], Awaitable[None]]


@dataclass(frozen=True)
class Offered:
    """What came, unread: whoever keeps it has the time to."""

    path: str
    query: str
    origin: str
    signature: str
    body: bytes
    at: datetime
    names_us: bool

    def read(self) -> RefusedRequest:
        pairs = parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        reached = (self.path, self.query, self.origin, self.signature)
        return RefusedRequest("twilio", *reached, pairs=tuple(pairs), at=self.at, names_us=self.names_us)


@dataclass
class Room:
    """How many more are kept in the minute at hand."""

    a_minute: int
    minute: datetime | None = None
    taken: int = 0

    def take(self, at: datetime) -> bool:
        minute = at.replace(second=0, microsecond=0)
        if minute != self.minute:
            self.minute, self.taken = minute, 0
        self.taken += 1
        return self.taken <= self.a_minute


@dataclass
class Aside:
    """Takes what was refused, and hands it on in batches; what finds no room is counted only."""

    keep: Keep
    clock: Clock
    ours: Room = field(default_factory=lambda: Room(OURS_A_MINUTE))
    strangers: Room = field(default_factory=lambda: Room(STRANGERS_A_MINUTE))
    waiting: deque[Offered] = field(default_factory=deque)
    waiting_bytes: int = 0

    def offer(self, request: Request, signature: str, body: bytes, *, names_us: bool) -> None:
        """Nothing is awaited, parsed or sealed here: anybody may make us do this ten thousand times a second."""
        whose, at = "ours" if names_us else "strangers", self.clock.now()
        has_room = (self.ours if names_us else self.strangers).take(at)
        if not has_room or self.waiting_bytes + len(body) > MOST_WAITING_BYTES:
            kept_aside.labels(whose, "counted").inc()
            return
        url, cut = request.url, body[:MOST_BYTES]
        origin = f"{url.scheme}://{url.netloc}"[:300]
        self.waiting.append(Offered(url.path[:300], url.query[:2000], origin, signature[:200], cut, at, names_us))
        self.waiting_bytes += len(cut)
        kept_aside.labels(whose, "kept").inc()

    async def flush(self) -> None:
        """What cannot be kept now waits for the next time, and no more of it than there is room for."""
        while self.waiting:
            batch = list(islice(self.waiting, AT_ONCE))
            await self.keep([offered.read() for offered in batch])
            for offered in batch:
                self.waiting.popleft()
                self.waiting_bytes -= len(offered.body)
