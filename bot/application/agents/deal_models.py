"""What an agent wants to offer, what the policy answers, and where it is written (P14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.application.agents.deal_writing import AgentTurn, Written
from bot.application.agents.exception_models import Exceptions
from bot.application.agents.tools import AgentTools
from bot.domain.agreements import Installment
from bot.domain.ladder import Offer
from bot.domain.money import Money
from bot.domain.negotiations import Negotiation


class WishKind(StrEnum):
    """How the terms are named."""

    LUMP_SUM = "lump_sum"  # at once, as far as it was conceded
    BETTER = "better"  # the next step of the ladder (P5)
    TOTAL = "total"  # at once, at a value
    PER_MONTH = "per_month"
    COUNT = "count"
    DOWN_PAYMENT = "down_payment"


@dataclass(frozen=True)
class Wish:
    """Terms looked for; amounts include the fee. No code means everything that is open (P4)."""

    kind: WishKind
    codes: tuple[str, ...] = ()
    amount: Money | None = None
    count: int | None = None
    first_due: date | None = None
    is_asked: bool = False  # the debtor asked for just this


class NoQuote(StrEnum):
    """Why there is nothing to offer."""

    STALE = "stale"  # the file that told of the debt is too old (R1)
    NOTHING_OPEN = "nothing_open"
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_NEGOTIATION = "unknown_negotiation"
    NO_NEGOTIATION = "no_negotiation"  # the policy gives the full value only (P17)
    NO_PLANS = "no_plans"
    ONE_BY_ONE = "one_by_one"  # installments, or a value, are for one negotiation at a time (P4)
    EXHAUSTED = "exhausted"  # every step was conceded
    LUMP_FIRST = "lump_first"  # P1
    WORSE = "worse"  # a better one was offered before (P5)
    INCOMPLETE = "incomplete"
    DATE_PAST = "date_past"
    DATE_TOO_LATE = "date_too_late"


@dataclass(frozen=True)
class QuoteRefused:
    why: NoQuote
    latest: date | None = None  # of a first due date out of bounds (P7)


@dataclass(frozen=True)
class Quote:
    """Terms the policy allows now, in the words they would go out in."""

    wish: Wish
    pairs: tuple[tuple[Negotiation, Offer], ...]
    parts: tuple[Installment, ...]  # of all pairs, in order of day
    why: str  # it is not exactly what was named; empty when it is
    moves: str  # where the first day is no business day
    text: str
    mark: str  # of these very terms: what is sent is what was shown

    @property
    def total(self) -> Money:
        return Money.total(offer.total for _, offer in self.pairs)

    @property
    def fee(self) -> Money:
        return Money.total(part.fee for part in self.parts)


@dataclass(frozen=True)
class Screen:
    """What whoever acts had in front of them: the newest message, and the line written before our words."""

    last_seen: int
    intro: str = ""


@dataclass(frozen=True)
class KeptOffer:
    """An offer as it is on record, with what became of it."""

    id: int
    offer: Offer
    at: datetime
    conversation_id: int
    ended_at: datetime | None  # by an agreement, or by the portfolio


@dataclass(frozen=True)
class AskedSlip:
    """A request to the back office, as far as it has come."""

    agreement: str
    installment: int | None
    reason: str
    deadline: datetime
    issued_at: datetime | None


class Deals(Protocol):
    """Where agents' deals are written and read; each of these is one transaction."""

    async def write(self, act: AgentTurn) -> Written: ...

    async def offers_of(self, person_id: int) -> Sequence[KeptOffer]:
        """Newest first, those of the past included."""
        ...

    async def slips_of(self, agreements: Sequence[str]) -> Sequence[AskedSlip]: ...


@dataclass(frozen=True)
class DealTools:
    """What the panel's use cases work with."""

    tools: AgentTools
    deals: Deals
    exceptions: Exceptions
