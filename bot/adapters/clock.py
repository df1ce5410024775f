"""The two clocks: real instants, and the business hour, which tests and demos may set."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

SAO_PAULO = ZoneInfo("America/Sao_Paulo")


class SystemClock:
    """Real instants from the machine, set right when told; the business clock starts at `business_start`, if given."""

    def __init__(self, business_start: datetime | None = None) -> None:
        """A start without a zone is in America/Sao_Paulo."""
        now = datetime.now(UTC)
        start = business_start or now
        self._ahead = (start if start.tzinfo else start.replace(tzinfo=SAO_PAULO)) - now
        self._wrong_by = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) - self._wrong_by

    def business_now(self) -> datetime:
        return (self.now() + self._ahead).astimezone(SAO_PAULO)

    def machine(self) -> datetime:
        """What the machine itself says."""
        return datetime.now(UTC)

    def set_right(self, wrong_by: timedelta, *, doubt: timedelta) -> None:
        """The machine is found to be so much ahead, give or take; what the doubt explains changes nothing."""
        if abs(wrong_by - self._wrong_by) > doubt:
            self._wrong_by = wrong_by
