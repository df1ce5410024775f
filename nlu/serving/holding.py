"""Keeps the loop free for the next call: releases are loaded beside it, and long lists are read a few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from concilia_nlu import turn
from concilia_nlu.releases import Release, Releases
from serving.bodies import Body

AT_ONCE = 16  # some milliseconds


class Loading:
    """Releases for calls: one in memory is there at once, another is loaded in a thread, once, and then held."""

    def __init__(self, releases: Releases) -> None:
        self._releases = releases
        self._turnstile = asyncio.Lock()

    async def get(self, release_id: str) -> Release:
        held = self._releases.held(release_id)
        return held if held is not None else await self._load(release_id)

    async def _load(self, release_id: str) -> Release:
        async with self._turnstile:
            held = self._releases.held(release_id)  # somebody before us may have loaded it
            if held is not None:
                return held
            return self._releases.hold(await asyncio.to_thread(self._releases.load, release_id))


async def parsed(release: Release, body: Body) -> AsyncIterator[dict[str, Any]]:
    """`texts`: what the classifier makes of each; `bursts`, lists of messages as in a turn: what each means as one."""
    if "bursts" in body.fields:
        read, asked = turn.mean, body.bursts()
    else:
        read, asked = turn.parse, body.texts("texts")
    for first in range(0, len(asked), AT_ONCE):
        for result in read(release, asked[first : first + AT_ONCE]):
            yield result
        await asyncio.sleep(0)
