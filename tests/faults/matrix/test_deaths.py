"""F1: processes killed at every marked point; each conversation reads as if nothing had happened."""

from random import Random

from tests.faults.matrix.audit import Audit
from tests.faults.matrix.house import Ground, House, lived_in
from tests.faults.matrix.marked import API_POINTS, WORKER_POINTS
from tests.faults.matrix.talks import Talk, all_at_once
from tests.service.people import invented

DEBTORS = invented(6)


async def test_a_process_killed_at_any_marked_point_loses_and_doubles_nothing(ground: Ground, dice: Random) -> None:
    """F1: before and after each commit, the webhook's answer, the nlu's call, Twilio's answer and the SID's storing."""
    async with lived_in(House(ground), DEBTORS) as house:
        for point in (*API_POINTS, *WORKER_POINTS):
            house.points.order(point, after=dice.randrange(12))
        talks = [Talk(house, debtor) for debtor in DEBTORS]

        await all_at_once(talks)
        audit = Audit(house)
        await audit.settled()

        assert await audit.findings(talks) == []
        assert house.points.open() == []
        assert house.deaths.total() >= len(API_POINTS) + len(WORKER_POINTS)
