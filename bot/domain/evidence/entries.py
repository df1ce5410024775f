"""What is put on record about a notice, event by event (N5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


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
