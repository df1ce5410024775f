"""The sweep: nobody waits behind those who are held off, however many they are."""

import asyncio
from dataclasses import replace

from bot.application.ports import Claim
from bot.lanes.lines import TurnLine
from bot.lanes.sweep import SWEEP_EVERY_S, SWEPT_AT_ONCE, Sweep
from tests.unit.worker.conftest import QUIET, Work
from tests.virtual_time import run

HELD_OFF = 250


async def sweeping(sweep: Sweep, line: TurnLine, looks: int) -> None:
    working = asyncio.create_task(line.run())
    for _ in range(looks):
        await sweep.look()
        await asyncio.sleep(SWEEP_EVERY_S)
    line.stop()
    await asyncio.wait_for(working, 60)


def test_a_fresh_message_whose_ring_was_lost_is_answered_though_very_many_are_held_off(work: Work) -> None:
    """Twice around: who is held off is rung for again and again, and the fresh one in the second look."""
    answered: list[int] = []

    async def only_the_fresh(claim: Claim) -> bool:
        answered.append(claim.conversation.id)
        return claim.conversation.id > HELD_OFF

    async def scenario() -> None:
        for number in range(HELD_OFF + 1):
            await work.receive(f"SM{number}", contact=f"+5567900{number:06}")
        await asyncio.sleep(SWEEP_EVERY_S + QUIET.total_seconds() + 1)
        line = TurnLine(replace(work.tools, is_allowed=only_the_fresh), lambda _: None)
        await sweeping(Sweep(work.storage.inbox(), line, work.tools.clock), line, looks=4)

    run(scenario())

    [turn] = [turn for turn in work.storage.turns if turn.handled]
    assert turn.handled == (HELD_OFF + 1,)
    assert answered.index(HELD_OFF + 1) < HELD_OFF + SWEPT_AT_ONCE
    assert answered.count(1) >= 2


def test_what_is_due_already_keeps_its_time(work: Work) -> None:
    async def scenario() -> float:
        talk = await work.receive("SM1")
        await asyncio.sleep(SWEEP_EVERY_S + QUIET.total_seconds() + 1)
        line = TurnLine(work.tools, lambda _: None)
        line.due[talk] = 1.0
        await Sweep(work.storage.inbox(), line, work.tools.clock).look()
        return line.due[talk]

    assert run(scenario()) == 1.0


def test_what_came_just_now_is_left_to_its_own_ring(work: Work) -> None:
    async def scenario() -> TurnLine:
        await work.receive("SM1")
        await asyncio.sleep(QUIET.total_seconds() + SWEEP_EVERY_S)
        line = TurnLine(work.tools, lambda _: None)
        await Sweep(work.storage.inbox(), line, work.tools.clock).look()
        return line

    assert not run(scenario()).due
