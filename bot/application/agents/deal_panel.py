"""What the deal panel shows, as plain values; an amount the reader's role may not see is None in all of it."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.application.agents.exception_models import Request
from bot.application.agents.ports import ThreadLine
from bot.domain.agreements import AgreementState, Installment
from bot.domain.ladder import OfferKind, Trigger
from bot.domain.money import Money
from bot.domain.notices.notice import NoticeState
from bot.domain.titles import Delay


@dataclass(frozen=True)
class ShownTitle:
    number: str
    competence: date
    due: date
    delay: Delay
    days_overdue: int
    updated: Money | None


@dataclass(frozen=True)
class Allowed:
    """What the policy allows for a negotiation today, and how far it was conceded."""

    now: Money | None  # at once, as conceded so far
    lowest: Money | None  # at once, at the policy's ceiling
    most_installments: int
    smallest_installment: Money | None  # of the longest plan, fee included
    has_better: bool


@dataclass(frozen=True)
class ShownNegotiation:
    code: str
    label: str
    titles: tuple[ShownTitle, ...]
    days_overdue: int  # of the least overdue title (P3)
    updated: Money | None
    allowed: Allowed | None  # None: a code the policy does not know, or a file too old


@dataclass(frozen=True)
class ShownTerms:
    """A lump sum, or a down payment and installments; fee included."""

    kind: OfferKind
    total: Money | None
    down_payment: Money | None = None
    count: int = 0
    installment: Money | None = None


@dataclass(frozen=True)
class ShownOffer:
    id: int
    code: str
    terms: ShownTerms
    trigger: Trigger
    at: datetime
    answer: str  # the trigger of the offer after it; agreement, ended, standing or expired where there is none


@dataclass(frozen=True)
class ShownPart:
    number: int
    due: date
    total: Money | None
    paid_on: date | None
    days_overdue: int
    was_reissued: bool


@dataclass(frozen=True)
class ShownAgreement:
    number: str
    label: str
    closed_on: date
    state: AgreementState
    total: Money | None
    parts: tuple[ShownPart, ...]
    slips_due: datetime | None  # until when the back office must issue what was asked for


@dataclass(frozen=True)
class ShownNotice:
    id: int
    state: NoticeState
    issued_at: datetime | None
    is_valid: bool
    last_day: date | None
    needs: str  # identity, sending, reply, acknowledgement, answer_to_contest; empty: nothing more
    case_number: str | None


@dataclass(frozen=True)
class ShownException:
    request: Request
    terms: ShownTerms
    is_today: bool
    is_stated: bool


@dataclass(frozen=True)
class Statement:
    """What was last stated in full by an agent and is still what stands, with the debtor's words since."""

    exception: int | None  # None: the offer on the table
    answers: tuple[ThreadLine, ...]


@dataclass(frozen=True)
class AfterDeal:
    """What may be sent again: the next part to be paid, and what its rules allow."""

    next_part: Installment
    offers_pix: bool
    latest_due: date


@dataclass(frozen=True)
class Panel:
    conversation_id: int
    is_identified: bool
    is_theirs: bool  # the reader owns the conversation, and may act
    is_open: bool  # free text may be written
    last_seen: int
    debtor: str = ""
    is_stale: bool = False
    negotiates: bool = True
    today: date = date.min
    latest_due: date = date.min
    negotiations: tuple[ShownNegotiation, ...] = ()
    under_case: tuple[tuple[str, str], ...] = ()  # titles, and the case they wait for
    offers: tuple[ShownOffer, ...] = ()
    agreements: tuple[ShownAgreement, ...] = ()
    notices: tuple[ShownNotice, ...] = ()
    exceptions: tuple[ShownException, ...] = ()
    to_state: str = ""  # the closing message of the offer on the table, as it would go out now
    statement: Statement | None = None
    after: AfterDeal | None = None
    is_settled: bool = False  # a clearance letter can be sent

    @property
    def may_offer(self) -> bool:
        return self.is_theirs and self.is_identified and bool(self.negotiations)
