"""Several machines on one PostgreSQL and one Redis: each is replaced while people talk, and nobody notices."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pytest

from tests.faults.conftest import seeds_of
from tests.faults.machines.beside import Beside
from tests.faults.machines.fleet import Fleet, Idleness, MachineTalk
from tests.faults.matrix.audit import Audit
from tests.faults.matrix.house import Ground, lived_in
from tests.faults.matrix.talks import all_at_once
from tests.service.people import invented

IDLE_FOR_S, LOOKS = 4.0, 5  # the last notices are still noted, and the database tells of its commits up to 10 s late
COMMITS_OF_A_PROCESS, CORES_OF_A_PROCESS = 30, 0.15  # a loop without a pause makes thousands, and fills a core


@dataclass(frozen=True)
class Size:
    """`told` are sent a notice meanwhile; every process is replaced `rounds` times."""

    apis: int
    workers: int
    people: int
    told: int
    rounds: int

    @property
    def processes(self) -> int:
        return self.apis + self.workers


EVERY_DAY, LARGE = Size(2, 2, 12, 40, 1), Size(3, 3, 28, 1_000, 2)


async def test_people_are_answered_once_beside_a_flood_a_file_and_a_campaign_while_each_process_is_replaced(
    shared_ground: Ground, request: pytest.FixtureRequest
) -> None:
    """Issue 6, 3; H2, R2, R3: whichever api takes a message, and whichever worker works it; none did at first."""
    size = LARGE if seeds_of(request.config) else EVERY_DAY
    flooder, *debtors = invented(size.people + 1)
    fleet = Fleet.of(size.apis, size.workers, ground=shared_ground)
    async with lived_in(fleet, [flooder, *debtors]):
        talks, flood = [MachineTalk(fleet, debtor) for debtor in debtors], MachineTalk(fleet, flooder)
        beside = Beside(fleet, size.told)
        await beside.plan_notices()

        for talk in talks:
            await talk.begin()
        unheard = await fleet.still_open()
        fleet.work()
        async with asyncio.TaskGroup() as together:
            together.create_task(beside.flood(flood))
            together.create_task(beside.take_in_files())
            await talk_while_each_is_replaced(fleet, talks, size)
            beside.end()
        await fleet.until(lambda: len(beside.notices_read) == size.told, "a notice read by each")
        audit = Audit(fleet)
        await audit.settled()
        looks = [idle async for idle in come_to_rest(fleet, size.processes)]

        assert unheard == size.people
        assert await audit.findings(talks, beside=[flood]) == []
        assert beside.notices_read == Counter(dict.fromkeys(beside.addresses, 1))
        assert (fleet.not_by_themselves, fleet.deaths.total()) == ([], 0)
        assert len(fleet.codes) == size.processes * size.rounds
        assert (fleet.worked.beside_each_other, fleet.worked.never_ended) == ([], [])
        assert has_rested(looks[-1], size.processes), looks


async def talk_while_each_is_replaced(fleet: Fleet, talks: Sequence[MachineTalk], size: Size) -> None:
    """Some people with each process, from its going to its being back and on."""
    names = [*fleet.ports, *fleet.workers] * size.rounds
    for place, name in enumerate(names):
        async with asyncio.TaskGroup() as together:
            together.create_task(all_at_once(talks[place :: len(names)]))
            together.create_task(fleet.replace(name))


async def come_to_rest(fleet: Fleet, processes: int) -> AsyncIterator[Idleness]:
    """What is seen until they rest; a loop without a pause never does."""
    for _ in range(LOOKS):
        idle = await fleet.idle(IDLE_FOR_S)
        yield idle
        if has_rested(idle, processes):
            return


def has_rested(idle: Idleness, processes: int) -> bool:
    return idle.commits_a_second < COMMITS_OF_A_PROCESS * processes and idle.cores < CORES_OF_A_PROCESS * processes
