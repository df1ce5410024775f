"""Where something of a person is kept, table by table: what erasing empties, and what telling a person opens.

A table with a column of bytes that is named nowhere here fails a test: nobody forgets to erase it.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Table

from bot.adapters.db.codec import seal_inbound, seal_outgoing
from bot.adapters.db.tables import Row
from bot.adapters.db.vault import Vault
from bot.application.messages import InboundMessage, MessageKind, OutgoingMessage
from bot.domain.conversation import Channel


class Whose(StrEnum):
    """By what a row is known to be the person's."""

    PERSON = "person"
    CONVERSATION = "conversation"  # that is only theirs
    AGREEMENT = "agreement"
    NOTICE = "notice"
    TITLE = "title"
    DOCUMENT = "document"  # by its keyed hash
    NUMBER = "number"  # a phone by its keyed hash, with or without the ninth digit
    MESSAGE = "message"  # by the provider's id
    ATTACHMENT = "attachment"
    INBOUND = "inbound"  # a message of theirs
    FILE = "file"  # by the keyed hash of its address


class Kind(StrEnum):
    """What a column of bytes holds."""

    TEXT = "text"
    RECORD = "record"
    LIST = "list"
    CONTENT = "content"
    INBOUND = "inbound"
    OUTGOING = "outgoing"
    HASH = "hash"  # tells nobody anything, and finds the person no more once it is emptied
    STAYS = "stays"  # a hash that finds no person


@dataclass(frozen=True)
class Part:
    """Rows of a table that are the person's: those any of the columns in `by` says so of."""

    name: str
    by: Mapping[str, Whose]
    holds: Mapping[str, Kind] = field(default_factory=dict)
    clears: tuple[str, ...] = ()  # plain columns
    goes: bool = False  # the whole row
    own_way: bool = False  # emptied by code of its own

    @property
    def table(self) -> Table:
        return Row.metadata.tables[self.name]

    def emptied(self, vault: Vault) -> dict[str, Any]:
        """What the columns hold afterwards: nothing, in the form that whoever reads them expects."""
        changed = {name: kind for name, kind in self.holds.items() if kind is not Kind.STAYS}
        values = {name: self._empty(name, kind, vault) for name, kind in changed.items()}
        return values | dict.fromkeys(self.clears)

    def told(self, row: Mapping[str, Any], vault: Vault) -> dict[str, object]:
        """A row as its person may read it; what only finds rows is left out."""
        shown = {name: value for name, value in row.items() if name not in self.holds or _OPEN.get(self.holds[name])}
        return {name: self._plain(name, value, vault) for name, value in shown.items() if value not in (None, b"")}

    def opened(self, row: Mapping[str, Any], vault: Vault) -> str:
        """All the row says, to look for names in."""
        return "\n".join(map(str, self.told(row, vault).values()))

    def _empty(self, name: str, kind: Kind, vault: Vault) -> bytes | None:
        return None if self.table.c[name].nullable else _EMPTY[kind](vault)

    def _plain(self, name: str, value: Any, vault: Vault) -> object:
        if name in self.holds:
            return _OPEN[self.holds[name]](vault, value)
        return value.isoformat() if hasattr(value, "isoformat") else value


_SAYS_NOTHING = InboundMessage("", Channel.WHATSAPP, "", "", MessageKind.TEXT)
_EMPTY: Mapping[Kind, Callable[[Vault], bytes]] = {
    Kind.TEXT: lambda vault: vault.seal(""),
    Kind.RECORD: lambda vault: vault.seal_json({}),
    Kind.LIST: lambda vault: vault.seal_json([]),
    Kind.CONTENT: lambda vault: vault.seal_bytes(b""),
    Kind.INBOUND: lambda vault: seal_inbound(vault, _SAYS_NOTHING),
    Kind.OUTGOING: lambda vault: seal_outgoing(vault, OutgoingMessage("", "")),
    Kind.HASH: lambda vault: b"",
}
_OPEN: Mapping[Kind, Callable[[Vault, bytes], object]] = {
    Kind.TEXT: lambda vault, sealed: vault.open(sealed),
    Kind.RECORD: lambda vault, sealed: vault.open_json(sealed),
    Kind.LIST: lambda vault, sealed: vault.open_json(sealed),
    Kind.CONTENT: lambda vault, sealed: base64.b64encode(vault.open_bytes(sealed)).decode(),
    Kind.INBOUND: lambda vault, sealed: vault.open_json(sealed),
    Kind.OUTGOING: lambda vault, sealed: vault.open_json(sealed),
}

_OF_PERSON = {"person_id": Whose.PERSON}
_OF_TALK = {"conversation_id": Whose.CONVERSATION}
_OF_EITHER = _OF_PERSON | _OF_TALK
_OF_AGREEMENT = {"agreement_id": Whose.AGREEMENT}

# In this order: a row goes after those that point to it.
PARTS = (
    Part(
        "person",
        {"id": Whose.PERSON},
        {"sealed": Kind.RECORD, "document_hash": Kind.HASH, "holder_hash": Kind.HASH, "fingerprint": Kind.HASH},
        own_way=True,
    ),
    Part("phone", _OF_PERSON, {"number": Kind.TEXT, "exact_hash": Kind.HASH, "loose_hash": Kind.HASH}, goes=True),
    Part("title", _OF_PERSON),
    Part("title_history", {"title_id": Whose.TITLE}),
    Part("offer", _OF_PERSON),
    Part("offer_exception", _OF_EITHER, {"why": Kind.TEXT, "decided_why": Kind.TEXT}),
    Part("agreement", _OF_PERSON, {"accepted_text": Kind.TEXT, "statement": Kind.TEXT, "delivery": Kind.RECORD}),
    Part("installment", _OF_AGREEMENT),
    Part("issued_slip", _OF_AGREEMENT, {"code": Kind.TEXT, "content": Kind.CONTENT, "insisted_why": Kind.TEXT}),
    Part("slip_request", _OF_AGREEMENT, {"note": Kind.TEXT}),
    Part("work_case", _OF_EITHER, {"note": Kind.TEXT, "media": Kind.LIST, "result": Kind.TEXT}),
    Part(
        "contact_booking",
        _OF_EITHER,
        {"contact": Kind.TEXT, "contact_hash": Kind.HASH, "note": Kind.TEXT},
        goes=True,
    ),
    Part(
        "opt_out", {"contact_hash": Whose.NUMBER}, {"contact": Kind.TEXT, "text": Kind.TEXT, "contact_hash": Kind.STAYS}
    ),
    Part(
        "notice",
        _OF_PERSON,
        {
            "contact": Kind.TEXT,
            "contact_hash": Kind.HASH,
            "loose_hash": Kind.HASH,
            "contents": Kind.RECORD,
            "text": Kind.TEXT,
        },
    ),
    Part("notice_attempt", _OF_PERSON, {"contact": Kind.TEXT}),
    Part("clock_decision", _OF_PERSON, goes=True),
    Part("delay_excuse", _OF_PERSON, {"why": Kind.TEXT}),
    Part(
        "evidence_entry",
        {"notice_id": Whose.NOTICE},
        {"sealed": Kind.RECORD, "commitment": Kind.STAYS, "prev": Kind.STAYS, "leaf": Kind.STAYS},
        own_way=True,
    ),
    Part("paper_link", _OF_EITHER, {"content": Kind.CONTENT, "text": Kind.TEXT, "token_hash": Kind.STAYS}),
    Part(
        "identity_try",
        _OF_EITHER | {"document_hash": Whose.DOCUMENT},
        {"contact_hash": Kind.HASH, "document_hash": Kind.HASH},
    ),
    Part("access_record", _OF_PERSON),
    Part("delivery", {"sid": Whose.MESSAGE}, {"raw": Kind.RECORD}),
    Part("message", _OF_TALK, {"body": Kind.TEXT}),
    Part("conversation_note", _OF_TALK, {"body": Kind.TEXT}),
    Part(
        "media_file",
        _OF_TALK | {"inbox_id": Whose.INBOUND, "url_hash": Whose.FILE},
        {"content": Kind.CONTENT, "url_hash": Kind.HASH},
        goes=True,
    ),
    Part("inbox", _OF_TALK, {"sealed": Kind.INBOUND}),
    Part("outbox", _OF_TALK, {"sealed": Kind.OUTGOING}, clears=("attachment_id",)),
    Part("attachment", {"id": Whose.ATTACHMENT}, {"content": Kind.CONTENT}, goes=True),
    Part("turn", _OF_TALK, {"masked_text": Kind.TEXT, "events": Kind.LIST, "before": Kind.RECORD}),
    Part("handoff", _OF_TALK, {"packet": Kind.RECORD}),
    Part("snooze", _OF_TALK, {"why": Kind.TEXT}),
    Part(
        "wrap_up",
        _OF_EITHER,
        {"note": Kind.TEXT, "justification": Kind.TEXT, "answers": Kind.RECORD, "before": Kind.RECORD},
    ),
    Part("contact_attempt", _OF_EITHER, {"contact": Kind.TEXT, "note": Kind.TEXT}),
    Part("test_phone", {"loose_hash": Whose.NUMBER}, {"phone": Kind.TEXT, "loose_hash": Kind.HASH}, goes=True),
    Part("refused_request", {}, {"raw": Kind.RECORD}, goes=True),
    Part(
        "conversation",
        {"id": Whose.CONVERSATION},
        {"contact": Kind.TEXT, "contact_hash": Kind.HASH, "state": Kind.RECORD},
        own_way=True,
    ),
)
# Bytes in them are of the staff, of content, or hashes and signatures of the log: nothing of a debtor.
OF_NO_DEBTOR = frozenset(
    {
        "api_key",
        "door_try",
        "evidence_head",
        "evidence_node",
        "evidence_stamp",
        "recovery_code",
        "release",
        "release_model",
        "staff_invitation",
        "staff_session",
        "staff_user",
    }
)
