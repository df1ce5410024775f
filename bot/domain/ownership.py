"""Who answers a conversation: whom a waiting one is offered to, and when it goes back to the queue (H2)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.conversation import Owner

CAPACITY = 20  # conversations one agent holds at once
REOPENED_WITHIN = timedelta(seconds=60)  # a closing may be taken back


class OwnerReason(StrEnum):
    """Why the owner changed, where it was not the reason of a hand-off."""

    ACCEPTED = "accepted"
    SPOKE = "spoke"  # a person's word takes the conversation
    RETURNED = "returned"
    CLOSED = "closed"
    REOPENED = "reopened"  # by who closed it, a moment after
    AGENT_GONE = "agent_gone"
    AGENT_IDLE = "agent_idle"
    SENT_BACK = "sent_back"  # a supervisor put it back into the queue
    TRANSFERRED = "transferred"  # by a person, to another or back to the queue
    BEGAN = "began"  # a person wrote to the debtor first


@dataclass(frozen=True)
class OwnerChange:
    """One change of owner; the epoch is the one it began, so that there is one row an epoch."""

    conversation_id: int
    before: Owner
    after: Owner
    by: str  # bot, worker, or an e-mail
    reason: str
    at: datetime
    epoch: int
    agent_before: str | None = None
    agent_after: str | None = None


@dataclass(frozen=True)
class Patience:
    """How long each part of a hand-over may take."""

    offered_for: timedelta = timedelta(seconds=30)
    online_for: timedelta = timedelta(seconds=30)  # after the last heartbeat
    gone_after: timedelta = timedelta(seconds=60)
    idle_after: timedelta = timedelta(minutes=15)
    asked_again_after: timedelta = timedelta(minutes=5)  # who let an offer pass


@dataclass(frozen=True)
class Seen:
    """The last heartbeat of an agent, and what may be offered; no creditor named means all of them."""

    at: datetime
    takes: bool = True
    creditors: frozenset[str] = frozenset()

    def is_online(self, now: datetime, patience: Patience) -> bool:
        return now - self.at < patience.online_for

    def is_gone(self, now: datetime, patience: Patience) -> bool:
        return now - self.at >= patience.gone_after

    def works_for(self, creditor: str | None) -> bool:
        return not self.creditors or creditor is None or creditor in self.creditors


@dataclass(frozen=True)
class Limits:
    """What somebody was taken on for: how many at once, and whose conversations alone."""

    capacity: int | None = None  # none said: what everybody has
    creditors: frozenset[str] = frozenset()  # none named: all of them

    def allow(self, creditor: str | None) -> bool:
        """What is not known to be of one of theirs is not theirs."""
        return not self.creditors or creditor in self.creditors


@dataclass(frozen=True)
class AtHand:
    """An agent who is online, with all that is held and offered counted."""

    agent: str
    load: int
    seen: Seen
    limits: Limits = Limits()


def next_agent(
    creditor: str | None, agents: Iterable[AtHand], passed: Collection[str], capacity: int = CAPACITY
) -> str | None:
    """The least loaded who takes this creditor's and did not just let it pass; None: it stays in the queue."""
    fit = [
        one
        for one in agents
        if one.seen.takes
        and one.load < (one.limits.capacity or capacity)
        and one.agent not in passed
        and one.seen.works_for(creditor)
        and one.limits.allow(creditor)
    ]
    return min(fit, key=lambda one: (one.load, one.agent)).agent if fit else None


def reason_to_go_back(
    seen: Seen | None, waited_since: datetime | None, now: datetime, patience: Patience
) -> OwnerReason | None:
    """Gone: was here and is not any more; who works without a page is only measured by the debtor's waiting."""
    if seen is not None and seen.is_gone(now, patience):
        return OwnerReason.AGENT_GONE
    if waited_since is not None and now - waited_since >= patience.idle_after:
        return OwnerReason.AGENT_IDLE
    return None
