"""The line of turns: bursts, one turn of a conversation at a time, and what happens when a turn fails."""

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from redis.exceptions import ConnectionError as RedisAway
from sqlalchemy.exc import OperationalError

from bot.adapters.nlu_client import DialogueUnavailable
from bot.application.changes import HandedOff
from bot.domain.conversation import Owner
from bot.lanes.lines import FAILURES_BEFORE_A_PERSON, TURNS_AT_ONCE, TurnLine
from bot.worker import listen
from tests.unit.worker.conftest import Work
from tests.virtual_time import run

AWAY = [
    DialogueUnavailable("ConnectError"),
    OperationalError("SELECT", {}, Exception("server closed the connection")),
    RedisAway("refused"),
    ConnectionRefusedError(),
    TimeoutError(),
]


@asynccontextmanager
async def working(line: TurnLine):
    """The line at work while the block lasts; then it is told to stop, and must end."""
    task = asyncio.create_task(line.run())
    yield
    line.stop()
    await asyncio.wait_for(task, 60)


def test_several_short_messages_in_a_row_are_one_turn(work: Work) -> None:
    """Section 9"""

    async def scenario() -> None:
        line = TurnLine(work.tools, _nothing)
        async with working(line):
            for number, body in enumerate(["oi", "sou o fábio", "quero parcelar"]):
                line.rung(await work.receive(f"SM{number}", body))
                await asyncio.sleep(1.1)
            await asyncio.sleep(0.2)

    run(scenario())

    assert len(work.storage.turns) == 1
    assert len(work.storage.turns[0].handled) == 3


def test_a_pause_as_long_as_the_window_ends_the_burst(work: Work) -> None:
    async def scenario() -> None:
        line = TurnLine(work.tools, _nothing)
        async with working(line):
            for number in range(2):
                line.rung(await work.receive(f"SM{number}"))
                await asyncio.sleep(1.3)

    run(scenario())

    assert [len(turn.handled) for turn in work.storage.turns] == [1, 1]


def test_a_message_that_comes_during_a_turn_is_the_next_turn_and_never_beside_it(work: Work) -> None:
    work.dialogue.takes = timedelta(seconds=5)

    async def scenario() -> None:
        line = TurnLine(work.tools, _nothing)
        async with working(line):
            line.rung(await work.receive("SM1"))
            await asyncio.sleep(2)
            line.rung(await work.receive("SM2"))
            await asyncio.sleep(2)
            line.rung(await work.receive("SM3", contact="+5567900000002"))
            await asyncio.sleep(12)

    run(scenario())

    assert [turn.handled for turn in work.storage.turns] == [(1,), (3,), (2,)]
    assert [turn.conversation.id for turn in work.storage.turns] == [1, 2, 1]


def test_conversations_are_worked_beside_each_other_up_to_a_limit(work: Work) -> None:
    work.dialogue.takes = timedelta(seconds=1)

    async def scenario() -> None:
        line = TurnLine(work.tools, _nothing)
        async with working(line):
            for number in range(TURNS_AT_ONCE + 4):
                line.rung(await work.receive(f"SM{number}", contact=f"+55679000{number:05d}"))
            await asyncio.sleep(4)

    run(scenario())

    assert len(work.storage.turns) == TURNS_AT_ONCE + 4
    assert work.dialogue.most_at_once == TURNS_AT_ONCE


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_what_is_away_is_waited_for_and_never_counted(work: Work, error: Exception) -> None:
    tries = FAILURES_BEFORE_A_PERSON + 2
    work.dialogue.raises = [error] * tries

    line = run(_ring_again_and_again(work, tries + 1))

    assert line.failures == {}
    assert [turn.changes for turn in work.storage.turns] == [()]
    assert work.storage.held[1].conversation.owner is Owner.BOT


def test_a_turn_that_fails_three_times_goes_to_a_person_and_the_debtor_is_told(work: Work) -> None:
    """H1: tool failure, never silence."""
    work.dialogue.raises = [RuntimeError("a bug")] * FAILURES_BEFORE_A_PERSON

    line = run(_ring_again_and_again(work, FAILURES_BEFORE_A_PERSON))

    [turn] = work.storage.turns
    assert [change.reason for change in turn.changes if isinstance(change, HandedOff)] == ["tool_failure"]
    assert work.storage.held[1].conversation.owner is Owner.QUEUE
    assert [entry.message.key for entry in work.storage.entries] == ["turn:1:1:failed"]
    assert line.failures == {}


def test_a_turn_that_fails_twice_is_answered_by_the_bot_and_its_failures_are_forgotten(work: Work) -> None:
    work.dialogue.raises = [RuntimeError("a bug")] * (FAILURES_BEFORE_A_PERSON - 1)

    line = run(_ring_again_and_again(work, FAILURES_BEFORE_A_PERSON))

    assert (len(work.storage.turns), work.storage.entries, line.failures) == (1, [], {})


def test_even_a_hand_over_that_fails_ends_no_loop(work: Work) -> None:
    work.dialogue.raises = [RuntimeError("a bug")] * FAILURES_BEFORE_A_PERSON
    broken = replace(work.tools, releases=_NoReleases())

    async def scenario() -> None:
        line = TurnLine(broken, _nothing)
        async with working(line):
            conversation_id = await work.receive("SM1")
            for _ in range(FAILURES_BEFORE_A_PERSON + 1):
                line.rung(conversation_id)
                await asyncio.sleep(70)  # a lease it could not give back has run out
            line.tools = work.tools
            work.dialogue.raises = []
            line.rung(conversation_id)
            await asyncio.sleep(2)

    run(scenario())

    assert len(work.storage.turns) == 1


def test_stopping_finishes_the_turn_in_hand_and_begins_no_other(work: Work) -> None:
    work.dialogue.takes = timedelta(seconds=3)

    async def scenario() -> None:
        line = TurnLine(work.tools, _nothing)
        task = asyncio.create_task(line.run())
        line.rung(await work.receive("SM1"))
        await asyncio.sleep(2)
        line.rung(await work.receive("SM2", contact="+5567900000002"))

        line.stop()
        await task

    run(scenario())

    assert [turn.handled for turn in work.storage.turns] == [(1,)]
    assert work.storage.held[1].lease_until is None


def test_a_bell_that_breaks_is_listened_to_again(work: Work) -> None:
    async def scenario() -> dict[int, float]:
        line = TurnLine(work.tools, _nothing)
        listening = asyncio.create_task(listen(BrokenBell(), line))
        await asyncio.sleep(3.5)
        listening.cancel()
        return line.due

    assert sorted(run(scenario())) == [1, 2, 3, 4]


async def _ring_again_and_again(work: Work, times: int) -> TurnLine:
    """As the sweep does."""
    line = TurnLine(work.tools, _nothing)
    async with working(line):
        conversation_id = await work.receive("SM1")
        for _ in range(times):
            line.rung(conversation_id)
            await asyncio.sleep(2)
    return line


def _nothing(_conversation_id: int) -> None:
    """Nobody waits for the outbox here."""


class _NoReleases:
    def __getattr__(self, name: str) -> Callable[..., object]:
        raise RuntimeError("no release to be had")


class BrokenBell:
    """Rings once and breaks, each time it is listened to."""

    def __init__(self) -> None:
        self.rings = 0

    async def ring(self, conversation_id: int) -> None:
        raise AssertionError

    async def listen(self):
        self.rings += 1
        yield self.rings
        raise ValueError("a bug")
