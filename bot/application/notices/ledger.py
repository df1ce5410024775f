"""The ledger of attempts at telling people of their notices: one row for each person and try (N6)."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from bot.domain.conversation import Channel
from bot.domain.notices.excuses import Excuse
from bot.domain.notices.means import Attempt, AttemptState
from bot.domain.notices.notice import Notice
from bot.domain.people import OpenCase, Person
from bot.domain.titles import Title

LETTER = "carta"  # the channel of an attempt a person makes: a registered letter, or a call
TELLS_ANSWER = "contest_answer"  # why an attempt is made that tells the answer to a contest
KEY = "notice:"  # the keys of the messages of an attempt begin with this

# A provider that gave a message up may still tell of its delivery later.
_ORDER = (
    AttemptState.PLANNED,
    AttemptState.SENT,
    AttemptState.FAILED,
    AttemptState.DELIVERED,
    AttemptState.READ,
    AttemptState.REPLIED,
    AttemptState.ACKNOWLEDGED,
)


def may_become(state: AttemptState, other: AttemptState) -> bool:
    """An attempt only moves forward; only one not yet made is skipped, and that for good."""
    if state is AttemptState.LETTER:
        return other in (AttemptState.SENT, AttemptState.SKIPPED)
    if AttemptState.SKIPPED in (state, other):
        return state is AttemptState.PLANNED
    if other is AttemptState.LETTER:
        return False  # a letter is an attempt of its own
    return _ORDER.index(other) > _ORDER.index(state)


def attempt_key(attempt_id: int) -> str:
    """What the messages of an attempt are known by in the outbox: the same attempt never speaks twice."""
    return f"{KEY}{attempt_id}"


def attempt_of(key: str) -> int | None:
    """The attempt whose first message this is."""
    number, _, place = key.removeprefix(KEY).partition(":")
    is_first = key.startswith(KEY) and place == "0" and number.isdecimal()
    return int(number) if is_first else None


@dataclass(frozen=True)
class Batch:
    """Notices planned together."""

    creditor: str
    due: date
    asked_by: str
    planned_at: datetime


@dataclass(frozen=True)
class Scope:
    """Whom a plan looks at: everyone with an open title of these codes due by a day, or one document."""

    creditor: str
    codes: Collection[str]
    due_by: date
    document: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A person under all registrations, with all that decides whether they are notified."""

    person: Person  # the registration that owns the oldest title
    titles: tuple[Title, ...]  # open
    agreed: tuple[Title, ...] = ()  # inside a running agreement
    contacts: tuple[tuple[Channel, str], ...] = ()
    opted_out: bool = False
    cases: tuple[OpenCase, ...] = ()
    with_people_for: frozenset[str] = frozenset()  # why a person holds a conversation with them
    notices: tuple[Notice, ...] = ()
    letters: frozenset[str] = frozenset()  # the oldest titles of letters still to be written
    covered: tuple[str, ...] = ()  # names of dependants and aggregates
    plan_of: Person | None = None  # the holder, where this person pays for somebody else's plan
    excuses: tuple[Excuse, ...] = ()


@dataclass(frozen=True)
class Planned:
    """Somebody who will be notified, and by which means first."""

    person_id: int
    document: str
    channel: Channel
    contact: str
    title_numbers: tuple[str, ...]
    full_text_first: bool = False


@dataclass(frozen=True)
class Skipped:
    """Somebody who will not, and why; `letter_about` puts them on the list for letters."""

    person_id: int | None
    document: str = field(repr=False)
    reason: str
    letter_about: str | None = None


@dataclass(frozen=True)
class DueAttempt:
    """A try that is due, held by one dispatcher for a while; `claims` fences one whose lease ran out."""

    id: int
    claims: int
    notice: Notice
    person: Person
    number: int
    channel: Channel
    contact: str
    tells_answer: bool = False  # of a contest, where the notice itself was told long ago


@dataclass(frozen=True)
class Unheard:
    """A contest that was answered, and whose answer has not reached the person, with every try at telling it."""

    notice: Notice
    person: Person
    case_number: str
    history: tuple[Attempt, ...]
    contacts: tuple[tuple[Channel, str], ...]
    opted_out: bool
    last_number: int  # of all attempts at this notice


@dataclass(frozen=True)
class Unanswered:
    """A notice that no reply made valid yet, with every attempt at it."""

    notice: Notice
    person: Person
    history: tuple[Attempt, ...]
    contacts: tuple[tuple[Channel, str], ...]
    opted_out: bool


class Ledger(Protocol):
    """Batches and attempts as they are kept."""

    async def open_batch(self, batch: Batch) -> int: ...

    def candidates(self, scope: Scope) -> AsyncIterator[Sequence[Candidate]]:
        """Some hundreds at a time, each person once."""
        ...

    async def record(
        self, batch_id: int, planned: Sequence[Planned], skipped: Sequence[Skipped], at: datetime
    ) -> Collection[int]:
        """Write a chunk; the people planned, less those whom another plan was quicker to plan."""
        ...

    async def due(self, limit: int, lease_s: float) -> Sequence[DueAttempt]:
        """Attempts to be made now, oldest first."""
        ...

    async def aim(self, attempt: DueAttempt) -> None:
        """A notice not said yet goes to the number of the attempt that is about to open it."""
        ...

    async def put_off(self, attempt: DueAttempt, until: datetime) -> None: ...

    async def give_up(self, attempt: DueAttempt, reason: str) -> None:
        """Not made, and not to be."""
        ...

    async def give_back(self, attempts: Sequence[DueAttempt]) -> None:
        """Of those not made, the lease ends now."""
        ...

    async def unanswered(self, after: int, limit: int) -> Sequence[Unanswered]:
        """Notices with a number above this one that wait for a reply and for no attempt; in order of number."""
        ...

    async def unheard(self, after: int, limit: int) -> Sequence[Unheard]:
        """Notices with a number above this one whose contest's answer nothing is bringing now; in order of number."""
        ...

    async def plan_telling(self, unheard: Unheard, attempt: Attempt) -> bool:
        """One more try at telling the answer to a contest; False when somebody else planned it."""
        ...

    async def plan_next(self, notice: Notice, attempt: Attempt) -> bool:
        """One more try; False when somebody else planned it."""
        ...

    async def plan_letter(self, notice: Notice, number: int, reason: str, at: datetime) -> bool: ...
