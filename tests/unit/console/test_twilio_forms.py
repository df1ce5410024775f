"""What the simulator posts is what Twilio posts: the door reads it into the same message."""

import pytest

from bot.application.messages import InboundMessage, MessageKind
from bot.application.simulator_view import SIMULATOR_MARK, PhoneLine
from bot.domain.conversation import Channel
from console.simulator.twilio_forms import Account, Sent, Tap, read_form, sent_form, tap_form
from tests.builders import NOON
from webhooks.twilio import MessageForm

ACCOUNT = Account("AC1", "http://localhost/simulator/static/media")
WHATSAPP = PhoneLine(Channel.WHATSAPP, "+5567999990001", "+556733140000")
SMS = PhoneLine(Channel.SMS, "+5567999990001", "+556733140001")


def at_the_door(form: dict[str, str]) -> InboundMessage:
    return MessageForm.model_validate(form).to_message(form, NOON)


@pytest.mark.parametrize(
    ("what", "kind", "file"),
    [
        (Sent.TEXT, MessageKind.TEXT, None),
        (Sent.VOICE, MessageKind.AUDIO, "voz.ogg"),
        (Sent.IMAGE, MessageKind.IMAGE, "comprovante.jpg"),
        (Sent.PDF, MessageKind.DOCUMENT, "comprovante.pdf"),
        (Sent.STICKER, MessageKind.STICKER, "figurinha.webp"),
        (Sent.LOCATION, MessageKind.LOCATION, None),
        (Sent.EMPTY, MessageKind.TEXT, None),
    ],
)
def test_everything_in_the_tray_arrives_as_what_it_is(what: Sent, kind: MessageKind, file: str | None) -> None:
    message = at_the_door(sent_form(WHATSAPP, what, "", ACCOUNT))

    assert message.kind is kind
    assert [media.url for media in message.media] == ([f"{ACCOUNT.files}/{file}"] if file else [])


def test_a_picture_keeps_its_caption_and_an_empty_message_has_none() -> None:
    captioned = at_the_door(sent_form(WHATSAPP, Sent.PDF, "segue comprovante", ACCOUNT))
    empty = at_the_door(sent_form(WHATSAPP, Sent.EMPTY, "escrito antes", ACCOUNT))

    assert (captioned.body, empty.body) == ("segue comprovante", "")


@pytest.mark.parametrize(("from_list", "kind"), [(False, "button"), (True, "interactive")])
def test_a_tap_carries_its_payload_and_the_message_it_hangs_under(from_list: bool, kind: str) -> None:
    form = tap_form(WHATSAPP, Tap("Quero parcelar", "ask_installments", "SM9", from_list), ACCOUNT)

    message = at_the_door(form)

    assert form["MessageType"] == kind
    assert (message.body, message.payload, message.reply_to) == ("Quero parcelar", "ask_installments", "SM9")


def test_an_sms_names_no_type_and_counts_its_segments() -> None:
    form = sent_form(SMS, Sent.TEXT, "x" * 161, ACCOUNT)

    assert "MessageType" not in form
    assert (form["From"], form["To"], form["NumSegments"]) == (SMS.contact, SMS.sender, "2")


def test_every_delivery_is_marked_and_none_shares_its_id() -> None:
    first, second = (sent_form(WHATSAPP, Sent.TEXT, "oi", ACCOUNT) for _ in range(2))

    assert first["MessageSid"] != second["MessageSid"]
    assert first[SIMULATOR_MARK] == second[SIMULATOR_MARK] == "1"


def test_a_message_seen_is_reported_read_by_our_number() -> None:
    form = read_form(WHATSAPP, "SM7", ACCOUNT)

    assert (form["MessageSid"], form["MessageStatus"]) == ("SM7", "read")
    assert (form["From"], form["To"]) == ("whatsapp:+556733140000", "whatsapp:+5567999990001")
