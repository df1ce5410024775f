"""Private notes beside a conversation: what staff tell each other, and no debtor reads (H5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.application.agents.keys import Member
from bot.application.agents.tools import AgentTools, held_or_missing

MAX_NOTE = 4000


@dataclass(frozen=True)
class Note:
    id: int
    author: str
    text: str
    at: datetime


class NoteRefused(StrEnum):
    """Why a note was not kept."""

    EMPTY = "empty_text"
    TOO_LONG = "text_too_long"


class Notes(Protocol):
    """Where notes are kept; none is altered."""

    async def notes(self, conversation_id: int, after: int = 0) -> Sequence[Note]:
        """Oldest first, from the one after `after` on."""
        ...

    async def add_note(self, conversation_id: int, author: str, text: str) -> Note: ...


async def add_note(conversation_id: int, text: str, member: Member, on: tuple[AgentTools, Notes]) -> Note | NoteRefused:
    """Anybody who answers may write one, whoever has the conversation."""
    tools, notes = on
    written = text.strip()
    if not written or len(written) > MAX_NOTE:
        return NoteRefused.TOO_LONG if written else NoteRefused.EMPTY
    await held_or_missing(conversation_id, tools)
    return await notes.add_note(conversation_id, member.email, written)
