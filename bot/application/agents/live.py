"""What changed for whoever has a page open: names only, so that what is shown is always fetched (decision 0016)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.application.agents.keys import Member
from bot.application.agents.roles import Right, may
from bot.domain.errors import AwayForNow


class News(StrEnum):
    """Beside `conversation-12`, the names a page may hear."""

    QUEUE = "queue"
    MINE = "mine"  # something of one they have: they alone, and who sees everybody's list, are told
    OFFER = "offer"
    CASE = "case"
    SLIP = "slip"
    EXCEPTION = "exception"
    NOTICE = "notice"
    DRAFT = "draft"
    RELEASE = "release"  # another version is live, or the bot was stopped or resumed: everybody's pages say so
    FRESH = "fresh"  # too much was missed: fetch everything again


CONVERSATION = "conversation"
_SEEN_BY = {
    CONVERSATION: Right.READ_CONVERSATIONS,
    News.QUEUE: Right.READ_CONVERSATIONS,
    News.MINE: Right.READ_CONVERSATIONS,
    News.OFFER: Right.ANSWER,
    News.CASE: Right.WORK_CASES,
    News.SLIP: Right.WORK_CASES,
    News.EXCEPTION: Right.READ_CONVERSATIONS,
    News.NOTICE: Right.READ_DEBTS,
    News.DRAFT: Right.READ_FLOWS,
    News.RELEASE: Right.READ_DEBTS,
}


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was; `creditor` is the conversation's, `agent` whom alone it concerns.

    `holders` have the conversation, or had it until now.
    """

    kind: str
    conversation_id: int | None = None
    creditor: str | None = None
    agent: str | None = None
    holders: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Batch:
    """All that changed up to a cursor; None: too much, or nobody can tell."""

    cursor: str
    changes: frozenset[Change] | None


class NewsAway(AwayForNow):
    """Nobody can tell what changed; what was missed is told later."""


class ChangesSeen(Protocol):
    """The database as the source of news: nothing is kept for it, and a cursor is worth the same in any process."""

    async def now(self) -> str:
        """A cursor from which nothing that is committed later is missed."""
        ...

    async def since(self, cursor: str) -> Batch:
        """What was committed after it; something may be named twice, nothing is left out."""
        ...


def names_for(member: Member, changes: Iterable[Change] | None) -> tuple[str, ...]:
    """What this person's pages are told, without what their role does not see."""
    if changes is None:
        return (News.FRESH.value,)
    theirs = [one for one in changes if _concerns(member, one)]
    found = {name for one in theirs for kind, name in _named(one, member) if _sees(member, kind)}
    return tuple(sorted(found))


def _concerns(member: Member, change: Change) -> bool:
    if change.conversation_id is not None and not member.reach.has_creditor(change.creditor):
        return False
    return change.agent in (None, member.email)


def _named(change: Change, member: Member) -> Iterable[tuple[str, str]]:
    if change.conversation_id is not None:
        yield CONVERSATION, f"{CONVERSATION}-{change.conversation_id}"
    if member.email in change.holders:
        yield News.MINE, News.MINE.value
    if change.kind == News.MINE:  # no list but theirs shows it, and the one of all conversations
        yield from [(News.QUEUE, News.QUEUE.value)] if may(member.role, Right.OVERRULE) else []
    elif change.kind != CONVERSATION:
        yield change.kind, change.kind


def _sees(member: Member, kind: str) -> bool:
    right = _SEEN_BY.get(kind)
    return right is not None and may(member.role, right)
