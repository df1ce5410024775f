"""The second factor, on both databases: codes once, recovery codes once, and who may not be without one."""

import pytest

from bot.application.agents.roles import StaffRole
from bot.application.staff.accounts import reset_second_factor
from bot.application.staff.records import Session, Stage
from bot.application.staff.second_factor import (
    SecondFactorRequired,
    enrol,
    prove_code,
    prove_recovery_code,
    remove,
    renew_codes,
)
from bot.application.staff.sessions import Opened, session_of
from bot.application.staff.sign_in import NotLetIn
from tests.integration.staff.entrance import EMAIL, VISIT, Entrance


async def with_app(entrance: Entrance) -> tuple[Session, str, list[str]]:
    """Half in again, some time after enrolling."""
    _, secret, codes = await entrance.enrols(await entrance.inside(await entrance.employs()))
    entrance.clock.advance(minutes=5)
    return await entrance.comes_in(), secret, codes


async def test_after_the_password_a_code_is_asked_and_the_token_changes(entrance: Entrance) -> None:
    half_in, secret, _ = await with_app(entrance)

    opened = await prove_code(entrance.code(secret), half_in, VISIT, entrance.tools)

    assert half_in.stage is Stage.SECOND_FACTOR
    assert isinstance(opened, Opened)
    assert (await entrance.inside(opened)).stage is Stage.SIGNED_IN
    assert {one.stage for one in await entrance.tools.sessions.of(half_in.member.id)} == {Stage.SIGNED_IN}


@pytest.mark.parametrize(("steps", "is_let_in"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_a_clock_may_be_half_a_minute_off(entrance: Entrance, steps: int, is_let_in: bool) -> None:
    half_in, secret, _ = await with_app(entrance)

    answer = await prove_code(entrance.code(secret, steps=steps), half_in, VISIT, entrance.tools)

    assert isinstance(answer, Opened) is is_let_in


async def test_a_code_is_good_once_and_none_before_it_afterwards(entrance: Entrance) -> None:
    half_in, secret, _ = await with_app(entrance)
    await prove_code(entrance.code(secret), half_in, VISIT, entrance.tools)
    again = await entrance.comes_in()

    assert await prove_code(entrance.code(secret), again, VISIT, entrance.tools) == NotLetIn()
    assert await prove_code(entrance.code(secret, steps=-1), again, VISIT, entrance.tools) == NotLetIn()


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "١٢٣٤٥٦", "000000 000000"])
async def test_what_is_no_code_is_a_wrong_one(entrance: Entrance, code: str) -> None:
    half_in, *_ = await with_app(entrance)

    assert await prove_code(code, half_in, VISIT, entrance.tools) == NotLetIn()
    assert (await entrance.acts())[-1] == "second_factor_failed"


async def test_guessing_codes_is_closed_even_with_the_password_in_between(entrance: Entrance) -> None:
    half_in, secret, _ = await with_app(entrance)

    for _ in range(5):
        answer = await prove_code("000000", half_in, VISIT, entrance.tools)

    again = await entrance.comes_in()
    assert isinstance(answer, NotLetIn)
    assert answer.until is not None
    assert await prove_code(entrance.code(secret), again, VISIT, entrance.tools) == answer
    assert "locked_out" in await entrance.acts()


async def test_a_recovery_code_lets_in_once_however_it_is_typed(entrance: Entrance) -> None:
    half_in, _, codes = await with_app(entrance)

    first = await prove_recovery_code(f" {codes[3].upper().replace('-', ' ')}", half_in, VISIT, entrance.tools)
    again = await prove_recovery_code(codes[3], await entrance.comes_in(), VISIT, entrance.tools)

    assert isinstance(first, Opened)
    assert again == NotLetIn()
    assert await entrance.tools.factors.codes_left(half_in.member.id) == 9
    assert "recovery_code_used" in await entrance.acts()


async def test_new_recovery_codes_replace_the_old_ones(entrance: Entrance) -> None:
    half_in, _, old = await with_app(entrance)

    new = await renew_codes(half_in, VISIT, entrance.tools)

    assert (len(set(new)), len(set(new) & set(old))) == (10, 0)
    assert await prove_recovery_code(old[0], half_in, VISIT, entrance.tools) == NotLetIn()
    assert isinstance(await prove_recovery_code(new[0], half_in, VISIT, entrance.tools), Opened)


async def test_half_in_lasts_ten_minutes(entrance: Entrance) -> None:
    await with_app(entrance)
    opened = await entrance.tries()
    assert isinstance(opened, Opened)

    entrance.clock.advance(minutes=10, seconds=-1)
    assert await session_of(opened.token, entrance.tools) is not None
    entrance.clock.advance(seconds=1)

    assert await session_of(opened.token, entrance.tools) is None


async def test_enrolling_takes_a_right_code_and_ends_the_other_sessions(entrance: Entrance) -> None:
    other = await entrance.employs()
    session = await entrance.comes_in()
    secret = entrance.tools.codes.secret_for("the token")

    assert await enrol(secret, "000000", session, VISIT, entrance.tools) is None
    assert await entrance.tools.factors.secret(session.member.id) is None
    enrolled, *_ = await entrance.enrols(session)

    assert enrolled.account.has_second_factor
    assert await session_of(other.token, entrance.tools) is None


@pytest.mark.parametrize("role", [StaffRole.ADMIN, StaffRole.SUPERVISOR])
async def test_in_production_who_approves_and_administers_enrols_first(entrance: Entrance, role: StaffRole) -> None:
    entrance = entrance.in_production()

    session = await entrance.inside(await entrance.employs(role=role))
    enrolled, *_ = await entrance.enrols(session)

    assert (session.stage, enrolled.stage) == (Stage.ENROLMENT, Stage.SIGNED_IN)
    with pytest.raises(SecondFactorRequired):
        await remove(enrolled, VISIT, entrance.tools)


@pytest.mark.parametrize("role", [StaffRole.AGENT, StaffRole.FINANCE, StaffRole.AUDITOR])
async def test_others_choose(entrance: Entrance, role: StaffRole) -> None:
    session = await entrance.in_production().inside(await entrance.in_production().employs(role=role))

    assert session.stage is Stage.SIGNED_IN


async def test_a_session_from_before_a_promotion_must_enrol_too(entrance: Entrance) -> None:
    entrance = entrance.in_production()
    opened = await entrance.employs()

    await entrance.knows(EMAIL, StaffRole.SUPERVISOR)

    assert (await entrance.inside(opened)).stage is Stage.ENROLMENT


async def test_where_it_is_optional_it_can_be_taken_off(entrance: Entrance) -> None:
    session, *_ = await entrance.enrols(await entrance.inside(await entrance.employs()))

    opened = await remove(session, VISIT, entrance.tools)

    assert not (await entrance.inside(opened)).account.has_second_factor
    assert (await entrance.comes_in()).stage is Stage.SIGNED_IN


async def test_a_reset_takes_the_app_the_codes_and_the_sessions(entrance: Entrance) -> None:
    session, _, codes = await entrance.enrols(await entrance.inside(await entrance.employs()))

    await reset_second_factor(EMAIL, entrance.tools)

    assert await entrance.tools.sessions.of(session.member.id) == []
    again = await entrance.comes_in()
    assert again.stage is Stage.SIGNED_IN
    assert await prove_recovery_code(codes[0], again, VISIT, entrance.tools) == NotLetIn()
