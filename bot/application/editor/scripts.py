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
class Shelf[Found]:
    """What was found of each version; whoever asks while it is being looked for waits for the same answer."""

    look: Callable[[Mapping[str, str]], Found]
    kept: dict[str, Found] = field(default_factory=dict)
    under_way: dict[str, asyncio.Task[Found]] = field(default_factory=dict)

    async def of(self, version: Version) -> Found:
        if version.key in self.kept:
            return self.kept[version.key]
        task = self.under_way.get(version.key)
        if task is None:
            task = self.under_way[version.key] = asyncio.create_task(self._looked(version))
        return await asyncio.shield(task)  # one who leaves takes nothing from the others

    async def _looked(self, version: Version) -> Found:
        try:
            found = await asyncio.to_thread(self.look, await version.load())
        finally:
            del self.under_way[version.key]
        self.kept[version.key] = found
        while len(self.kept) > _KEPT:
            self.kept.pop(next(iter(self.kept)))
        return found


def _scripts() -> Shelf[Mapping[str, Script]]:
    return Shelf(read_scripts)


def _problems() -> Shelf[list[Problem]]:
    return Shelf(check_files)


@dataclass
class Scripts:
    _read: Shelf[Mapping[str, Script]] = field(default_factory=_scripts)
    _checked: Shelf[list[Problem]] = field(default_factory=_problems)

    async def of(self, version: Version) -> Mapping[str, Script]:
        """By profile."""
        return await self._read.of(version)

    async def problems(self, version: Version) -> list[Problem]:
        """All that keeps the content from being published; seconds of work the first time."""
        return await self._checked.of(version)
