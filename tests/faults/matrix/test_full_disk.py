"""F10: the disk is full for a while; what could not be kept was not said to be, and nothing is kept by half."""

import asyncio
import resource
from pathlib import Path
from random import Random

from tests.faults.matrix.audit import Audit
from tests.faults.matrix.house import Ground, House, lived_in
from tests.faults.matrix.talks import Talk, negotiation
from tests.service.people import invented

DEBTORS = invented(4)
NO_ROOM = 8_192
NOT_STORED = 503


async def test_a_full_disk_is_answered_503_and_costs_no_message(embedded_ground: Ground, dice: Random) -> None:
    """F10."""
    async with lived_in(House(embedded_ground, output=Path("/dev/null")), DEBTORS) as house:
        talks = [Talk(house, debtor) for debtor in DEBTORS]
        for talk in talks:
            await talk.says(negotiation(talk.debtor)[0])

        limit(house, NO_ROOM)
        for talk in talks:
            await talk.deliver(talk.sends(negotiation(talk.debtor)[1].says))
        refused = [talk.answers[-2:] for talk in talks]
        limit(house, resource.RLIM_INFINITY)
        async with asyncio.TaskGroup() as together:
            for talk in talks:
                together.create_task(go_on(talk))
        audit = Audit(house)
        await audit.settled()

        assert refused == [[NOT_STORED, NOT_STORED]] * len(talks)
        assert await audit.findings(talks) == []
        assert house.deaths.total() == 0


async def go_on(talk: Talk) -> None:
    """What was refused is in the provider's list."""
    steps = negotiation(talk.debtor)
    await talk.reads(steps[1])
    await talk.hold(steps[2:])


def limit(house: House, size: int) -> None:
    """No file of a process grows past this."""
    for process in house.standing.values():
        assert process.pid is not None
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
