"""Our own numbers: which one speaks for which creditor on each channel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.conversation import Channel


@dataclass(frozen=True)
class OurSenders:
    """Numbers of one creditor each, and those of the default creditor, which speak for whoever has none."""

    default: Mapping[Channel, str] = field(default_factory=dict)
    own: Mapping[tuple[str, Channel], str] = field(default_factory=dict)
    one_way: frozenset[str] = frozenset()  # nobody reads what is answered to these

    def sender_for(self, creditor: str, channel: Channel) -> str | None:
        """The number a contact we start is made from; None where the channel has none."""
        return self.own.get((creditor, channel)) or self.default.get(channel) or None

    def two_way_sender_for(self, creditor: str, channel: Channel) -> str | None:
        """The number a notice is sent from: one whose answers reach us, or none (N6)."""
        sender = self.sender_for(creditor, channel)
        return sender if sender is not None and self.is_two_way(sender) else None

    def is_two_way(self, sender: str) -> bool:
        """A name instead of a number can never be answered."""
        return sender not in self.one_way and sender.removeprefix("+").isdecimal()

    def creditors_of(self, sender: str, channel: Channel, creditors: Iterable[str]) -> tuple[str, ...]:
        """Those of the creditors that a number speaks for; all of them when nobody said whose it is."""
        known = tuple(creditors)
        return tuple(one for one in known if self.sender_for(one, channel) == sender) or known
