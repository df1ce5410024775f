"""An exception to the policy as it is kept, and where (P14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.application.agents.deal_writing import AgentTurn, Written
from bot.domain.errors import BotError
from bot.domain.ladder import OfferKind
from bot.domain.negotiations import LumpSum
from bot.domain.plans import Plan

MAX_WHY = 2000  # of who asks, and of who answers


class State(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    CLOSED = "closed"


class NotPossible(StrEnum):
    """Why nothing was done."""

    NOT_YOURS = "not_yours"  # the conversation is somebody else's
    NOT_IDENTIFIED = "not_identified"
    WHY_MISSING = "why_missing"
    OWN_REQUEST = "own_request"  # who asked does not answer
    DECIDED = "decided"
    NOT_APPROVED = "not_approved"
    EXPIRED = "expired"  # an offer holds until midnight
    DEBT_CHANGED = "debt_changed"
    NOT_ACCEPTED = "not_accepted"  # no message of the debtor after everything was stated has this number
    WINDOW_CLOSED = "window_closed"
    MOVED = "moved"
    LONG_INTRO = "long_intro"
    NOTHING_OFFERED = "nothing_offered"
    NOT_STATED = "not_stated"  # everything is stated first, in one message (P12)
    CHANGED = "changed"  # what was stated is not what stands now
    DOUBTFUL = "doubtful"  # a no, or a yes with a condition (P16)
    TAKEN_BACK = "taken_back"
    NO_PIX = "no_pix"
    NO_AGREEMENT = "no_agreement"
    REISSUED_ONCE = "reissued_once"
    TOO_LATE_TO_REISSUE = "too_late_to_reissue"
    DATE_OUT_OF_BOUNDS = "date_out_of_bounds"
    NOT_SETTLED = "not_settled"


@dataclass(frozen=True)
class Request:
    """Terms asked for, with the reason; what was decided and why, once it is."""

    id: int
    conversation_id: int
    person_id: int
    creditor: str
    code: str
    terms: LumpSum | Plan
    why: str
    asked_by: str
    asked_at: datetime
    valid_on: date
    state: State = State.ASKED
    decided_by: str | None = None
    decided_at: datetime | None = None
    decided_why: str = ""

    @property
    def kind(self) -> OfferKind:
        return OfferKind.LUMP_SUM if isinstance(self.terms, LumpSum) else OfferKind.INSTALLMENTS


class RequestMissing(BotError):
    def __init__(self, request: int) -> None:
        super().__init__(f"no exception {request}")
        self.request = request


class Exceptions(Protocol):
    """Where exceptions are kept; each of these is one transaction."""

    async def add(self, request: Request) -> Request: ...

    async def find(self, request_id: int) -> Request | None: ...

    async def asked(self) -> Sequence[Request]:
        """Those nobody has answered yet, oldest first."""
        ...

    async def of_conversation(self, conversation_id: int) -> Sequence[Request]: ...

    async def decide(self, request_id: int, state: State, by: str, why: str) -> Request | None:
        """None: somebody decided before."""
        ...

    async def decided(self, limit: int) -> Sequence[Request]:
        """Those answered, newest answer first."""
        ...

    async def close(self, request: Request, act: AgentTurn) -> Written:
        """The agreement, once; None: the owner changed, or it was closed already."""
        ...
