"""A paper behind a link: shown to its person only, who proves it first, from wherever the link is opened (I1-I3)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.application.changes import IdentityTried, WrongTries
from bot.application.messages import Attachment
from bot.application.ports import Clock, Records
from bot.application.releases import Releases
from bot.domain.identity import IdentityOutcome, compare, judge, requirement_for, tries_left
from bot.domain.identity_policy import Factor, Requirement
from bot.domain.papers import PaperKind, situation_of_holder
from bot.domain.people import Person
from bot.domain.policy import Policy


@dataclass(frozen=True)
class Paper:
    """A paper whose link is still good; what it says is opened apart."""

    id: int
    kind: PaperKind
    person_id: int
    conversation_id: int
    creditor: str
    expires: datetime


@dataclass(frozen=True)
class TriesAllowed:
    """How many wrong tries since when, all unknown phones and links of the person together (I3)."""

    count: int
    since: datetime


class Papers(Protocol):
    """Papers that went out as links."""

    async def behind(self, token: str, now: datetime) -> Paper | None:
        """None alike for a link that ended, one that never was and one that is no link at all."""
        ...

    async def content(self, paper: Paper) -> Attachment: ...

    async def take_try(self, paper: Paper, tried: IdentityTried, allowed: TriesAllowed) -> bool:
        """Put a try on record, and the opening with a right one; False, and nothing written, when none is left."""
        ...

    async def record_download(self, paper: Paper, at: datetime) -> None: ...


class Passes(Protocol):
    """What a browser shows to be let in again for some minutes, for one link."""

    def issue(self, token: str) -> str: ...

    def opens(self, token: str, shown: str) -> bool: ...


@dataclass(frozen=True)
class PaperTools:
    """What the page behind a link works with; bound once in the api process."""

    papers: Papers
    records: Records
    releases: Releases
    passes: Passes
    clock: Clock


@dataclass(frozen=True)
class Door:
    """All that may be shown before identity: who speaks, where to check it, and the facts asked (I1)."""

    house: str
    on_behalf_of: str  # the creditor, where an office speaks for it
    official_phone: str
    asks: tuple[Factor, ...]
    is_locked: bool = False


@dataclass(frozen=True)
class Shown:
    """The paper in words, for its person."""

    door: Door
    kind: PaperKind
    text: str
    expires: date


class Knock(StrEnum):
    """What became of the facts given at a door."""

    GONE = "gone"
    LACKING = "lacking"  # not all facts asked were given: not a try
    WRONG = "wrong"
    LOCKED = "locked"
    OPENED = "opened"


async def door_of(token: str, tools: PaperTools) -> Door | None:
    """What to ask of who holds the link; the same for everybody, whoever opens it."""
    paper = await tools.papers.behind(token, tools.clock.now())
    if paper is None:
        return None
    person, policy = await _person(paper, tools), await _policy(paper, tools)
    allowed = _allowed(policy, tools)
    wrong = WrongTries(known_phone=False, document=person.document)
    used = await tools.records.wrong_tries(wrong, allowed.since)
    return replace(_door(person, policy), is_locked=used >= allowed.count)


async def knock(token: str, facts: Mapping[Factor, str], tools: PaperTools) -> Knock:
    """Nothing is compared before all facts are in; then every try is on record before it is answered (I3)."""
    now = tools.clock.now()
    paper = await tools.papers.behind(token, now)
    if paper is None:
        return Knock.GONE
    person, policy = await _person(paper, tools), await _policy(paper, tools)
    requirement, situation = _requirement(person, policy), situation_of_holder(person)
    given = compare(person, {factor: value for factor, value in facts.items() if factor in requirement.asks})
    outcome = judge(given, requirement, situation)
    if outcome is IdentityOutcome.PENDING:
        return Knock.LACKING
    is_right = outcome is IdentityOutcome.CONFIRMED
    proved = tuple(sorted(given.right)) if is_right else ()
    tried = IdentityTried(person.id, False, is_right, proved, now, document=person.document)
    if not await tools.papers.take_try(paper, tried, _allowed(policy, tools)):
        return Knock.LOCKED
    return Knock.OPENED if is_right else Knock.WRONG


async def paper_shown(token: str, shown_pass: str, tools: PaperTools) -> Shown | None:
    """The paper, to a browser that was let in some minutes ago."""
    paper = await _let_in(token, shown_pass, tools)
    if paper is None:
        return None
    kept, door = await tools.papers.content(paper), _door(await _person(paper, tools), await _policy(paper, tools))
    expires = paper.expires.astimezone(tools.clock.business_now().tzinfo)
    return Shown(door, paper.kind, kept.text, expires.date())


async def paper_downloaded(token: str, shown_pass: str, tools: PaperTools) -> Attachment | None:
    paper = await _let_in(token, shown_pass, tools)
    if paper is None:
        return None
    await tools.papers.record_download(paper, tools.clock.now())
    return await tools.papers.content(paper)


async def _let_in(token: str, shown_pass: str, tools: PaperTools) -> Paper | None:
    return await tools.papers.behind(token, tools.clock.now()) if tools.passes.opens(token, shown_pass) else None


def _door(person: Person, policy: Policy) -> Door:
    parties = policy.parties
    creditor = parties.creditor.name if parties.office is not None else ""
    return Door(parties.speaker.name, creditor, parties.official_phone, _requirement(person, policy).asks)


async def _person(paper: Paper, tools: PaperTools) -> Person:
    return await tools.records.person(paper.person_id)


async def _policy(paper: Paper, tools: PaperTools) -> Policy:
    return (await tools.releases.live()).policy(paper.creditor)


def _requirement(person: Person, policy: Policy) -> Requirement:
    return requirement_for(situation_of_holder(person), policy.identity)


def _allowed(policy: Policy, tools: PaperTools) -> TriesAllowed:
    tries = policy.identity.tries
    return TriesAllowed(tries_left(0, tries, known_phone=False), tools.clock.now() - tries.per)
