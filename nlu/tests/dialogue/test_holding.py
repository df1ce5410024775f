"""Calls go on while a release is loaded, and between the texts of a long list."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from concilia_nlu.releases import Release, Releases, UnknownRelease
from serving.bodies import Body
from serving.holding import AT_ONCE, Loading, parsed


class Slow(Releases):
    """Loads when it is told to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.may_go_on = threading.Event()
        self.loads = 0

    def load(self, release_id: str) -> Release:
        self.loads += 1
        assert self.may_go_on.wait(30)
        return super().load(release_id)


async def test_a_release_asked_for_by_many_at_once_is_loaded_once_beside_the_calls(releases_folder: Path) -> None:
    slow = Slow(releases_folder)
    loading = Loading(slow)

    asked = [asyncio.ensure_future(loading.get("first")) for _ in range(3)]
    await asyncio.sleep(0)
    slow.may_go_on.set()  # reached while three wait: the loop was free
    found = await asyncio.gather(*asked)

    assert [release.id for release in found] == ["first"] * 3
    assert slow.loads == 1
    assert slow.loaded() == ["first"]


async def test_a_release_in_memory_waits_for_no_other_being_loaded(releases_folder: Path) -> None:
    slow = Slow(releases_folder)
    slow.may_go_on.set()
    loading = Loading(slow)
    await loading.get("first")
    slow.may_go_on.clear()

    other = asyncio.ensure_future(loading.get("second"))
    await asyncio.sleep(0)
    assert (await loading.get("first")).id == "first"
    assert not other.done()

    slow.may_go_on.set()
    assert (await other).id == "second"


async def test_a_release_that_is_not_there_keeps_nobody_from_another(releases_folder: Path) -> None:
    loading = Loading(Releases(releases_folder))

    with pytest.raises(UnknownRelease):
        await loading.get("third")

    assert (await loading.get("first")).id == "first"


async def test_a_long_list_lets_other_calls_in_between_and_loses_none(releases: Releases) -> None:
    release, texts = releases.get("first"), [f"bom dia {number}" for number in range(AT_ONCE * 2 + 1)]
    calls: list[str] = []

    async def other() -> None:
        calls.append("other")

    waiting = asyncio.ensure_future(other())
    found: list[dict[str, Any]] = []
    async for result in parsed(release, Body({"texts": texts})):
        found.append(result)
        calls.append("text")
    await waiting

    assert len(found) == len(texts)
    assert calls.index("other") == AT_ONCE
