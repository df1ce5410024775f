"""The process that measures a draft beside the service, replaced here by small ones."""

import asyncio
import sys

import pytest

from bot.application.learning.evaluation import Change, Measured
from bot.application.learning.measuring import MeasuringFailed
from bot.parts.learning import MeasuringApart

MEASURED = Measured("r", 7, 3, 100, 0.9, 0.95, (Change("later", 20, 0.9, 0.8, 0.9, 0.8),), ())


def apart(script: str) -> MeasuringApart:
    return MeasuringApart((sys.executable, "-c", script))


async def test_progress_is_told_and_the_figures_come_back() -> None:
    said: list[str] = []

    async def say(line: str) -> None:
        said.append(line)

    script = "import sys; sys.stderr.write('before\\nsomething else\\nafter\\n'); print(sys.argv[1] == '7' and " + repr(
        MEASURED.as_json()
    )
    assert await apart(script + ")").measure(7, say) == MEASURED
    assert said == ["before", "after"]


@pytest.mark.parametrize("script", ["raise SystemExit(1)", "print('no figures')"])
async def test_a_process_that_ends_badly_is_a_measurement_that_failed(script: str) -> None:
    async def say(line: str) -> None:
        assert line

    with pytest.raises(MeasuringFailed):
        await apart(script).measure(7, say)


async def test_a_service_that_stops_waits_for_no_measurement() -> None:
    begun = asyncio.Event()

    async def say(line: str) -> None:
        begun.set()

    script = "import sys, threading; sys.stderr.write('training\\n'); sys.stderr.flush(); threading.Event().wait()"
    task = asyncio.create_task(apart(script).measure(7, say))
    await begun.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
