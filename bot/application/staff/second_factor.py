"""The second factor: codes of an authenticator app, and ten codes on paper for when it is lost."""

import secrets
from collections.abc import Sequence

from bot.application.staff.lockout import second_factor_door
from bot.application.staff.records import Session, StaffAct, Stage, Visit
from bot.application.staff.second_factor_policy import is_required
from bot.application.staff.sessions import Opened, open_session, told
from bot.application.staff.sign_in import NotLetIn, refuse
from bot.application.staff.tools import StaffTools
from bot.domain.errors import BotError

RECOVERY_CODES = 10
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none is taken for another
_GROUPS, _IN_A_GROUP = 3, 4


class SecondFactorRequired(BotError):
    """The role may not be without one."""


async def prove_code(code: str, session: Session, visit: Visit, tools: StaffTools) -> Opened | NotLetIn:
    """A code of the app, of which each is good once."""
    door, at, user_id = second_factor_door(session.member.id), tools.clock.now(), session.member.id
    if until := await tools.guard.take((door,), at):
        return NotLetIn(until)
    secret = await tools.factors.secret(user_id)
    step = tools.codes.step_of(secret, _digits(code), at) if secret is not None else None
    if step is None or not await tools.factors.use_step(user_id, step):
        return await _failed(session, visit, tools)
    return await _let_in(session, visit, tools)


async def prove_recovery_code(code: str, session: Session, visit: Visit, tools: StaffTools) -> Opened | NotLetIn:
    door, user_id = second_factor_door(session.member.id), session.member.id
    if until := await tools.guard.take((door,), tools.clock.now()):
        return NotLetIn(until)
    used = told(StaffAct.RECOVERY_CODE_USED, session.account, visit, tools)
    if not await tools.factors.use_code(user_id, bare(code), used):
        return await _failed(session, visit, tools)
    return await _let_in(session, visit, tools)


async def enrol(
    secret: str, code: str, session: Session, visit: Visit, tools: StaffTools
) -> tuple[Opened, Sequence[str]] | None:
    """Take the app into use once it shows a right code; the recovery codes are told this once."""
    step = tools.codes.step_of(secret, _digits(code), tools.clock.now())
    if step is None:
        await tools.accounts.note(told(StaffAct.SECOND_FACTOR_FAILED, session.account, visit, tools))
        return None
    codes = new_codes()
    event = told(StaffAct.SECOND_FACTOR_ENROLLED, session.account, visit, tools)
    await tools.factors.enrol(session.member.id, secret, step, [bare(one) for one in codes], event)
    return await _let_in(session, visit, tools), codes


async def renew_codes(session: Session, visit: Visit, tools: StaffTools) -> Sequence[str]:
    codes = new_codes()
    event = told(StaffAct.RECOVERY_CODES_MADE, session.account, visit, tools)
    await tools.factors.put_codes(session.member.id, [bare(one) for one in codes], event)
    return codes


async def remove(session: Session, visit: Visit, tools: StaffTools) -> Opened:
    if is_required(session.member.role, tools.is_production):
        raise SecondFactorRequired
    await tools.factors.remove(session.member.id, told(StaffAct.SECOND_FACTOR_REMOVED, session.account, visit, tools))
    return await _let_in(session, visit, tools)


def new_codes() -> Sequence[str]:
    return [_new_code() for _ in range(RECOVERY_CODES)]


def bare(code: str) -> str:
    """As it is kept, however it was typed."""
    return "".join(filter(str.isalnum, code.lower()))


def _new_code() -> str:
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_IN_A_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _digits(code: str) -> str:
    return "".join(filter(str.isdecimal, code))


async def _failed(session: Session, visit: Visit, tools: StaffTools) -> NotLetIn:
    await tools.accounts.note(told(StaffAct.SECOND_FACTOR_FAILED, session.account, visit, tools))
    door = second_factor_door(session.member.id)
    return await refuse((door,), told(StaffAct.LOCKED_OUT, session.account, visit, tools), tools)


async def _let_in(session: Session, visit: Visit, tools: StaffTools) -> Opened:
    await tools.guard.succeeded(second_factor_door(session.member.id))
    return await open_session(session.account, Stage.SIGNED_IN, visit, tools, instead_of=session.id)
