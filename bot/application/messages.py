"""Messages as they come in and go out, free of any provider's field names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.conversation import Channel, Option


class MessageKind(StrEnum):
    TEXT = "text"
    BUTTON = "button"
    AUDIO = "audio"
    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    OTHER = "other"


@dataclass(frozen=True)
class Media:
    url: str
    content_type: str


@dataclass(frozen=True)
class InboundMessage:
    """One message from a debtor; `external_id` is the channel's own, and unique per source."""

    external_id: str
    channel: Channel
    contact: str
    sender: str
    kind: MessageKind
    body: str = ""
    payload: str = ""  # of the button or list item tapped
    reply_to: str | None = None  # the provider id of the message it answers
    media: tuple[Media, ...] = ()
    received_at: datetime | None = None
    raw: Mapping[str, str] = field(default_factory=dict)
    source: str = "twilio"
    simulated: bool = False
    id: int = 0  # ours, once stored
    answers_older: bool = False  # a tap under a message of ours that was not the last with something to tap
    trace: str = ""  # what a turn that answers it hangs its own trace on; empty where nobody traces


class DeliveryState(StrEnum):
    """Delivery as the provider tells it; `RANK` says which may follow which."""

    QUEUED = "queued"
    ACCEPTED = "accepted"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"


RANK = {
    DeliveryState.ACCEPTED: 0,
    DeliveryState.QUEUED: 1,
    DeliveryState.SENDING: 2,
    DeliveryState.SENT: 3,
    DeliveryState.FAILED: 4,
    DeliveryState.UNDELIVERED: 4,
    DeliveryState.DELIVERED: 5,
    DeliveryState.READ: 6,
}


@dataclass(frozen=True)
class StatusCallback:
    """What the provider says became of a message of ours; may come before we stored its SID."""

    sid: str
    state: DeliveryState
    error_code: str | None
    received_at: datetime
    raw: Mapping[str, str]


@dataclass(frozen=True)
class Attachment:
    """A document sent with a line, made by us and kept until sent."""

    kind: str  # pix_qr, agreement_pdf, clearance_pdf, notice_pdf
    content_type: str
    filename: str
    content: bytes
    text: str = field(default="", repr=False)  # the same in plain words, for a page that shows it


@dataclass(frozen=True)
class OutgoingMessage:
    """One message to a debtor, decided under an epoch; `key` makes it once only (turn and position)."""

    key: str
    body: str
    options: tuple[Option, ...] = ()
    responses: tuple[str, ...] = ()  # ids of the texts it was made of
    speaker: str = "bot"
    step: str = ""
    attachment: Attachment | None = None
    carries_notice: bool = False  # the full notice, or the link to it: its delivery is the notice's
    template: str = ""  # registered under this name, it may begin a talk on WhatsApp
    template_variables: Mapping[str, str] = field(default_factory=dict)
    trace: str = field(default="", compare=False)  # of the turn that decided it
