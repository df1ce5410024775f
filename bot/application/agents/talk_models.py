"""A conversation as its page shows it: its lines with what came with them, piece by piece."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.application.agents.ports import Held, ThreadLine

SHOWN_AT_ONCE = 100


@dataclass(frozen=True)
class TalkLine:
    """A line, the media that came with it by their types, and why it did not arrive where it did not."""

    line: ThreadLine
    inbox_id: int | None = None
    media: tuple[str, ...] = ()
    failure: str = ""
    paper: str = ""  # the name of the document sent with it
    is_template: bool = False


@dataclass(frozen=True)
class Span:
    """Lines after one number and before another; the newest `limit` of them."""

    after: int = 0
    before: int | None = None
    limit: int = SHOWN_AT_ONCE


@dataclass(frozen=True)
class PaperSent:
    """A document or a QR code that went out with a line."""

    filename: str
    content_type: str
    content: bytes = field(repr=False)


class Threads(Protocol):
    """Conversations read piece by piece."""

    async def head(self, conversation_id: int) -> Held | None:
        """The conversation without its lines."""
        ...

    async def lines(self, conversation_id: int, span: Span) -> Sequence[TalkLine]:
        """Oldest first; what came in and waits for its turn is the last of them."""
        ...

    async def paper(self, conversation_id: int, seq: int) -> PaperSent | None:
        """What went out with a line; None where nothing did, or once it is kept no more."""
        ...
