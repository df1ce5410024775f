"""The desk a turn is worked at: what acts read, what they fill in and what they leave to be written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.application.changes import Change
from bot.application.messages import Attachment, InboundMessage
from bot.application.news import NewsLookup, NoNews
from bot.application.notices.lookup import NoNotices, NoticeLookup
from bot.application.phrases import Phrases, PhraseTexts
from bot.application.ports import Calendar, Documents, Meaning, Numbers, Records
from bot.domain.conversation import Conversation, VariableValue, Verification
from bot.domain.errors import BotError
from bot.domain.notices.notice import Notice
from bot.domain.notices.replies import ReplyVerdict
from bot.domain.our_senders import OurSenders
from bot.domain.people import Account, Person
from bot.domain.policy import Policy
from bot.domain.reading.message import Entity, Reading
from flows.notice_text import NoticeText


@dataclass(frozen=True)
class Instant:
    """The two clocks of a turn: the real instant (UTC) and the business hour (America/Sao_Paulo)."""

    real: datetime
    business: datetime

    @property
    def today(self) -> date:
        return self.business.date()


@dataclass(frozen=True)
class Services:
    """What acts may ask of the outside."""

    records: Records
    numbers: Numbers
    calendar: Calendar
    documents: Documents
    senders: OurSenders = field(default_factory=OurSenders)
    public_url: str = "http://127.0.0.1:8000"  # where the world finds our pages
    notices: NoticeLookup = field(default_factory=NoNotices)
    news: NewsLookup = field(default_factory=NoNews)


@dataclass
class NoticeReply:
    """What this turn said to a notice: its last verdict, the notice after it, and whether the person was told.

    Of what is no reply only a "ciente" said too fast is here: it is asked for once more (N2).
    """

    notice: Notice
    verdict: ReplyVerdict
    became_valid: bool = False
    told: bool = False


@dataclass(frozen=True)
class Enclosure:
    """A message of its own beside the words of the turn: a document, or digits to be copied."""

    body: str
    attachment: Attachment | None = None


@dataclass
class Desk:
    """One turn at work: the conversation as it was, and everything the acts decided since."""

    conversation: Conversation
    policy: Policy
    policies: Mapping[str, Policy]  # of the release, by creditor
    phrase_texts: PhraseTexts
    services: Services
    at: Instant
    messages: Sequence[InboundMessage] = ()
    readings: Sequence[Reading] = ()
    intent: str | None = None
    conditional: bool = False  # a yes with a condition (P16)
    certain: bool = False  # decided by a reader or a tap, not by the classifier
    confidence: float = 1.0
    account: Account | None = None
    changes: list[Change] = field(default_factory=list)
    variables: dict[str, VariableValue] = field(default_factory=dict)
    memory: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    enclosures: list[Enclosure] = field(default_factory=list)  # after the first words of the turn, in order
    counted: set[str] = field(default_factory=set)  # what was counted in this turn: misses, anger, media
    notice_texts: Mapping[str, NoticeText] = field(default_factory=dict)  # of the release, by creditor
    waited_at: str = ""  # the step the debtor was answering
    meanings: Sequence[Meaning] = ()  # of each message by itself, where that is asked for
    answered: NoticeReply | None = None  # what the messages of this turn did to a notice, once weighed

    @property
    def today(self) -> date:
        return self.at.today

    @property
    def phrases(self) -> Phrases:
        return Phrases(self.phrase_texts, self.conversation.channel)

    def use_policy_of(self, creditor: str) -> None:
        self.policy = self.policies[creditor]

    def creditor_name(self, creditor: str) -> str:
        return self.policies[creditor].parties.creditor.name

    @property
    def debtor(self) -> Account:
        """The verified debtor's account; acts that disclose are reached only after identity (F3)."""
        if self.account is None:
            raise NotIdentified(self.conversation.id)
        return self.account

    @property
    def verification(self) -> Verification:
        return self.conversation.verification

    def set_verification(self, verification: Verification) -> None:
        self.conversation = replace(self.conversation, verification=verification)

    def fill(self, **values: VariableValue) -> None:
        self.variables.update(values)

    def record(self, change: Change) -> None:
        self.changes.append(change)

    def entities(self, *kinds: str) -> list[Entity]:
        """What the messages of the turn name, of these kinds, in the order written."""
        return [entity for reading in self.readings for entity in reading.entities if entity.kind in kinds]

    def first(self, *kinds: str) -> Entity | None:
        return next(iter(self.entities(*kinds)), None)

    @property
    def text(self) -> str:
        return "\n".join(message.body for message in self.messages if message.body)

    @property
    def payload(self) -> str:
        """The argument of the option tapped or chosen by number, such as "6" of "plan:6"; empty when none was."""
        payloads = [reading.payload for reading in self.readings if reading.payload]
        return payloads[-1].partition(":")[2] if payloads else ""

    async def load_account(self, person: Person) -> None:
        self.account = await self.services.records.account(person)


class NotIdentified(BotError):
    """An act that speaks of a debt was reached before identity: a flow that publishing should have refused."""

    def __init__(self, conversation_id: int) -> None:
        super().__init__(f"conversation {conversation_id} has no verified debtor")
        self.conversation_id = conversation_id
