"""Differences told in words, kept for pages that show them again: comparing reads two whole contents."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.application.editor.differences.contents import Differences, differences
from bot.application.editor.drafts.bases import Bases
from bot.application.editor.drafts.drafts import files_of

_KEPT = 64


@dataclass
class ToldDifferences:
    bases: Bases
    _kept: dict[tuple[str, str], Differences] = field(default_factory=dict)

    async def of_releases(self, before: str, after: str) -> Differences:
        """Raises ReleaseMissing."""
        key = (before, after)
        if key not in self._kept:
            files = files_of((await self.bases.of(after)).sources)
            self._keep(key, await self._compared(before, files))
        return self._kept[key]

    async def of_draft(self, over: str, digest: str, files: Mapping[str, str]) -> Differences:
        """From a release to files that the digest names."""
        key = (over, f"draft {digest}")
        if key not in self._kept:
            self._keep(key, await self._compared(over, files))
        return self._kept[key]

    async def _compared(self, before: str, after: Mapping[str, str]) -> Differences:
        base = await self.bases.of(before)
        return await asyncio.to_thread(differences, files_of(base.sources), dict(after))

    def _keep(self, key: tuple[str, str], told: Differences) -> None:
        self._kept[key] = told
        while len(self._kept) > _KEPT:
            self._kept.pop(next(iter(self._kept)))
