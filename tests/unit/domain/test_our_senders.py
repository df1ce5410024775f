"""Contract, `TWILIO_WHATSAPP_FROM`: the default creditor's sender, more per profile, some shared."""

import pytest

from bot.domain.conversation import Channel
from bot.domain.our_senders import OurSenders

CREDITORS = ("assefaz", "cassems", "croam")
SHARED, ASSEFAZ, PAIR = "+556733140000", "+556133140001", "+556133140002"
WHATSAPP, SMS = Channel.WHATSAPP, Channel.SMS


def test_a_contact_we_start_is_made_from_the_creditors_own_number() -> None:
    senders = OurSenders({WHATSAPP: SHARED}, {("assefaz", WHATSAPP): ASSEFAZ})

    assert senders.sender_for("assefaz", WHATSAPP) == ASSEFAZ


def test_a_creditor_without_a_number_of_its_own_uses_the_default_one() -> None:
    senders = OurSenders({WHATSAPP: SHARED, SMS: SHARED}, {("assefaz", WHATSAPP): ASSEFAZ})

    assert [senders.sender_for("croam", WHATSAPP), senders.sender_for("assefaz", SMS)] == [SHARED, SHARED]


def test_a_channel_without_any_number_cannot_start_a_contact() -> None:
    assert OurSenders({SMS: ""}, {("assefaz", SMS): ASSEFAZ}).sender_for("cassems", SMS) is None


@pytest.mark.parametrize(
    ("sender", "channel", "expected"),
    [
        (ASSEFAZ, WHATSAPP, ("assefaz",)),
        (SHARED, WHATSAPP, ("cassems", "croam")),
        (SHARED, SMS, CREDITORS),
        (ASSEFAZ, SMS, CREDITORS),
        ("+551140000000", WHATSAPP, CREDITORS),
    ],
)
def test_a_number_speaks_for_those_who_would_write_from_it(
    sender: str, channel: Channel, expected: tuple[str, ...]
) -> None:
    """A number nobody named, such as one given up, may be anybody's."""
    senders = OurSenders({WHATSAPP: SHARED, SMS: SHARED}, {("assefaz", WHATSAPP): ASSEFAZ})

    assert senders.creditors_of(sender, channel, CREDITORS) == expected


def test_two_creditors_may_share_a_number_beside_the_default_one() -> None:
    senders = OurSenders({SMS: SHARED}, {("assefaz", SMS): PAIR, ("croam", SMS): PAIR})

    assert senders.creditors_of(PAIR, SMS, CREDITORS) == ("assefaz", "croam")
    assert senders.creditors_of(SHARED, SMS, CREDITORS) == ("cassems",)
