"""A form becomes a message whatever its values are."""

from hypothesis import given
from hypothesis import strategies as st

from bot.application.messages import InboundMessage
from tests.builders import NOON
from webhooks.form import PostedForm
from webhooks.twilio import MessageForm

NAMES = st.sampled_from(
    [
        "MessageSid",
        "SmsSid",
        "From",
        "To",
        "Body",
        "MessageType",
        "ButtonPayload",
        "ListId",
        "NumMedia",
        "MediaUrl0",
        "MediaContentType0",
        "MediaUrl9",
        "Latitude",
        "OriginalRepliedMessageSid",
        "sid",
        "body",
        "type_",
        "raw",
    ]
)
VALUES = st.one_of(st.text(), st.sampled_from(["²", "9" * 5000, "-1", "whatsapp:", "/affirm{}", "\x00", "text/vcard"]))


@given(st.lists(st.tuples(st.one_of(NAMES, st.text()), VALUES)))
def test_no_strings_break_a_form(pairs: list[tuple[str, str]]) -> None:
    """P-form: every field has a default, unknown parameters are normal."""
    raw = PostedForm(tuple(pairs)).flat()

    message = MessageForm.model_validate(raw).to_message(raw, NOON)

    assert isinstance(message, InboundMessage)
    assert message.body == next((value for name, value in pairs if name == "Body"), "")
    assert sorted(raw.values()) == sorted(value for _, value in pairs)
