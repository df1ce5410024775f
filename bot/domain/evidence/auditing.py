"""Recomputes the whole log from what is kept: every leaf, every subtree, every head; says what differs (N5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.evidence.checking import Instruments
from bot.domain.evidence.encoding import NOTHING_BEFORE, Document, commitment, head_hash, head_message, leaf
from bot.domain.evidence.tree import Frontier, Place


@dataclass(frozen=True)
class KeptEntry:
    """An entry as it is kept; one erased has neither salt nor entry."""

    id: int
    notice_id: int
    position: int
    record: Document
    leaf: bytes
    salt: bytes | None = field(default=None, repr=False)
    entry: Document | None = field(default=None, repr=False)
    is_erased: bool = False

    @property
    def name(self) -> str:
        return f"entry {self.id} (position {self.position}, notice {self.notice_id})"


@dataclass(frozen=True)
class KeptHead:
    """A head as it is kept, with the tokens of authorities by name."""

    head: Mapping[str, object]
    signature: bytes
    stamps: tuple[tuple[str, bytes], ...] = ()

    @property
    def size(self) -> int:
        return int(str(self.head["size"]))


class LogAudit:
    """Goes through the log in order; what is wrong in one place is told once, and what follows is checked on."""

    def __init__(self, public_key: bytes, instruments: Instruments) -> None:
        self._key = public_key
        self._instruments = instruments
        self._frontier = Frontier(0, {})
        self._prev = NOTHING_BEFORE
        self._ordinals: dict[int, int] = {}
        self._before = NOTHING_BEFORE  # the hash of the head before

    @property
    def size(self) -> int:
        return self._frontier.size

    def add(self, kept: KeptEntry, grown: dict[Place, bytes]) -> Iterator[str]:
        """The next entry; `grown` takes the subtrees that became whole by it."""
        if kept.position != self.size:
            yield f"position {self.size}: missing; {kept.name} comes next"
        yield from self._about_content(kept)
        if kept.record["prev"] != self._prev.hex():
            yield f"{kept.name}: does not follow the one before it"
        expected = self._ordinals.get(kept.notice_id, 0)
        if kept.record["ordinal"] != expected:
            yield f"{kept.name}: number {kept.record['ordinal']} of its notice, where {expected} was expected"
        if leaf(kept.record) != kept.leaf:
            yield f"{kept.name}: its leaf is not that of its record"
        self._ordinals[kept.notice_id] = int(str(kept.record["ordinal"])) + 1
        self._prev = kept.leaf
        grown.update(self._frontier.add(kept.leaf))

    def check_head(self, kept: KeptHead) -> Iterator[str]:
        """A head whose last entry was added just now."""
        name = f"head of size {kept.size}"
        if kept.head["root"] != self._frontier.root.hex() or kept.head["last"] != self._prev.hex():
            yield f"{name}: not over the entries that are kept"
        if kept.head["previous"] != self._before.hex():
            yield f"{name}: does not follow the head before it"
        if not self._instruments.is_signed(self._key, kept.signature, head_message(kept.head)):
            yield f"{name}: altered, or not signed by this key"
        for authority, token in kept.stamps:
            problem = self._instruments.stamp_problem(token, head_hash(kept.head))
            if problem:
                yield f"{name}: time stamp of {authority}: {problem}"
        self._before = head_hash(kept.head)

    def _about_content(self, kept: KeptEntry) -> Iterator[str]:
        if kept.entry is None or kept.salt is None:
            if not kept.is_erased:
                yield f"{kept.name}: cannot be opened"
        elif commitment(kept.salt, kept.entry).hex() != kept.record["commitment"]:
            yield f"{kept.name}: altered: it is not what was committed to"
        elif kept.entry["notice"] != kept.notice_id:
            yield f"{kept.name}: it is of notice {kept.entry['notice']}"
