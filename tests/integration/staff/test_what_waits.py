"""The counts of the first page: only what somebody's role and creditors have to do with."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.application.agents.keys import Member
from bot.application.agents.roles import StaffRole
from bot.application.agents.waiting import what_waits
from bot.application.office.work import WorkCounts
from bot.application.refused import RefusedCounts
from tests.builders import a_refused
from tests.integration.back_office.deals import a_case, decide
from tests.integration.staff.behind import waiting_tools
from tests.integration.staff.entrance import Entrance

LATE = date(2026, 11, 19)


def member(role: StaffRole, **limits: Any) -> Member:
    return Member(1, "ana.souza@exemplo.invalid", role, **limits)


@pytest.mark.parametrize(
    ("role", "talks", "exceptions"),
    [
        (StaffRole.AGENT, True, None),
        (StaffRole.SUPERVISOR, True, 0),
        (StaffRole.ADMIN, True, 0),
        (StaffRole.FINANCE, False, None),
        (StaffRole.AUDITOR, True, None),
    ],
)
async def test_each_role_is_told_of_what_it_deals_with(
    entrance: Entrance, role: StaffRole, talks: bool, exceptions: int | None
) -> None:
    waiting = await what_waits(member(role), waiting_tools(entrance))

    assert (waiting.talks is not None) is talks
    assert waiting.work == WorkCounts(0, 0, 0)
    assert waiting.exceptions == exceptions


async def test_a_late_case_is_counted_for_who_works_for_its_creditor(entrance: Entrance) -> None:
    await decide(entrance.storage, a_case(None, deadline=LATE), creditor="cassems")
    tools = waiting_tools(entrance)

    ours = await what_waits(member(StaffRole.AGENT, creditors=frozenset({"cassems"})), tools)
    theirs = await what_waits(member(StaffRole.AGENT, creditors=frozenset({"assefaz"})), tools)

    assert ours.work == WorkCounts(total=1, late=1, mine=0)
    assert theirs.work == WorkCounts(total=0, late=0, mine=0)


@pytest.mark.parametrize(
    ("role", "told"),
    [(StaffRole.ADMIN, RefusedCounts(ours=1, strangers=1)), (StaffRole.SUPERVISOR, None), (StaffRole.AGENT, None)],
)
async def test_admins_hear_what_the_doors_refused_in_the_last_day(
    entrance: Entrance, role: StaffRole, told: RefusedCounts | None
) -> None:
    """Section 9: a bad signature is kept aside and counted; whoever can set it right is told."""
    tools, now = waiting_tools(entrance), entrance.clock.now()
    refused = [a_refused(at=now, names_us=True), a_refused(at=now), a_refused(at=now - timedelta(hours=25))]
    assert tools.refused is not None
    await tools.refused.keep(refused)

    assert (await what_waits(member(role), tools)).refused == told
