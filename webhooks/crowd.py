"""How many deliveries are being stored at once: past what can be stored in time, the honest answer is to come again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from prometheus_client import Counter, Gauge

from bot.domain.errors import BotError

AT_ONCE = 256  # a commit takes some milliseconds, and the provider waits 15 s: those behind so many would wait too long

storing = Gauge("concilia_webhook_storing", "Deliveries being stored now", multiprocess_mode="livesum")
turned_away = Counter("concilia_webhook_turned_away", "Deliveries answered 503 as too many were being stored")


class TooManyAtOnce(BotError):
    """More than can be stored in time; whoever sends it is asked to come again."""


@dataclass
class Crowd:
    most: int = AT_ONCE
    inside: int = 0

    @contextmanager
    def entered(self) -> Iterator[None]:
        if self.inside >= self.most:
            turned_away.inc()
            raise TooManyAtOnce
        self.inside += 1
        storing.set(self.inside)
        try:
            yield
        finally:
            self.inside -= 1
            storing.set(self.inside)
