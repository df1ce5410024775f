"""Where wishes to publish are kept."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bot.application.editor.publishing.reviews import Outcome, Request, Stage, Wish, Work
from bot.application.publications import Publications
from bot.domain.errors import BotError


class Busy(BotError):
    """Another one is being prepared."""


class AlreadyEnded(BotError):
    """A wish that was published or withdrawn meanwhile: nothing is published twice."""


class Reviews(Protocol):
    async def ask(self, wish: Wish) -> Request:
        """In place of what was asked of the same draft before."""
        ...

    async def request(self, request_id: int) -> Request | None: ...

    async def last(self, draft_id: int) -> Request | None: ...

    async def open_requests(self) -> Sequence[Request]:
        """The oldest first."""
        ...

    async def of_publications(self, publication_ids: Iterable[int]) -> Mapping[int, Request]:
        """The wishes that history came from."""
        ...

    async def review(self, request_id: int, who: str) -> bool:
        """False where the wish has ended; the first yes stays."""
        ...

    async def sign(self, request_id: int, who: str) -> bool: ...

    async def choose_moves(self, request_id: int, who: str, renamed: Mapping[str, str]) -> bool:
        """Where running talks go on: whoever chooses is an author, and the review that was is no more."""
        ...

    async def withdraw(self, request_id: int, who: str, reason: str) -> bool: ...

    async def begin_work(self, request_id: int) -> int | None:
        """The number of this attempt; None where one is under way or the wish has ended. Raises Busy."""
        ...

    async def note(self, request_id: int, attempt: int, stage: Stage | None = None, told: str = "") -> bool:
        """A sign of life, with the stage when it is another; False where the attempt counts no more."""
        ...

    async def end_work(self, request_id: int, attempt: int, work: Work, outcome: Outcome, told: str = "") -> None: ...

    def publications_for(self, request_id: int, who: str) -> Publications:
        """The history, to which this wish may be added once; a second time raises AlreadyEnded."""
        ...
