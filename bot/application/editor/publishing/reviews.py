"""A wish to publish a draft: what exactly, why, who said yes to it, and what is still lacking (F2)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import PurePosixPath

from bot.application.editor.drafts.drafts import Logged
from bot.application.policy_document import POLICY_FILE, TITLES_FILE
from bot.application.publish import Move
from bot.domain.errors import BotError
from flows.notice_text import NOTICE_FILE

SIGNED_FILES = {POLICY_FILE, TITLES_FILE, NOTICE_FILE}
SILENT_FOR = timedelta(seconds=30)  # whoever prepared it is gone


class State(StrEnum):
    OPEN = "open"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Work(StrEnum):
    """How far the preparing is, that comes before anybody may publish."""

    WAITING = "waiting"  # another one is being prepared
    RUNNING = "running"
    READY = "ready"
    REFUSED = "refused"  # the content has problems
    FAILED = "failed"  # it broke, or whoever did it is gone: it may be begun again


class Stage(StrEnum):
    CHECKING = "checking"
    BUILDING = "building"
    TRAINING = "training"
    TALKING = "talking"
    MEASURING = "measuring"


class Lacking(StrEnum):
    """What keeps a wish from being published."""

    ENDED = "ended"
    VOID = "void"  # the draft, or what is live, is no longer what was agreed on
    PREPARING = "preparing"
    REVIEW = "review"
    SIGNATURE = "signature"
    TICK = "tick"  # somebody has to want it despite a warning


class NoSaying(StrEnum):
    """Why somebody's yes does not count."""

    AUTHOR = "author"
    SAME_PERSON = "same_person"  # two yeses are two people's
    VOID = "void"
    ENDED = "ended"
    NOT_NEEDED = "not_needed"
    REFUSED = "refused"
    MOVES = "moves"  # where running talks go on was chosen otherwise meanwhile
    PREPARING = "preparing"


class RequestMissing(BotError):
    """A wish that was never made."""

    def __init__(self, request_id: int) -> None:
        super().__init__(f"no publication request {request_id}")
        self.request_id = request_id


@dataclass(frozen=True)
class Word:
    """Somebody's yes."""

    by: str
    at: datetime


@dataclass(frozen=True)
class Talks:
    """The golden conversations played on what is to be published; what went otherwise, in words."""

    played: int
    failed: tuple[str, ...] = ()
    steps: int = 0
    steps_seen: int = 0


@dataclass(frozen=True)
class Outcome:
    """What preparing found. `release` is empty where problems kept it from being made."""

    release: str = ""
    problems: tuple[Mapping[str, object], ...] = ()
    is_trained: bool = False  # on other sentences than what is live
    talks: Talks | None = None  # None: none were played
    is_measured: bool = False
    is_worse: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)  # chosen since: where talks at steps of before go on

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @property
    def moves_mark(self) -> str:
        """What somebody's yes to where talks go on is to."""
        return digest_of(self.renamed)[:12]

    @property
    def warns(self) -> bool:
        """Whether somebody has to want it all the same."""
        unmeasured = self.is_trained and not self.is_measured
        return self.is_worse or unmeasured or bool(self.talks and self.talks.failed)


def outcome_in(text: str) -> Outcome:
    """What `as_json` wrote."""
    told = json.loads(text)
    talks = told.pop("talks")
    if talks is not None:
        talks = Talks(**{**talks, "failed": tuple(talks["failed"])})
    return Outcome(**{**told, "problems": tuple(told["problems"]), "talks": talks})


@dataclass(frozen=True)
class Wish:
    """What is asked, frozen: the digest of the draft's files, and the release they would replace."""

    draft_id: int
    version: int
    digest: str
    over: str
    by: str
    authors: tuple[str, ...]
    note: str
    move: Move = Move.FINISH
    needs_signature: bool = False
    changes_sentences: bool = False


@dataclass(frozen=True)
class Request:
    """A wish as it stands."""

    id: int
    wish: Wish
    at: datetime
    state: State = State.OPEN
    reviewed: Word | None = None
    signed: Word | None = None
    ended: Word | None = None
    reason: str = ""
    work: Work = Work.WAITING
    stage: Stage = Stage.CHECKING
    told: str = ""
    attempt: int = 0
    seen_at: datetime | None = None
    outcome: Outcome = field(default_factory=Outcome)
    publication_id: int | None = None

    def work_at(self, now: datetime) -> Work:
        """A preparing that gave no sign for long has ended with whoever did it."""
        is_silent = self.seen_at is None or now - self.seen_at >= SILENT_FOR
        return Work.FAILED if self.work is Work.RUNNING and is_silent else self.work


@dataclass(frozen=True)
class Standing:
    """A wish beside the draft and the live release of this moment; `reviews` is the setting."""

    request: Request
    digest: str
    live: str
    reviews: bool = True

    @property
    def is_void(self) -> bool:
        wish = self.request.wish
        return self.request.state is State.OPEN and (self.digest, self.live) != (wish.digest, wish.over)

    def lacks(self, despite: bool = False) -> Lacking | None:
        """The first thing lacking; None when it may be published."""
        request = self.request
        lacking = (
            (request.state is not State.OPEN, Lacking.ENDED),
            (self.is_void, Lacking.VOID),
            (request.work is not Work.READY, Lacking.PREPARING),
            (self.reviews and request.reviewed is None, Lacking.REVIEW),
            (request.wish.needs_signature and request.signed is None, Lacking.SIGNATURE),
            (request.outcome.warns and not despite, Lacking.TICK),
        )
        return next((what for is_lacking, what in lacking if is_lacking), None)

    def refuses_review(self, who: str) -> NoSaying | None:
        return self._refuses(who) or self._said_already(who, self.request.signed)

    def refuses_signature(self, who: str) -> NoSaying | None:
        if not self.request.wish.needs_signature:
            return self._refuses(who) or NoSaying.NOT_NEEDED
        return self._refuses(who) or self._said_already(who, self.request.reviewed)

    def _said_already(self, who: str, other: Word | None) -> NoSaying | None:
        return NoSaying.SAME_PERSON if self.reviews and other is not None and other.by == who else None

    def _refuses(self, who: str) -> NoSaying | None:
        refusals = (
            (self.request.state is not State.OPEN, NoSaying.ENDED),
            (self.is_void, NoSaying.VOID),
            (self.request.work is Work.REFUSED, NoSaying.REFUSED),
            (who in self.request.wish.authors, NoSaying.AUTHOR),
        )
        return next((why for refused, why in refusals if refused), None)


def digest_of(files: Mapping[str, str]) -> str:
    """Of the files of a draft: the same files, the same digest, and no others."""
    whole = json.dumps(sorted(files.items()), ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def changes_policy(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Whether finance has a say: anything of what may be offered, or of the notice, is another file (F2)."""
    return any(
        before.get(path) != after.get(path)
        for path in before.keys() | after.keys()
        if PurePosixPath(path).name in SIGNED_FILES
    )


def authors_of(draft_author: str, asker: str, log: Iterable[Logged]) -> tuple[str, ...]:
    """Whose word is in it: they began it, ask for it, or did or took back something in it."""
    wrote = {line.by for line in log if line.undone_at is None}
    took_back = {line.undone_by for line in log if line.undone_by and line.undone_by != line.by}
    return tuple(sorted({draft_author, asker, *wrote, *took_back}))
