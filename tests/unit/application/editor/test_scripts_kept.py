"""Content is read once and checked once for each version people look at."""

import asyncio
from collections.abc import Mapping

import pytest

from bot.application.editor.scripts import Scripts, Version
from tests.unit.application.editor.written_flows import FILES


class Shelf:
    """Counts how often files were fetched."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files, self.fetched = files, 0

    async def load(self) -> Mapping[str, str]:
        self.fetched += 1
        return self.files


async def test_a_version_is_read_and_checked_once() -> None:
    shelf, scripts = Shelf(FILES), Scripts()
    version = Version("draft 1 0", shelf.load)

    for _ in range(3):
        assert list(await scripts.of(version)) == ["cassems"]
        assert "person_unreachable" in {problem.code for problem in await scripts.problems(version)}
    assert shelf.fetched == 2

    await scripts.of(Version("draft 1 1", shelf.load))
    assert shelf.fetched == 3


async def test_old_versions_make_room_for_new_ones() -> None:
    shelf, scripts = Shelf(FILES), Scripts()

    for number in range(10):
        await scripts.of(Version(f"draft 1 {number}", shelf.load))
    await scripts.of(Version("draft 1 9", shelf.load))
    assert shelf.fetched == 10

    await scripts.of(Version("draft 1 0", shelf.load))
    assert shelf.fetched == 11


async def test_those_who_ask_at_once_wait_for_one_check() -> None:
    shelf, scripts = Shelf(FILES), Scripts()
    version = Version("draft 1 0", shelf.load)

    found = await asyncio.gather(*(scripts.problems(version) for _ in range(3)))

    assert shelf.fetched == 1
    assert found[0] is found[1] is found[2]


async def test_one_who_leaves_takes_nothing_from_those_who_wait() -> None:
    shelf, scripts = Shelf(FILES), Scripts()
    version = Version("draft 1 0", shelf.load)
    leaves, stays = (asyncio.create_task(scripts.problems(version)) for _ in range(2))
    await asyncio.sleep(0)

    leaves.cancel()

    assert "person_unreachable" in {problem.code for problem in await stays}
    assert shelf.fetched == 1


async def test_what_could_not_be_fetched_is_asked_for_again() -> None:
    shelf, scripts = Shelf(FILES), Scripts()

    async def gone() -> Mapping[str, str]:
        raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        await scripts.problems(Version("draft 1 0", gone))

    assert await scripts.problems(Version("draft 1 0", shelf.load))
