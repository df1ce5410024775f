"""What kind of message a file makes, where the provider names none."""

from bot.application.messages import MessageKind

_KIND_OF_FAMILY = {"audio": MessageKind.AUDIO, "image": MessageKind.IMAGE, "video": MessageKind.VIDEO}
_CONTACT_CARDS = frozenset({"text/vcard", "text/x-vcard", "text/directory"})


def kind_of_file(content_type: str) -> MessageKind:
    if content_type.lower().partition(";")[0].strip() in _CONTACT_CARDS:
        return MessageKind.CONTACTS
    return _KIND_OF_FAMILY.get(content_type.lower().partition("/")[0], MessageKind.DOCUMENT)
