"""The two clocks: real instants, and the business hour, which tests and demos may set."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SAO_PAULO = ZoneInfo("America/Sao_Paulo")


class SystemClock:
    """Real instants from the machine; the business clock starts at `business_start`, when given, and runs on."""

    def __init__(self, business_start: datetime | None = None) -> None:
        """A start without a zone is in America/Sao_Paulo."""
        now = datetime.now(UTC)
        start = business_start or now
        self._ahead = (start if start.tzinfo else start.replace(tzinfo=SAO_PAULO)) - now

    def now(self) -> datetime:
        return datetime.now(UTC)

    def business_now(self) -> datetime:
        return (self.now() + self._ahead).astimezone(SAO_PAULO)
