"""The phone numbers of the simulator: ours on each channel, and one that no file knows."""

from dataclasses import dataclass, field

from bot.application.simulator_view import Debtor, PhoneLine
from bot.domain.conversation import Channel
from bot.domain.our_senders import OurSenders

INVENTED = {Channel.WHATSAPP: "+556733140000", Channel.SMS: "+556733140001"}
APART = 10  # between the invented numbers of one creditor and the next


@dataclass(frozen=True)
class OurNumbers:
    """What debtors write to; a number nobody set is invented."""

    senders: OurSenders = field(default_factory=OurSenders)

    def of(self, channel: Channel, creditor: str = "") -> str:
        return self.senders.sender_for(creditor, channel) or INVENTED[channel]

    def of_creditor(self, channel: Channel, position: int) -> str:
        """A number of one creditor only, by its place among them."""
        invented = int(INVENTED[channel].removeprefix("+"))
        return f"+{invented + APART * (position + 1)}"


def unknown_number(person_id: int) -> str:
    """A phone of the same tester that no portfolio gives to anybody; always the same one for a debtor."""
    return f"+55679900{person_id % 100_000:05d}"


def line_of(debtor: Debtor | None, channel: Channel, numbers: OurNumbers, *, unknown: bool) -> PhoneLine:
    """The phone on the screen: the debtor's own, or an unknown one they answer from."""
    known = debtor.phone(channel) if debtor and not unknown else None
    contact = known or unknown_number(debtor.person.id if debtor else 0)
    return PhoneLine(channel, contact, numbers.of(channel, debtor.person.creditor if debtor else ""))
