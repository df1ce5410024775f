"""What is held about one person: told to them, or erased but for what proofs and the law need (section 10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.domain.documents import masked
from bot.domain.errors import BotError


@dataclass(frozen=True)
class Wanted:
    """Whose data, under all registrations: at one creditor, or at all."""

    document: str = field(repr=False)
    creditor: str | None = None

    def __str__(self) -> str:
        return masked(self.document) + (f" at {self.creditor}" if self.creditor else "")


@dataclass(frozen=True)
class Erasure:
    """Who erases whom; `even_so` is the reason for doing it while the data is still needed."""

    wanted: Wanted
    by: str
    at: datetime
    even_so: str = ""


@dataclass(frozen=True)
class Standing:
    """How much is held, and what it is still needed for."""

    registrations: int = 0
    conversations: int = 0
    needed: tuple[str, ...] = ()
    is_talking: bool = False  # a message of theirs is being answered at this moment

    @property
    def is_empty(self) -> bool:
        return not self.registrations


class NothingHeld(BotError):
    """No registration has this document; one erased before has none."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(f"nothing is held about {wanted}")


class StillNeeded(BotError):
    """The law lets data be kept that is needed for the exercise of rights (LGPD, art. 16)."""

    def __init__(self, wanted: Wanted, needed: tuple[str, ...]) -> None:
        super().__init__(f'{wanted} is not erased: {"; ".join(needed)} (--even-so "REASON" does it all the same)')


class TalkingNow(BotError):
    """The turn would write down again what is erased."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(f"{wanted} is being answered at this moment: try again in a minute")


class ReasonNamesThem(BotError):
    """The reason is kept, so it may hold nothing that is erased."""

    def __init__(self) -> None:
        super().__init__("the reason is kept: it must not name the person")


class PersonalData(Protocol):
    """All that is held about people, whatever table it is in."""

    async def standing(self, wanted: Wanted, at: datetime) -> Standing: ...

    async def erase(self, erasure: Erasure) -> Standing:
        """In one transaction, refused by `refuse_what_may_not_be`; what was held."""
        ...

    async def everything(self, wanted: Wanted, by: str, at: datetime) -> Mapping[str, object]:
        """All of it, readable; who asked is on record. `NothingHeld` where there is nothing."""
        ...


def refuse_what_may_not_be(standing: Standing, erasure: Erasure) -> None:
    if standing.is_empty:
        raise NothingHeld(erasure.wanted)
    if standing.needed and not erasure.even_so:
        raise StillNeeded(erasure.wanted, standing.needed)
    if standing.is_talking:
        raise TalkingNow(erasure.wanted)
