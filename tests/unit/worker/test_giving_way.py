"""What we begin gives way to who talks, and is never starved by them (section 9, bulk beside live turns)."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from bot.lanes.lines import TurnLine
from bot.lanes.way import A_STEP_EVERY_S, LATEST_S, BehindTurns
from tests.unit.worker.conftest import QUIET, Work
from tests.virtual_time import run

A_PIECE_S = 0.5


class Pieces:
    """Work that is begun, takes a while and ends, by the time since all of it was asked for."""

    def __init__(self, line: TurnLine) -> None:
        self._way = BehindTurns(line)
        self.began: list[float] = []

    async def make(self, count: int) -> None:
        asked = asyncio.get_running_loop().time()
        await asyncio.gather(*(self._make(asked) for _ in range(count)))

    async def _make(self, asked: float) -> None:
        async with self._way.behind():
            self.began.append(round(asyncio.get_running_loop().time() - asked, 2))
            await asyncio.sleep(A_PIECE_S)


def line_of(work: Work) -> TurnLine:
    return TurnLine(work.tools, lambda _: None)


def test_where_nobody_talks_pieces_go_at_once_and_beside_one_another(work: Work) -> None:
    async def scenario() -> list[float]:
        pieces = Pieces(line_of(work))
        await pieces.make(3)
        return pieces.began

    assert run(scenario()) == [0.0, 0.0, 0.0]


def test_a_turn_in_hand_is_waited_for_and_then_one_goes_after_the_other(work: Work) -> None:
    takes = LATEST_S / 10
    work.dialogue.takes = timedelta(seconds=takes)

    async def scenario() -> list[float]:
        line = line_of(work)
        pieces = Pieces(line)
        turning = asyncio.create_task(line.run())
        line.rung(await work.receive("SM1"))
        await asyncio.sleep(QUIET.total_seconds() + 0.01)
        await pieces.make(3)
        line.stop()
        await turning
        return pieces.began

    first, *others = run(scenario())

    assert takes <= first < LATEST_S - 0.05  # its end was seen
    assert [round(began - first, 1) for began in others] == [A_PIECE_S, 2 * A_PIECE_S]


def test_talk_that_never_ends_starves_nothing(work: Work) -> None:
    async def scenario() -> list[float]:
        line = line_of(work)
        line.busy.add(1)
        pieces = Pieces(line)
        await pieces.make(3)
        return pieces.began

    apart = LATEST_S + A_PIECE_S
    for began, expected in zip(run(scenario()), (LATEST_S, LATEST_S + apart, LATEST_S + 2 * apart), strict=True):
        assert expected <= began <= expected + 0.3


@pytest.mark.parametrize(("talks", "takes"), [(False, 0.0), (True, 10 * A_STEP_EVERY_S)])
def test_steps_follow_one_another_at_once_only_where_nobody_talks(work: Work, takes: float, *, talks: bool) -> None:
    async def scenario() -> float:
        line = line_of(work)
        if talks:
            line.busy.add(1)
        way, began = BehindTurns(line), asyncio.get_running_loop().time()
        for _ in range(10):
            await way.step()
        return asyncio.get_running_loop().time() - began

    assert run(scenario()) == pytest.approx(takes, abs=0.05)


def test_a_burst_that_may_go_on_is_no_turn_yet(work: Work) -> None:
    """Nothing is done for it before it has been quiet for the window: that time is there to be used."""

    async def scenario() -> tuple[bool, bool]:
        line = line_of(work)
        line.rung(await work.receive("SM1"))
        at_first = line.is_talking()
        await asyncio.sleep(QUIET.total_seconds() - 0.01)
        return at_first, line.is_talking()

    assert run(scenario()) == (False, True)


def test_a_piece_that_breaks_lets_the_next_one_go(work: Work) -> None:
    async def scenario() -> list[float]:
        line = line_of(work)
        line.busy.add(1)
        way = BehindTurns(line)
        try:
            async with AsyncExitStack() as held:
                await held.enter_async_context(way.behind())
                raise ZeroDivisionError
        except ZeroDivisionError:
            pieces = Pieces(line)
            await pieces.make(1)
            return pieces.began

    [began] = run(scenario())

    assert LATEST_S <= began <= LATEST_S + 0.1
