"""What the log tells of a notice: when each thing happened, and what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.evidence.entries import EvidenceEntry, EvidenceKind
from bot.domain.policy import AcknowledgementRule

BY_LINK = "link"  # a `read` whose `channel` is this was of the page behind a link
ANSWERS = (EvidenceKind.REPLIED, EvidenceKind.ACKNOWLEDGED, EvidenceKind.CONTESTED)
ALL_ANSWERS = (EvidenceKind.PENDING_REPLY, *ANSWERS, EvidenceKind.VOIDED)


class Moment(StrEnum):
    """What has a line in a timeline, in its order."""

    IDENTIFIED = "identified"
    SENT = "sent"
    DELIVERED = "delivered"
    VIEWED = "viewed"  # the provider's read receipt
    OPENED = "opened"  # the page behind a link, by who proved to be the person
    PENDING_REPLY = "pending_reply"
    REPLIED = "replied"
    ACKNOWLEDGED = "acknowledged"
    CONTESTED = "contested"
    ANSWERED = "answered"
    VOIDED = "voided"
    SETTLED = "settled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Telling:
    """A message that carried the notice to a number, before it went to another."""

    channel: str
    contact: str
    sent_at: datetime


@dataclass(frozen=True)
class Story:
    """A notice by what is on record, and by nothing else."""

    issued: EvidenceEntry | None
    moments: Mapping[Moment, datetime]
    replies: tuple[EvidenceEntry, ...]
    factors: tuple[str, ...]
    deadline: str | None
    message_id: str | None  # the provider's, of the message that carried the notice
    earlier: tuple[Telling, ...] = ()  # where else it went before, each number once

    def valid_from(self, rule: AcknowledgementRule) -> datetime | None:
        """From when it counts (N2); None while no reply makes it valid, or when it was voided."""
        if Moment.VOIDED in self.moments:
            return None
        explicit = rule is AcknowledgementRule.EXPLICIT
        return self.moments.get(Moment.ACKNOWLEDGED if explicit else Moment.REPLIED)


def tell_story(entries: Sequence[EvidenceEntry]) -> Story:
    """Of several issues the last one counts: what was sent and delivered before it was another message."""
    last = max((place for place, entry in enumerate(entries) if entry.kind is EvidenceKind.ISSUED), default=None)
    since = entries if last is None else [*_identified(entries[:last]), *entries[last:]]
    factors = [name for entry in since for name in entry.facts.get("factors", "").split(",") if name]
    deadlines = [entry.facts["deadline"] for entry in since if "deadline" in entry.facts]
    return Story(
        issued=None if last is None else entries[last],
        moments=_moments(since),
        replies=tuple(entry for entry in since if entry.kind in ALL_ANSWERS and entry.facts.get("text")),
        factors=tuple(dict.fromkeys(factors)),
        deadline=deadlines[-1] if deadlines else None,
        message_id=next((entry.facts.get("provider_id") for entry in since if entry.kind is EvidenceKind.SENT), None),
        earlier=() if last is None else _earlier(entries[:last], entries[last]),
    )


def _earlier(before: Sequence[EvidenceEntry], issued: EvidenceEntry) -> tuple[Telling, ...]:
    """A reply may come from there too (N2); what was issued and never sent was not said."""
    found: dict[tuple[str, str], Telling] = {}
    where = ("", "")
    for entry in before:
        if entry.kind is EvidenceKind.ISSUED:
            where = _where(entry)
        elif entry.kind is EvidenceKind.SENT and where not in (("", ""), _where(issued)):
            found.setdefault(where, Telling(*where, entry.at))
    return tuple(found.values())


def _where(issued: EvidenceEntry) -> tuple[str, str]:
    return issued.facts.get("channel", ""), issued.facts.get("contact", "")


def _identified(entries: Sequence[EvidenceEntry]) -> list[EvidenceEntry]:
    return [entry for entry in entries if entry.kind is EvidenceKind.IDENTIFIED]


def _moments(entries: Sequence[EvidenceEntry]) -> dict[Moment, datetime]:
    found: dict[Moment, datetime] = {}
    for entry in entries:
        for moment in _told_by(entry):
            found[moment] = min(entry.at, found.get(moment, entry.at))
    if Moment.REPLIED in found:  # a reply that waited for identity was the first one (N2)
        found[Moment.REPLIED] = min(found[Moment.REPLIED], found.get(Moment.PENDING_REPLY, found[Moment.REPLIED]))
    return {moment: found[moment] for moment in Moment if moment in found}


def _told_by(entry: EvidenceEntry) -> list[Moment]:
    if entry.kind is EvidenceKind.READ:
        return [Moment.OPENED if entry.facts.get("channel") == BY_LINK else Moment.VIEWED]
    answered = [Moment.REPLIED] if entry.kind in ANSWERS else []
    own = [Moment(entry.kind.value)] if entry.kind.value in set(Moment) - {Moment.OPENED} else []
    return [*answered, *own]
