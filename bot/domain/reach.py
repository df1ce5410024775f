"""Where a person may be reached when we are the ones to begin."""

from collections.abc import Sequence

from bot.domain.conversation import Channel
from bot.domain.people import Person

_FIRST_TO_LAST = (Channel.WHATSAPP, Channel.SMS)


def contacts_to_try(person: Person, contacts: Sequence[tuple[Channel, str]]) -> tuple[tuple[Channel, str], ...]:
    """The contacts that may be used, best first, each once: WhatsApp only for who accepts it, then SMS."""
    allowed = [channel for channel in _FIRST_TO_LAST if channel is not Channel.WHATSAPP or person.accepts_whatsapp]
    return tuple(dict.fromkeys(contact for channel in allowed for contact in contacts if contact[0] is channel))
