"""Several nlu servers: each is ended and begun again while people talk, and the others answer meanwhile."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.faults.machines.fleet import Fleet, MachineTalk
from tests.faults.matrix.audit import Audit
from tests.faults.matrix.house import Ground, lived_in
from tests.faults.matrix.own_nlu import OwnNlu
from tests.faults.matrix.talks import all_at_once
from tests.service.people import invented

DEBTORS = invented(8)


@pytest.fixture
def nlus(release_id: str) -> Iterator[list[OwnNlu]]:
    servers = [OwnNlu(release_id), OwnNlu(release_id)]
    for server in servers:
        server.start()
    for server in servers:
        server.until_it_answers()
    yield servers
    for server in servers:
        server.kill()


@pytest.mark.whole_matrix
async def test_each_nlu_may_be_replaced_while_people_talk(nlus: list[OwnNlu], shared_ground: Ground) -> None:
    """Issue 6, 3: whoever asks passes over a server that is away; no turn is lost for it, and none goes to a person."""
    more = {"CONCILIA_NLU_URL": ",".join(server.url for server in nlus)}
    fleet = Fleet.of(2, 2, ground=shared_ground, more=more)
    async with lived_in(fleet, DEBTORS):
        fleet.work()
        talks = [MachineTalk(fleet, debtor) for debtor in DEBTORS]
        for talk in talks:
            await talk.begin()
        for server, some in zip(nlus, (talks[:4], talks[4:]), strict=True):
            async with asyncio.TaskGroup() as together:
                together.create_task(all_at_once(some))
                together.create_task(asyncio.to_thread(replace, server))
        audit = Audit(fleet)
        await audit.settled()

        assert await audit.findings(talks) == []
        assert fleet.deaths.total() == 0


def replace(server: OwnNlu) -> None:
    server.kill()
    server.start()
    server.until_it_answers()
