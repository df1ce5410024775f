"""What a turn decided, as records to be written in its one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.application.messages import Attachment, OutgoingMessage
from bot.domain.agreements import Agreement
from bot.domain.conversation import Conversation
from bot.domain.ladder import Offer
from bot.domain.notices.contents import NoticeContents
from bot.domain.notices.notice import NoticeState
from bot.domain.notices.replies import ReplyVerdict


@dataclass(frozen=True)
class IdentityTried:
    """A wrong try counts against the person (known phone), or against contact and document (unknown phone) (I3)."""

    person_id: int | None
    known_phone: bool
    succeeded: bool
    factors: tuple[str, ...]
    at: datetime
    contact: str | None = None
    document: str | None = field(default=None, repr=False)  # as typed, whether or not the file holds it


@dataclass(frozen=True)
class WrongTries:
    """Which wrong tries count together: those that share every value named here."""

    known_phone: bool
    person_id: int | None = None
    contact: str | None = None
    document: str | None = field(default=None, repr=False)

    def count(self, tried: IdentityTried) -> bool:
        named = ((self.person_id, tried.person_id), (self.contact, tried.contact), (self.document, tried.document))
        is_named = all(wanted is None or wanted == told for wanted, told in named)
        return is_named and tried.known_phone == self.known_phone and not tried.succeeded


@dataclass(frozen=True)
class OfferMade:
    person_id: int
    offer: Offer
    trigger: str


@dataclass(frozen=True)
class AgreementClosed:
    """An accepted offer, with the words that closed it and the statement read (P12)."""

    person_id: int
    agreement: Agreement
    title_numbers: tuple[str, ...]
    accepted_text: str
    statement: str
    delivery: Mapping[str, str]  # channel, phone or e-mail where the slips go


@dataclass(frozen=True)
class SlipRequested:
    """The back office must issue the slips of an agreement, or one of them again (G1, P11)."""

    agreement_number: str
    installment: int | None  # None: all of them
    deadline: datetime
    reason: str
    new_due: date | None = None


@dataclass(frozen=True)
class CaseOpened:
    number: str
    kind: str
    person_id: int | None
    deadline: date
    note: str
    title_numbers: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseNoted:
    """Something more for a case already open: a receipt, the month named."""

    number: str
    note: str
    media: tuple[str, ...] = ()
    title_numbers: tuple[str, ...] | None = None  # what it is about now, where that changed


@dataclass(frozen=True)
class NewsAnnounced:
    """The debtor was asked to confirm who reads, as there is something to tell: not asked again."""

    news_ids: tuple[int, ...]


@dataclass(frozen=True)
class NewsTold:
    """The result of a case, or a slip issued, was said to the verified debtor (G3, G1)."""

    news_ids: tuple[int, ...]


@dataclass(frozen=True)
class HandedOff:
    """The conversation goes to the queue with its packet; the bot falls silent (H1, H3)."""

    reason: str
    packet: Mapping[str, object]
    urgent: bool = False


@dataclass(frozen=True)
class OptedOut:
    """No more messages started by us to this contact; answers go on (R3)."""

    contact: str
    text: str


@dataclass(frozen=True)
class PhoneUnlinked:
    """The contact said it is not this person's: unlinked from all of them at once (I5)."""

    contact: str
    person_ids: tuple[int, ...]


@dataclass(frozen=True)
class ContactBooked:
    person_id: int | None
    contact: str
    at: datetime
    note: str


@dataclass(frozen=True)
class DisclosureRecorded:
    """Personal data shown or used, for the access record (section 10)."""

    person_id: int
    what: str


@dataclass(frozen=True)
class NoticeIssued:
    """The full notice goes out with this turn (N0); `notice_id` is None when the person wrote first."""

    notice_id: int | None
    person_id: int
    contents: NoticeContents
    text: str
    factors: tuple[str, ...]
    at: datetime
    is_receptive: bool = False


@dataclass(frozen=True)
class NoticeAnswered:
    """What a message of the person did to a notice (N2): the verdict, and the message word for word."""

    notice_id: int
    verdict: ReplyVerdict
    text: str = field(repr=False)
    external_id: str
    at: datetime
    deadline: date | None = None
    once_confirmed: NoticeState | None = None  # of a pending reply: what it becomes when the person is confirmed


@dataclass(frozen=True)
class ContestAnswerTold:
    """The answer to the contest of a notice goes out with this turn: its delivery begins the new term (N4)."""

    notice_id: int
    case_number: str


@dataclass(frozen=True)
class NoticeFollowedUp:
    """The one question after a reply that is not explicit was asked (N2)."""

    notice_id: int


@dataclass(frozen=True)
class NoticeSettled:
    """An agreement stopped the notice (N4)."""

    notice_id: int
    reason: str
    at: datetime


@dataclass(frozen=True)
class PaperShared:
    """A paper goes out as a link; what it shows is kept as it is now. `message_key` is of the message with the link."""

    token: str = field(repr=False)
    paper: Attachment = field(repr=False)
    person_id: int
    creditor: str
    message_key: str
    expires: datetime


type Change = (
    IdentityTried
    | OfferMade
    | AgreementClosed
    | SlipRequested
    | CaseOpened
    | CaseNoted
    | NewsAnnounced
    | NewsTold
    | HandedOff
    | OptedOut
    | PhoneUnlinked
    | ContactBooked
    | DisclosureRecorded
    | NoticeIssued
    | NoticeAnswered
    | ContestAnswerTold
    | NoticeFollowedUp
    | NoticeSettled
    | PaperShared
)


@dataclass(frozen=True)
class TurnRecord:
    """All of a turn: written whole, or not at all."""

    conversation: Conversation  # as it is after the turn
    handled: tuple[int, ...]  # ids of the inbox messages answered
    replies: tuple[OutgoingMessage, ...] = ()
    changes: tuple[Change, ...] = ()
    intent: str | None = None
    confidence: float | None = None
    events: tuple[Mapping[str, object], ...] = field(default=())  # what Rasa recorded, for replay
    masked_text: str = ""
    before: Mapping[str, str] | None = None  # the dialogue's slots when it began
