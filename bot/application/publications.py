"""Publications: which release became live when, how, by whom and why. What is live is the last of them (F2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class How(StrEnum):
    """By what a release became live, or the bot was silenced on it."""

    PUBLISHED = "published"
    ROLLED_BACK = "rolled_back"
    CHECKOUT = "checkout"  # a start of the service followed a changed checkout
    STOPPED = "stopped"  # every conversation goes to people
    RESUMED = "resumed"


@dataclass(frozen=True)
class Signed:
    """Whose word a publication is: who did it, who reviewed and who signed it (e-mails), and why."""

    by: str
    note: str = ""
    reviewed_by: str = ""
    signed_by: str = ""


@dataclass(frozen=True)
class Publication:
    """One row of the history."""

    id: int
    release: str
    how: How
    by: str
    reviewed_by: str
    signed_by: str
    note: str
    at: datetime


@dataclass(frozen=True)
class InForce:
    """The release new conversations begin with, and whether the bot is stopped."""

    release: str
    stopped: bool = False


class Publications(Protocol):
    """The history, which is only ever added to."""

    async def history(self, limit: int) -> Sequence[Publication]:
        """The newest first."""
        ...

    async def last(self, *how: How) -> Publication | None:
        """The newest of these kinds; of any kind when none is named."""
        ...

    async def was_live(self, release_id: str) -> bool: ...

    async def live_before(self, release_id: str) -> str | None:
        """The newest in the history that is another one."""
        ...

    async def in_force(self) -> InForce | None:
        """None before anything was made live."""
        ...

    async def add(self, release: str, how: How, signed: Signed, at: datetime) -> Publication: ...
