"""Which means is tried next when nobody replies, and when a letter must go instead (N6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.conversation import Channel
from bot.domain.policy import AcknowledgementRule, NoticePolicy


class AttemptState(StrEnum):
    """How far one attempt has come, as the ledger keeps it; it only moves forward, in the order written here."""

    PLANNED = "planned"  # to be made, or its message is waiting to be sent
    SENT = "sent"
    FAILED = "failed"  # the provider gave it up; it may still tell of a delivery later
    DELIVERED = "delivered"
    READ = "read"
    REPLIED = "replied"
    ACKNOWLEDGED = "acknowledged"
    LETTER = "letter"  # on the list for registered letter or phone
    SKIPPED = "skipped"  # never sent, for good

    @property
    def reached_nobody(self) -> bool:
        return self in (AttemptState.FAILED, AttemptState.SKIPPED)


class LetterReason(StrEnum):
    """Why the notice goes to the list for a registered letter or a phone call."""

    OPTED_OUT = "opted_out"
    NO_CONTACT = "no_contact"  # none on file, or none of them reaches anybody
    NO_SENDER = "no_sender"  # contacts there are, but no sender of ours that can receive the reply
    USED_UP = "used_up"  # all attempts made, nobody replied
    IDENTITY_PENDING = "identity_pending"  # somebody answered there, and did not say who they are


@dataclass(frozen=True)
class Attempt:
    """One attempt on record; `at` is when it was sent, or planned while it was not."""

    number: int
    channel: str
    contact: str
    state: AttemptState
    at: datetime


@dataclass(frozen=True)
class Reachable:
    """By what the person can be reached: numbers given to the operator, best first, and our two-way senders."""

    contacts: tuple[tuple[Channel, str], ...]
    senders: frozenset[Channel]  # channels on which a sender of ours sends and receives
    opted_out: bool = False


@dataclass(frozen=True)
class TryNow:
    channel: Channel
    contact: str
    number: int  # 1 to 5


@dataclass(frozen=True)
class WaitUntil:
    instant: datetime


@dataclass(frozen=True)
class Letter:
    reason: LetterReason


type Next = TryNow | WaitUntil | Letter


def next_attempt(history: Sequence[Attempt], now: datetime, policy: NoticePolicy, reachable: Reachable) -> Next | None:
    """What is done next about a notice that is not valid yet; None when its answer ends it, or a letter was decided.

    An opted-out person gets no message of ours: the legal notice goes by letter, at once.
    """
    if any(_ends_it(attempt.state, policy) for attempt in history):
        return None
    if reachable.opted_out:
        return Letter(LetterReason.OPTED_OUT)
    ready_at = _ready_at(history, policy)
    if ready_at is not None and now < ready_at:
        return WaitUntil(ready_at)
    number = max((attempt.number for attempt in history), default=0) + 1
    usable = _usable(history, policy, reachable)
    if not usable:
        return Letter(_why_none(reachable))
    if number > policy.max_attempts:
        return Letter(LetterReason.USED_UP)
    channel, contact = _least_tried(usable, history)
    return TryNow(channel, contact, number)


def _ends_it(state: AttemptState, policy: NoticePolicy) -> bool:
    """A reply that is not explicit does not end the attempts of a profile that asks for an explicit one."""
    any_reply = policy.acknowledgement is AcknowledgementRule.ANY_REPLY
    is_done = state in (AttemptState.ACKNOWLEDGED, AttemptState.LETTER)
    return is_done or (any_reply and state is AttemptState.REPLIED)


def _ready_at(history: Sequence[Attempt], policy: NoticePolicy) -> datetime | None:
    """When the last attempt that may still be answered has had its days; one that reached nobody needs none."""
    waiting = [attempt.at for attempt in history if not attempt.state.reached_nobody]
    return max(waiting) + timedelta(days=policy.wait_days) if waiting else None


def _usable(history: Sequence[Attempt], policy: NoticePolicy, reachable: Reachable) -> tuple[tuple[Channel, str], ...]:
    """In the profile's order of channels, less what was tried and reaches nobody."""
    dead = {(attempt.channel, attempt.contact) for attempt in history if attempt.state.reached_nobody}
    channels = [channel for channel in policy.channels if channel in reachable.senders]
    ordered = (contact for channel in channels for contact in reachable.contacts if contact[0] is channel)
    return tuple(contact for contact in dict.fromkeys(ordered) if contact not in dead)


def _why_none(reachable: Reachable) -> LetterReason:
    without_sender = [channel for channel, _ in reachable.contacts if channel not in reachable.senders]
    only_those = without_sender and len(without_sender) == len(reachable.contacts)
    return LetterReason.NO_SENDER if only_those else LetterReason.NO_CONTACT


def _least_tried(usable: Sequence[tuple[Channel, str]], history: Sequence[Attempt]) -> tuple[Channel, str]:
    """Every contact once before any is tried again: `min` keeps the first of equals."""
    tried = [(attempt.channel, attempt.contact) for attempt in history]
    return min(usable, key=tried.count)
