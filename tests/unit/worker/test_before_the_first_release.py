"""A worker that starts before anything was published waits for it, and makes no noise."""

from types import SimpleNamespace
from typing import cast

import pytest
from structlog.testing import capture_logs

from bot.application.handle_turn import TurnTools
from bot.application.releases import LoadedRelease, ReleaseMissing
from bot.assembly import Assembly
from bot.parts.notices import NoticeLane
from tests.fakes import FakeClock

SAID = {"event": "notices wait for the first release", "log_level": "info"}


class Missing:
    def __init__(self, release_id: str | None) -> None:
        self._release_id = release_id

    async def live(self) -> LoadedRelease:
        raise ReleaseMissing(self._release_id)


def a_lane(release_id: str | None) -> NoticeLane:
    settings = SimpleNamespace(per_second={}, has_simulator=True, has_provider=False)
    parts = SimpleNamespace(
        settings=settings,
        database=SimpleNamespace(vault=None),
        clock=FakeClock(),
        redis=None,
        releases=Missing(release_id),
    )
    return NoticeLane(cast(Assembly, parts), cast(TurnTools, SimpleNamespace()))


async def test_the_clock_of_notices_waits_for_the_first_release_and_says_so_once() -> None:
    lane = a_lane(None)

    with capture_logs() as logs:
        for _ in range(3):
            await lane.run_clock_daily()
            await lane.next_means()

    assert logs == [SAID]


async def test_a_release_that_is_live_and_not_there_is_a_failure() -> None:
    lane = a_lane("gone")

    with pytest.raises(ReleaseMissing):
        await lane.run_clock_daily()
    with pytest.raises(ReleaseMissing):
        await lane.next_means()
