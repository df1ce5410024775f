"""Scripts at hand while people look at them: each version of the content is read once, and checked once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.application.editor.script import Script, read_scripts
from flows.checks import check_files
from flows.problems import Problem

type Load = Callable[[], Awaitable[Mapping[str, str]]]
_KEPT = 8


@dataclass(frozen=True)
class Version:
    """Content that does not change: what names it, and how it is fetched."""

    key: str
    load: Load


@dataclass
class Scripts:
    _read: dict[str, Mapping[str, Script]] = field(default_factory=dict)
    _checked: dict[str, list[Problem]] = field(default_factory=dict)

    async def of(self, version: Version) -> Mapping[str, Script]:
        """By profile."""
        if version.key not in self._read:
            _keep(self._read, version.key, await asyncio.to_thread(read_scripts, await version.load()))
        return self._read[version.key]

    async def problems(self, version: Version) -> list[Problem]:
        """All that keeps the content from being published; seconds of work the first time."""
        if version.key not in self._checked:
            _keep(self._checked, version.key, await asyncio.to_thread(check_files, await version.load()))
        return self._checked[version.key]


def _keep[Kept](shelf: dict[str, Kept], key: str, kept: Kept) -> None:
    shelf[key] = kept
    while len(shelf) > _KEPT:
        shelf.pop(next(iter(shelf)))
