"""In-memory stand-ins for the ports, held to the same contract tests as the real ones."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
