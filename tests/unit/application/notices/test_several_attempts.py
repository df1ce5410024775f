"""Several attempts at once: beside one another, each person's in order, a sender's at its pace (N6, R3)."""

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import pytest

from bot.application.notices.ledger import DueAttempt
from bot.application.notices.several import Places, make_several
from bot.domain.conversation import Channel
from tests.virtual_time import run


@dataclass
class Making:
    """Takes a second for each; breaks with some."""

    breaks: frozenset[int] = frozenset()
    made: list[tuple[int, float]] = field(default_factory=list)

    async def make(self, attempt: DueAttempt) -> None:
        await asyncio.sleep(1)
        if attempt.id in self.breaks:
            raise ZeroDivisionError
        self.made.append((attempt.id, asyncio.get_running_loop().time()))


@dataclass
class WithoutRedis:
    """Tells everybody the same, as each dispatcher keeps to the rate by itself then."""

    async def wait_s(self, sender: str, channel: Channel) -> float:
        return 1.0


def due(*persons: int) -> list[DueAttempt]:
    """Attempts numbered from 1, each of its person."""
    return [
        cast(DueAttempt, SimpleNamespace(id=place, person=SimpleNamespace(id=person)))
        for place, person in enumerate(persons, start=1)
    ]


def test_people_are_told_beside_one_another_and_one_person_in_order() -> None:
    making = Making()

    run(make_several(due(1, 2, 1, 3), making.make))

    began = making.made[0][1]
    assert [(attempt, round(at - began)) for attempt, at in making.made] == [(1, 0), (2, 0), (4, 0), (3, 1)]


def test_one_that_breaks_keeps_nobody_elses_from_its_end() -> None:
    making = Making(breaks=frozenset({1}))

    with pytest.raises(ZeroDivisionError):
        run(make_several(due(1, 2, 3), making.make))

    assert [attempt for attempt, _ in making.made] == [2, 3]


def test_a_sender_keeps_its_pace_however_many_wait_and_holds_up_no_other() -> None:
    places, gone = Places(WithoutRedis()), list[tuple[str, int]]()

    async def leave(sender: str) -> None:
        await places.wait(sender, Channel.SMS)
        gone.append((sender, round(asyncio.get_running_loop().time() - began)))

    async def scenario() -> None:
        nonlocal began
        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(leave(sender) for sender in ("a", "a", "a", "b")))

    began = 0.0
    run(scenario())

    assert sorted(gone) == [("a", 1), ("a", 2), ("a", 3), ("b", 1)]
