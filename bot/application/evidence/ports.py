"""What evidence needs from outside: the log, a key to sign with, and an authority that knows the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.evidence.encoding import Document
from bot.domain.evidence.entries import EvidenceEntry


@dataclass(frozen=True)
class LoggedEntry:
    """An entry in its position of the log; erased ones have no salt and no entry."""

    record: Document
    leaf: bytes
    salt: bytes | None = field(repr=False)
    entry: EvidenceEntry | None = field(repr=False)

    @property
    def position(self) -> int:
        return int(str(self.record["position"]))


@dataclass(frozen=True)
class Stamp:
    """A time stamping authority's word on a head."""

    authority: str
    token: bytes
    at: datetime


@dataclass(frozen=True)
class SignedHead:
    head: Mapping[str, object]
    signature: bytes
    stamps: tuple[Stamp, ...] = ()
    id: int = 0

    @property
    def size(self) -> int:
        return int(str(self.head["size"]))

    @property
    def root(self) -> bytes:
        return bytes.fromhex(str(self.head["root"]))


class Signer(Protocol):
    """The one key of the log."""

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


class EvidenceLog(Protocol):
    """The append-only log. Everything but `chain`, `sign` and `keep_stamp` only reads."""

    async def chain(self, most: int) -> int:
        """Give up to so many entries their positions, in the order they were written; how many there were."""
        ...

    async def sign(self, signer: Signer, at: datetime, every: timedelta) -> bool:
        """Sign a head when the log grew and the last head is older than that."""
        ...

    async def entries(self, notice_id: int) -> Sequence[LoggedEntry]:
        """The entries of a notice that are in the log, in order."""
        ...

    async def notice_of(self, register: str) -> int | None: ...

    async def heads_over(self, positions: Sequence[int]) -> Sequence[SignedHead]:
        """By size: the first head over each position, the first stamped one over each, and the last of all."""
        ...

    async def inclusion(self, position: int, size: int) -> Sequence[bytes]: ...

    async def consistency(self, smaller: int, size: int) -> Sequence[bytes]: ...

    async def to_be_stamped(self, at: datetime, every: timedelta) -> SignedHead | None:
        """The last head, unless it or one signed since `every` ago has a stamp."""
        ...

    async def keep_stamp(self, head_id: int, stamp: Stamp) -> None: ...


class Authority(Protocol):
    """A time stamping authority (RFC 3161)."""

    async def stamp(self, message: bytes) -> Stamp:
        """Its word that it saw the hash of this message; `AuthorityAway` when it gave none."""
        ...
