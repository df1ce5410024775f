"""A draft: the content files somebody edits, who changed what in it, and what may be taken back (F1, F2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.application.releases import Sources
from bot.domain.errors import BotError

SENTENCES = "nlu/"  # before the names of files of training sentences
HERE_FOR = timedelta(seconds=60)  # after the last sign of somebody at a draft


class DraftMissing(BotError):
    """A draft that was never begun, or was closed."""

    def __init__(self, draft_id: int) -> None:
        super().__init__(f"no open draft {draft_id}")
        self.draft_id = draft_id


@dataclass(frozen=True)
class Draft:
    """`base` is the release it was begun from; `version` grows at each change; `closed` once it is given up or used."""

    id: int
    name: str
    base: str
    author: str
    opened_at: datetime
    version: int = 0
    closed: datetime | None = None


@dataclass(frozen=True)
class DraftFiles:
    """The files by path, and the version of the draft that changed each last (0: as in the base)."""

    version: int
    files: Mapping[str, str]
    versions: Mapping[str, int]


@dataclass(frozen=True)
class Edit:
    """Files as their editor saw them, and as they are to be; None: not there."""

    draft_id: int
    by: str
    what: str  # in words people read
    before: Mapping[str, str | None]
    after: Mapping[str, str | None]


@dataclass(frozen=True)
class StaleDraft:
    """The answer to an edit of files that are no more as its editor saw them: which, and who changed them when."""

    paths: tuple[str, ...]
    by: str
    at: datetime


@dataclass(frozen=True)
class Logged:
    """An edit as the log tells it; one that was taken back says by whom and when."""

    id: int
    version: int
    by: str
    what: str
    at: datetime
    paths: tuple[str, ...]
    undone_by: str = ""
    undone_at: datetime | None = None
    redo_order: int = 0  # the highest of one's own is what redo puts back; 0: not to be put back any more


@dataclass(frozen=True)
class Tally:
    """How many edits of a draft stand, and the last thing that happened to it."""

    edits: int
    at: datetime
    by: str


@dataclass(frozen=True)
class Present:
    """Somebody who has a draft open, and what of it."""

    who: str
    place: str
    seen_at: datetime


class Drafts(Protocol):
    """The drafts of all; whatever changes one raises DraftMissing when it is not open."""

    async def begin(self, name: str, base: str, files: Mapping[str, str], by: str) -> Draft: ...

    async def open_drafts(self) -> Sequence[Draft]:
        """The newest first."""
        ...

    async def draft(self, draft_id: int) -> Draft | None:
        """Also one that was closed."""
        ...

    async def files(self, draft_id: int) -> DraftFiles: ...

    async def write(self, edit: Edit) -> Draft | StaleDraft:
        """All of the edit, or nothing when a file is no longer as it was before."""
        ...

    async def undo(self, draft_id: int, by: str, edit_id: int | None = None) -> Draft | StaleDraft | None:
        """Take back the edit named, or one's own last; None when there is none."""
        ...

    async def redo(self, draft_id: int, by: str) -> Draft | StaleDraft | None:
        """Put back what one took back last; a new edit of one's own forgets what could be."""
        ...

    async def log(self, draft_id: int, limit: int = 100) -> Sequence[Logged]:
        """The newest edit first."""
        ...

    async def tallies(self, draft_ids: Iterable[int]) -> Mapping[int, Tally]:
        """Of drafts that were edited at all."""
        ...

    async def close(self, draft_id: int, by: str) -> None: ...

    async def reopen(self, draft_id: int, by: str) -> None:
        """A draft discarded by mistake is there again, as it was."""
        ...

    async def note_present(self, draft_id: int, who: str, place: str = "") -> None: ...

    async def present(self, draft_ids: Iterable[int]) -> Mapping[int, Sequence[Present]]:
        """Who gave a sign within the last minute, by draft."""
        ...


def next_undo(log: Sequence[Logged], who: str) -> Logged | None:
    """What undo would take back."""
    return max(
        (line for line in log if line.by == who and line.undone_at is None), key=lambda one: one.id, default=None
    )


def next_redo(log: Sequence[Logged], who: str) -> Logged | None:
    """What redo would put back."""
    own = (line for line in log if line.undone_by == who and line.redo_order)
    return max(own, key=lambda one: one.redo_order, default=None)


def files_of(sources: Sources) -> dict[str, str]:
    """The files a draft of these sources begins with."""
    sentences = {f"{SENTENCES}{name}": text for name, text in sources.training.sentences.items()}
    return {**sources.content, **sentences}


def sources_of_draft(files: Mapping[str, str], base: Sources) -> Sources:
    """What a release of the draft would be made of: its files, and the pipeline and masking of the base."""
    content = {path: text for path, text in files.items() if not path.startswith(SENTENCES)}
    sentences = {path.removeprefix(SENTENCES): text for path, text in files.items() if path.startswith(SENTENCES)}
    return replace(base, content=content, training=replace(base.training, sentences=sentences))
