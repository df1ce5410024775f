"""F1: processes killed at every marked point; each conversation reads as if nothing had happened."""

from random import Random

import pytest

from tests.faults.matrix.audit import Audit
from tests.faults.matrix.house import WORKERS, Ground, House, lived_in
from tests.faults.matrix.marked import API_POINTS, WORKER_POINTS
from tests.faults.matrix.talks import Talk, all_at_once
from tests.service.people import invented
from tests.twilio_server.ledger import Taken

DEBTORS = invented(6)
SOON = 5  # each point is passed more often than that


@pytest.mark.every_day_on("postgres")
async def test_a_process_killed_at_any_marked_point_loses_and_doubles_nothing(ground: Ground, dice: Random) -> None:
    """F1: before and after each commit, the webhook's answer, the nlu's call, Twilio's answer and the SID's storing."""
    async with lived_in(House(ground), DEBTORS) as house:
        for point in (*API_POINTS, *WORKER_POINTS):
            house.points.order(point, after=dice.randrange(SOON))
        kill_before_the_answer_to(house, dice.randrange(1, SOON))
        talks = [Talk(house, debtor) for debtor in DEBTORS]

        await all_at_once(talks)
        audit = Audit(house)
        await audit.settled()

        assert await audit.findings(talks) == []
        assert house.points.open() == []
        assert house.deaths.total() > len(API_POINTS) + len(WORKER_POINTS)


def kill_before_the_answer_to(house: House, number: int) -> None:
    """The provider has this message and has not said so: whoever waits for its word dies."""

    async def kill(_taken: Taken) -> None:
        if len(house.twilio.ledger.messages) == number:
            for name in WORKERS:
                house.kill(name)

    house.twilio.before_answer = kill
