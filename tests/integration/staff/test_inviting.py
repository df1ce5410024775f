"""Invitations, on both databases: once, for three days, and only the newest."""

import pytest

from bot.application.agents.keys import UserUnknown
from bot.application.staff.accounts import disable
from bot.application.staff.invitations import NewPassword, accept_invitation, invite, invited
from bot.application.staff.passwords import Weakness
from bot.application.staff.records import Stage
from bot.application.staff.sessions import Opened, session_of
from tests.integration.staff.entrance import EMAIL, VISIT, Entrance

CHOSEN = NewPassword("uma frase bem longa", "uma frase bem longa")


async def test_an_invitation_is_good_once_and_ends_the_sessions_there_were(entrance: Entrance) -> None:
    before = await entrance.employs()
    token = await invite(EMAIL, entrance.tools)

    opened = await accept_invitation(token, CHOSEN, VISIT, entrance.tools)

    assert isinstance(opened, Opened)
    assert opened.stage is Stage.SIGNED_IN
    assert await session_of(before.token, entrance.tools) is None
    assert await accept_invitation(token, CHOSEN, VISIT, entrance.tools) is None
    assert isinstance(await entrance.tries(CHOSEN.password), Opened)


async def test_an_invitation_is_good_for_72_hours_to_the_second(entrance: Entrance) -> None:
    await entrance.employs()
    token = await invite(EMAIL, entrance.tools)

    entrance.clock.advance(hours=72, seconds=-1)
    assert await invited(token, entrance.tools) is not None
    entrance.clock.advance(seconds=1)

    assert await invited(token, entrance.tools) is None
    assert await accept_invitation(token, CHOSEN, VISIT, entrance.tools) is None


async def test_a_new_invitation_ends_the_one_before(entrance: Entrance) -> None:
    await entrance.employs()
    old = await invite(EMAIL, entrance.tools)

    new = await invite(EMAIL, entrance.tools)

    assert await invited(old, entrance.tools) is None
    assert await invited(new, entrance.tools) is not None


async def test_a_weak_password_leaves_the_invitation_good(entrance: Entrance) -> None:
    await entrance.employs()
    token = await invite(EMAIL, entrance.tools)

    weak = await accept_invitation(token, NewPassword("curta", "curta"), VISIT, entrance.tools)

    assert weak is Weakness.TOO_SHORT
    assert isinstance(await accept_invitation(token, CHOSEN, VISIT, entrance.tools), Opened)


async def test_an_invitation_is_no_way_around_the_second_factor(entrance: Entrance) -> None:
    await entrance.enrols(await entrance.inside(await entrance.employs()))

    opened = await accept_invitation(await invite(EMAIL, entrance.tools), CHOSEN, VISIT, entrance.tools)

    assert isinstance(opened, Opened)
    assert opened.stage is Stage.SECOND_FACTOR


async def test_nobody_unknown_is_invited_and_nobody_disabled_comes_in(entrance: Entrance) -> None:
    await entrance.employs()
    token = await invite(EMAIL, entrance.tools)
    await disable(EMAIL, entrance.tools)

    assert await invited(token, entrance.tools) is None
    with pytest.raises(UserUnknown):
        await invite("bia@exemplo.invalid", entrance.tools)
