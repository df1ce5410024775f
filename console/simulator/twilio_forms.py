"""What Twilio would post for each thing a debtor does on the phone (https://www.twilio.com/docs/messaging)."""

import secrets
from dataclasses import dataclass
from enum import StrEnum

from bot.application.messages import DeliveryState
from bot.application.simulator_view import SIMULATOR_MARK, PhoneLine
from bot.domain.conversation import Channel
from flows.gsm7 import segments

NOBODY = "AC" + "0" * 32


class Sent(StrEnum):
    """What the tray beside the text field sends."""

    TEXT = "text"
    VOICE = "voice"
    IMAGE = "image"
    PDF = "pdf"
    STICKER = "sticker"
    LOCATION = "location"
    EMPTY = "empty"


@dataclass(frozen=True)
class Sample:
    """A small file of ours, as the media of a message."""

    kind: str
    content_type: str
    file: str


SAMPLES = {
    Sent.VOICE: Sample("audio", "audio/ogg", "voz.ogg"),
    Sent.IMAGE: Sample("image", "image/jpeg", "comprovante.jpg"),
    Sent.PDF: Sample("document", "application/pdf", "comprovante.pdf"),
    Sent.STICKER: Sample("sticker", "image/webp", "figurinha.webp"),
}
PLACE = {"Latitude": "-20.4697", "Longitude": "-54.6201", "Address": "Campo Grande, MS", "Label": ""}


@dataclass(frozen=True)
class Tap:
    """A button or a list item touched, and the message it hangs under."""

    label: str
    payload: str
    replied_to: str
    from_list: bool = False


@dataclass(frozen=True)
class Account:
    """Whose webhook it is, and where our small files are fetched from."""

    sid: str
    files: str


def text_form(line: PhoneLine, body: str, account: Account) -> dict[str, str]:
    return _base(line, account) | {"Body": body, "NumSegments": str(segments(body))} | _typed(line, "text")


def tap_form(line: PhoneLine, tap: Tap, account: Account) -> dict[str, str]:
    touched = (
        {"ListId": tap.payload, "ListTitle": tap.label}
        if tap.from_list
        else {"ButtonPayload": tap.payload, "ButtonText": tap.label}
    )
    quoted = {
        "Body": tap.label,
        "OriginalRepliedMessageSid": tap.replied_to,
        "OriginalRepliedMessageSender": _address(line.channel, line.sender),
    }
    return _base(line, account) | _typed(line, "interactive" if tap.from_list else "button") | touched | quoted


def sent_form(line: PhoneLine, what: Sent, body: str, account: Account) -> dict[str, str]:
    """Anything but a tap; a caption goes with a picture or a document."""
    if what is Sent.LOCATION:
        return _base(line, account) | _typed(line, "location") | PLACE
    sample = SAMPLES.get(what)
    if sample is None:
        return text_form(line, "" if what is Sent.EMPTY else body, account)
    media = {
        "Body": body,
        "NumMedia": "1",
        "MediaUrl0": f"{account.files}/{sample.file}",
        "MediaContentType0": sample.content_type,
    }
    return _base(line, account) | _typed(line, sample.kind) | media


def read_form(line: PhoneLine, sid: str, account: Account) -> dict[str, str]:
    """The callback that turns the ticks blue."""
    state = DeliveryState.READ.value
    return {
        "MessageSid": sid,
        "SmsSid": sid,
        "MessageStatus": state,
        "SmsStatus": state,
        "AccountSid": account.sid or NOBODY,
        "ApiVersion": "2010-04-01",
        "From": _address(line.channel, line.sender),
        "To": _address(line.channel, line.contact),
        "ChannelPrefix": line.channel.value,
        "EventType": "READ",
        SIMULATOR_MARK: "1",
    }


def _base(line: PhoneLine, account: Account) -> dict[str, str]:
    sid = f"SM{secrets.token_hex(16)}"
    return {
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "AccountSid": account.sid or NOBODY,
        "ApiVersion": "2010-04-01",
        "SmsStatus": "received",
        "From": _address(line.channel, line.contact),
        "To": _address(line.channel, line.sender),
        "Body": "",
        "NumMedia": "0",
        "NumSegments": "1",
        SIMULATOR_MARK: "1",
    }


def _typed(line: PhoneLine, kind: str) -> dict[str, str]:
    """WhatsApp says what a message is and who wrote it; SMS has neither."""
    if line.channel is Channel.SMS:
        return {"FromCountry": "BR", "ToCountry": "BR"}
    return {"MessageType": kind, "WaId": line.contact.removeprefix("+"), "ProfileName": "Simulador"}


def _address(channel: Channel, number: str) -> str:
    return f"whatsapp:{number}" if channel is Channel.WHATSAPP else number
