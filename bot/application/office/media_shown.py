"""Showing a file a debtor sent: to whom, as what, and that it was looked at (section 10)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.application.agents.keys import Member
from bot.application.agents.roles import NotAllowed, Right, StaffRole, may
from bot.application.ports import Clock
from bot.domain.file_kinds import ENDINGS, INLINE, is_as_announced


class FileState(StrEnum):
    WAITING = "waiting"
    KEPT = "kept"
    UNAVAILABLE = "unavailable"
    FORGOTTEN = "forgotten"  # its time was over


@dataclass(frozen=True)
class FileKept:
    """One file of a message and where it stands; what is in it is there only when it was asked for."""

    inbox_id: int
    position: int
    conversation_id: int
    state: FileState
    declared_type: str
    content_type: str = ""
    content: bytes = field(default=b"", repr=False)
    size: int = 0
    reason: str | None = None
    person_id: int | None = None
    in_a_case: bool = False

    @property
    def is_shown_inline(self) -> bool:
        return self.content_type in INLINE

    @property
    def is_as_announced(self) -> bool:
        return is_as_announced(self.content_type, self.declared_type)

    @property
    def family(self) -> str:
        """Of what it is, or while nobody knows, of what it was announced as: image, audio, pdf or other."""
        kind = self.content_type or self.declared_type
        if kind == "application/pdf":
            return "pdf"
        family = kind.partition("/")[0]
        return family if family in {"image", "audio"} and (not self.content_type or self.is_shown_inline) else "other"

    @property
    def filename(self) -> str:
        return f"arquivo-{self.inbox_id}-{self.position + 1}.{ENDINGS.get(self.content_type, 'bin')}"


class MediaShelf(Protocol):
    """The files as people look at them."""

    async def file(self, inbox_id: int, position: int) -> FileKept | None: ...

    async def ask_for(self, inbox_id: int, at: datetime) -> None: ...

    async def record(self, file: FileKept, actor: str, at: datetime) -> None: ...

    async def of_case(self, number: str) -> Sequence[FileKept]: ...


def may_see_files(role: StaffRole, *, in_a_case: bool) -> bool:
    """A file cannot be masked: who sees amounts, and may read the talk or the case it belongs to."""
    reads = may(role, Right.READ_CONVERSATIONS) or (in_a_case and may(role, Right.READ_DEBTS))
    return reads and may(role, Right.SEE_AMOUNTS)


async def show_file(inbox_id: int, position: int, member: Member, shelf: MediaShelf, clock: Clock) -> FileKept | None:
    """The file with its content, its reading on record; raises NotAllowed; None where there is none."""
    if not may_see_files(member.role, in_a_case=True):
        raise NotAllowed(member.role, Right.SEE_AMOUNTS)
    found = await shelf.file(inbox_id, position)
    if found is None:
        await shelf.ask_for(inbox_id, clock.now())
        found = await shelf.file(inbox_id, position)
    if found is None:
        return None
    if not may_see_files(member.role, in_a_case=found.in_a_case):
        raise NotAllowed(member.role, Right.READ_CONVERSATIONS)
    if found.state is FileState.KEPT:
        await shelf.record(found, member.email, clock.now())
    return found
