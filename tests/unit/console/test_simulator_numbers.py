"""Which number the simulated phone has, and which of ours it writes to."""

from bot.application.simulator_view import Debtor
from bot.domain.conversation import Channel
from bot.domain.our_senders import OurSenders
from bot.domain.phones import normalised
from console.simulator.numbers import OurNumbers, line_of, unknown_number
from tests.builders import a_person

DEBTOR = Debtor(a_person(id=7), ((Channel.WHATSAPP, "+5567999990001"), (Channel.SMS, "+5567999990002")))


def test_a_number_nobody_set_is_invented() -> None:
    numbers = OurNumbers(OurSenders({Channel.WHATSAPP: "", Channel.SMS: ""}))

    assert [numbers.of(channel) for channel in Channel] == ["+556733140000", "+556733140001"]


def test_a_debtor_writes_to_the_number_of_the_creditor_else_to_the_default_one() -> None:
    senders = OurSenders({Channel.WHATSAPP: "+551140000000"}, {("cassems", Channel.SMS): "+551140000001"})

    lines = [line_of(DEBTOR, channel, OurNumbers(senders), unknown=False) for channel in Channel]

    assert [line.sender for line in lines] == ["+551140000000", "+551140000001"]


def test_each_creditor_has_numbers_of_its_own() -> None:
    numbers = OurNumbers()

    found = {numbers.of_creditor(channel, position) for channel in Channel for position in range(3)}

    assert len(found | set(map(numbers.of, Channel))) == 8


def test_a_debtor_writes_from_the_phone_of_the_channel() -> None:
    lines = [line_of(DEBTOR, channel, OurNumbers(), unknown=False) for channel in Channel]

    assert [line.contact for line in lines] == ["+5567999990001", "+5567999990002"]


def test_an_unknown_phone_is_a_real_looking_number_that_stays_the_same() -> None:
    line = line_of(DEBTOR, Channel.WHATSAPP, OurNumbers(), unknown=True)

    assert line.contact == unknown_number(7) == normalised(unknown_number(7))
    assert line.contact not in dict(DEBTOR.phones).values()


def test_a_debtor_without_a_phone_writes_from_an_unknown_one() -> None:
    line = line_of(Debtor(a_person(id=8)), Channel.WHATSAPP, OurNumbers(), unknown=False)

    assert line.contact == unknown_number(8)
