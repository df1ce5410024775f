"""What is put on record about a notice, event by event (N5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.evidence.encoding import Document, instant_text, read_instant


class EvidenceKind(StrEnum):
    OPENED = "opened"  # planned, or the opener decided
    IDENTIFIED = "identified"  # factors used, never their values
    ISSUED = "issued"  # the body and its hash, recipient, sender, release of text and policy
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    PENDING_REPLY = "pending_reply"
    REPLIED = "replied"  # the reply verbatim with its provider id
    ACKNOWLEDGED = "acknowledged"
    CONTESTED = "contested"
    ANSWERED = "answered"
    VOIDED = "voided"
    SETTLED = "settled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class EvidenceEntry:
    """One event of one notice; `facts` are texts only, and what is committed to."""

    notice_id: int
    kind: EvidenceKind
    at: datetime  # when it happened, aware, UTC, to the second or finer
    facts: Mapping[str, str] = field(default_factory=dict, repr=False)


def entry_document(entry: EvidenceEntry) -> Document:
    """The entry as it is committed to; a lone half of a sign, which UTF-8 cannot write, becomes a question mark."""
    facts = {name: text.encode(errors="replace").decode() for name, text in entry.facts.items()}
    return {"at": instant_text(entry.at), "facts": facts, "kind": entry.kind.value, "notice": entry.notice_id}


def entry_from(document: Mapping[str, Any]) -> EvidenceEntry:
    """The entry a document tells of."""
    kind, at = EvidenceKind(document["kind"]), read_instant(document["at"])
    return EvidenceEntry(document["notice"], kind, at, document["facts"])
