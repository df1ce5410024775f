"""What a draft begins from: the content and sentences of a stored release."""

from dataclasses import dataclass
from typing import Protocol

from bot.application.releases import Sources


@dataclass(frozen=True)
class Base:
    release: str
    sources: Sources


class Bases(Protocol):
    """Stored releases, as what they were made of; raises ReleaseMissing."""

    async def live(self) -> Base: ...

    async def of(self, release_id: str) -> Base: ...
