"""A notice goes from a number whose answers reach us (N6)."""

import pytest

from bot.domain.conversation import Channel
from bot.domain.our_senders import OurSenders

NUMBER, OWN = "+556733140001", "+556133140001"
SENDERS = OurSenders({Channel.SMS: NUMBER}, {("assefaz", Channel.SMS): OWN}, frozenset({OWN}))


@pytest.mark.parametrize(("creditor", "expected"), [("cassems", NUMBER), ("assefaz", None)])
def test_one_that_only_sends_carries_no_notice_and_still_speaks(creditor: str, expected: str | None) -> None:
    assert SENDERS.two_way_sender_for(creditor, Channel.SMS) == expected
    assert SENDERS.sender_for(creditor, Channel.SMS) is not None


@pytest.mark.parametrize(("sender", "answered"), [("27182", True), ("+556733140001", True), ("PORTES", False)])
def test_a_name_instead_of_a_number_can_never_be_answered(sender: str, answered: bool) -> None:
    assert OurSenders({Channel.SMS: sender}).is_two_way(sender) is answered


def test_where_there_is_no_sender_there_is_none_for_a_notice() -> None:
    assert OurSenders().two_way_sender_for("cassems", Channel.SMS) is None
