"""Signing in with e-mail and password, on both databases: who comes in, for how long, and what guessing costs."""

from asyncio import gather
from datetime import timedelta

import pytest

from bot.adapters.db.tables import StaffSessionRow
from bot.application.agents.roles import StaffRole
from bot.application.staff.accounts import change_password, disable, enable
from bot.application.staff.invitations import NewPassword
from bot.application.staff.passwords import Weakness
from bot.application.staff.records import Stage, Visit
from bot.application.staff.sessions import Opened, end_session, session_of, sign_out, sign_out_everywhere
from bot.application.staff.sign_in import NotLetIn, confirm_password
from tests.integration.staff.entrance import EMAIL, PASSWORD, VISIT, Entrance

WRONG = "girassol na varanda"


async def test_the_right_password_opens_a_session_under_a_new_token_each_time(entrance: Entrance) -> None:
    await entrance.employs()

    first, second = await entrance.tries(), await entrance.tries(email=f" {EMAIL.upper()} ")

    assert isinstance(first, Opened)
    assert isinstance(second, Opened)
    assert first.token != second.token
    assert (await entrance.inside(first)).member.email == EMAIL


async def test_the_token_is_nowhere_in_the_database(entrance: Entrance) -> None:
    await entrance.employs()
    opened = await entrance.tries()
    assert isinstance(opened, Opened)

    async with entrance.storage.database.reading() as session:
        row = await session.get(StaffSessionRow, (await entrance.inside(opened)).id)

    assert row is not None
    assert opened.token.encode() not in row.digest
    assert len(row.digest) == 32


@pytest.mark.parametrize(
    ("email", "password"), [(EMAIL, WRONG), ("bia@exemplo.invalid", PASSWORD), ("a\0@b", PASSWORD), ("", "")]
)
async def test_a_wrong_proof_is_told_alike_whoever_it_is_for(entrance: Entrance, email: str, password: str) -> None:
    await entrance.employs()

    assert await entrance.tries(password, email) == NotLetIn()
    assert (await entrance.acts())[-1] == "sign_in_failed"


async def test_nobody_comes_in_before_setting_a_password(entrance: Entrance) -> None:
    await entrance.knows(EMAIL, StaffRole.AGENT)

    assert await entrance.tries("") == NotLetIn()
    assert await entrance.tries("the password of nobody") == NotLetIn()


async def test_the_fifth_wrong_try_closes_the_account_for_a_minute_to_the_second(entrance: Entrance) -> None:
    await entrance.employs()

    answers = [await entrance.tries(WRONG) for _ in range(5)]

    until = entrance.clock.now() + timedelta(minutes=1)
    assert answers == [*[NotLetIn()] * 4, NotLetIn(until)]
    entrance.clock.advance(seconds=59)
    assert await entrance.tries() == NotLetIn(until)
    entrance.clock.advance(seconds=1)
    assert isinstance(await entrance.tries(), Opened)


async def test_the_pause_doubles_with_each_further_wrong_try(entrance: Entrance) -> None:
    for _ in range(5):
        await entrance.tries(WRONG)
    entrance.clock.advance(minutes=1)

    assert await entrance.tries(WRONG) == NotLetIn(entrance.clock.now() + timedelta(minutes=2))


async def test_accounts_there_never_were_close_like_those_there_are(entrance: Entrance) -> None:
    await entrance.employs()

    known = [await entrance.tries(WRONG) for _ in range(6)]
    unknown = [await entrance.tries(WRONG, "bia@exemplo.invalid") for _ in range(6)]

    assert known == unknown


@pytest.mark.each_database
async def test_many_tries_at_once_are_no_way_around_the_count(entrance: Entrance) -> None:
    await entrance.employs()

    answers = await gather(*[entrance.tries(WRONG) for _ in range(12)])

    assert sum(one == "sign_in_failed" for one in await entrance.acts()) == 5
    assert sum(answer == NotLetIn() for answer in answers) <= 5


async def test_a_right_password_forgets_the_wrong_ones_before_it(entrance: Entrance) -> None:
    await entrance.employs()
    for _ in range(4):
        await entrance.tries(WRONG)

    await entrance.tries()

    assert [await entrance.tries(WRONG) for _ in range(4)] == [NotLetIn()] * 4


async def test_an_address_that_guesses_around_is_closed_for_all_accounts_and_others_stay_open(
    entrance: Entrance,
) -> None:
    await entrance.employs()

    for number in range(30):
        await entrance.tries(WRONG, f"pessoa{number}@exemplo.invalid")

    assert await entrance.tries() == NotLetIn(entrance.clock.now() + timedelta(minutes=1))
    assert isinstance(await entrance.tries(visit=Visit("203.0.113.8", "Firefox")), Opened)


async def test_right_passwords_do_not_close_an_address(entrance: Entrance) -> None:
    await entrance.employs()

    for _ in range(31):
        assert isinstance(await entrance.tries(), Opened)


async def test_a_session_ends_after_twelve_idle_hours(entrance: Entrance) -> None:
    opened = await entrance.employs()

    entrance.clock.advance(hours=12, seconds=-1)
    assert await session_of(opened.token, entrance.tools) is not None
    entrance.clock.advance(hours=11)
    assert await session_of(opened.token, entrance.tools) is not None  # it was used meanwhile
    other = await entrance.tries()
    assert isinstance(other, Opened)
    entrance.clock.advance(hours=12)
    assert await session_of(other.token, entrance.tools) is None


async def test_a_session_ends_after_a_day_however_busy(entrance: Entrance) -> None:
    opened = await entrance.employs()
    for _ in range(3):
        entrance.clock.advance(hours=6)
        await entrance.inside(opened)

    entrance.clock.advance(hours=6, seconds=-1)
    assert await session_of(opened.token, entrance.tools) is not None
    entrance.clock.advance(seconds=1)

    assert await session_of(opened.token, entrance.tools) is None


async def test_signing_out_ends_this_session_and_everywhere_all_of_them(entrance: Entrance) -> None:
    opened = [await entrance.employs(), await entrance.tries(), await entrance.tries()]
    tokens = [one.token for one in opened if isinstance(one, Opened)]
    await entrance.employs("bia@exemplo.invalid")
    stranger = await entrance.comes_in("bia@exemplo.invalid")

    await sign_out(await entrance.inside(Opened(tokens[0], Stage.SIGNED_IN)), VISIT, entrance.tools)
    assert [await session_of(token, entrance.tools) is None for token in tokens] == [True, False, False]
    await end_session((await entrance.inside(Opened(tokens[1], Stage.SIGNED_IN))).id, stranger, VISIT, entrance.tools)
    assert await session_of(tokens[1], entrance.tools) is not None  # somebody else's number ends nothing
    await sign_out_everywhere(await entrance.inside(Opened(tokens[1], Stage.SIGNED_IN)), VISIT, entrance.tools)

    assert [await session_of(token, entrance.tools) for token in tokens] == [None] * 3
    assert await entrance.tools.sessions.find(b"") is None
    assert len(await entrance.tools.sessions.of(stranger.member.id)) == 2


async def test_who_is_disabled_is_out_at_once_and_stays_out(entrance: Entrance) -> None:
    opened = await entrance.employs()

    await disable(EMAIL, entrance.tools)

    assert await session_of(opened.token, entrance.tools) is None
    assert await entrance.tries() == NotLetIn()
    await enable(EMAIL, entrance.tools)
    assert isinstance(await entrance.tries(), Opened)


async def test_a_new_password_ends_the_other_sessions(entrance: Entrance) -> None:
    other, mine = await entrance.employs(), await entrance.comes_in()
    new = NewPassword("outra frase bem longa", "outra frase bem longa")

    assert await change_password(NewPassword("curta", "curta"), mine, VISIT, entrance.tools) is Weakness.TOO_SHORT
    assert await change_password(new, mine, VISIT, entrance.tools) is None

    assert await session_of(other.token, entrance.tools) is None
    assert [one.id for one in await entrance.tools.sessions.of(mine.member.id)] == [mine.id]
    assert await entrance.tries() == NotLetIn()
    assert isinstance(await entrance.tries("outra frase bem longa"), Opened)


async def test_confirming_the_password_is_no_second_place_to_guess(entrance: Entrance) -> None:
    await entrance.employs()
    session = await entrance.comes_in()

    assert await confirm_password(PASSWORD, session, VISIT, entrance.tools) is None
    answers = [await confirm_password(WRONG, session, VISIT, entrance.tools) for _ in range(5)]

    assert answers[-1] == NotLetIn(entrance.clock.now() + timedelta(minutes=1))
    assert await entrance.tries() == answers[-1]


async def test_the_demo_login_opens_nothing_where_it_is_refused(entrance: Entrance) -> None:
    await entrance.employs(role=StaffRole.ADMIN)
    object.__setattr__(entrance.tools, "refused", frozenset({EMAIL}))

    assert await entrance.tries() == NotLetIn()


async def test_all_of_it_is_on_record_and_nothing_secret_is(entrance: Entrance) -> None:
    """Section 10"""
    await entrance.employs()
    for _ in range(5):
        await entrance.tries(WRONG)
    entrance.clock.advance(minutes=1)
    session = await entrance.comes_in()
    await sign_out(session, VISIT, entrance.tools)

    lines = await entrance.record()

    failures = ["sign_in_failed"] * 5
    assert [line.act for line in lines] == [
        *("added", "invited", "invitation_accepted", "signed_in"),
        *failures,
        *("locked_out", "signed_in", "signed_out"),
    ]
    assert {line.user_id for line in lines} == {session.member.id}
    assert {line.address for line in lines[2:]} == {VISIT.address}
    written = " ".join(str(line) for line in lines)
    assert PASSWORD not in written
    assert WRONG not in written
