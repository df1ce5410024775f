"""F1: the nlu is killed among conversations, which wait for it and lose nothing."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from tests.faults.matrix.audit import Audit
from tests.faults.matrix.house import Ground, House, lived_in
from tests.faults.matrix.own_nlu import OwnNlu
from tests.faults.matrix.talks import Talk, all_at_once
from tests.service.people import invented

DEBTORS = invented(4)


@pytest.fixture
def nlu(release_id: str) -> Iterator[OwnNlu]:
    server = OwnNlu(release_id)
    server.start()
    server.until_it_answers()
    yield server
    server.kill()


@pytest.mark.whole_matrix
async def test_an_nlu_killed_among_conversations_costs_time_only(
    nlu: OwnNlu, shared_ground: Ground, dice: Random
) -> None:
    """F1, F6."""
    async with lived_in(House(replace(shared_ground, nlu_url=nlu.url)), DEBTORS) as house:
        talks = [Talk(house, debtor) for debtor in DEBTORS]
        async with asyncio.TaskGroup() as together:
            together.create_task(all_at_once(talks))
            together.create_task(die(nlu, dice.uniform(1, 4)))
        audit = Audit(house)
        await audit.settled()

        assert await audit.findings(talks) == []
        assert house.deaths.total() == 0


async def die(nlu: OwnNlu, after_s: float) -> None:
    await asyncio.sleep(after_s)
    nlu.kill()
    nlu.start()
