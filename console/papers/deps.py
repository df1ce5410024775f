"""What the page behind a link works with, bound once when the service starts."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from bot.application.papers import PaperTools


@dataclass(frozen=True)
class PaperPages:
    """The use cases' tools, and whether browsers come over TLS."""

    tools: PaperTools
    is_secure: bool


def _pages(request: Request) -> PaperPages:
    pages: PaperPages = request.app.state.papers
    return pages


Behind = Annotated[PaperPages, Depends(_pages)]
