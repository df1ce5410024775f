"""Sessions: for how long somebody is in, and the token a browser holds for it."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.application.staff.records import Account, Event, NewSession, Session, StaffAct, Stage, Visit
from bot.application.staff.second_factor_policy import is_required
from bot.application.staff.tools import StaffTools

IDLE = timedelta(hours=12)
LONGEST = timedelta(hours=24)
HALF_IN = timedelta(minutes=10)  # between the password and the second factor
_SEEN_AGAIN = timedelta(minutes=1)  # not every request is written down
_BROWSER_KEPT = 200


@dataclass(frozen=True)
class Opened:
    """Somebody came in, or one step further: the token goes to the browser and is kept nowhere."""

    token: str
    stage: Stage


def is_over(session: Session, at: datetime) -> bool:
    age = at - session.began_at
    if session.stage is not Stage.SIGNED_IN:
        return age >= HALF_IN
    return age >= LONGEST or at - session.seen_at >= IDLE


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> bytes:
    """A 256-bit random token needs no slow hash: there is nothing to guess."""
    return hashlib.sha256(token.encode()).digest()


def stage_after_password(account: Account, is_production: bool) -> Stage:
    if account.has_second_factor:
        return Stage.SECOND_FACTOR
    return Stage.ENROLMENT if is_required(account.member.role, is_production) else Stage.SIGNED_IN


def is_kept_out(account: Account, tools: StaffTools) -> bool:
    return account.is_disabled or account.member.email in tools.refused


async def open_session(
    account: Account, stage: Stage, visit: Visit, tools: StaffTools, *, instead_of: int | None = None
) -> Opened:
    """A new token for every step: one that was planted or overheard before leads nowhere."""
    token, at = new_token(), tools.clock.now()
    await tools.sessions.forget_old(at - LONGEST)
    opened = NewSession(digest_of(token), account.member.id, stage, visit.browser[:_BROWSER_KEPT], at)
    act = StaffAct.SIGNED_IN if stage is Stage.SIGNED_IN else StaffAct.PASSWORD_RIGHT
    await tools.sessions.open(opened, told(act, account, visit, tools), instead_of=instead_of)
    return Opened(token, stage)


async def session_of(token: str, tools: StaffTools) -> Session | None:
    """Whose browser this is, and how far they are in now: roles and rules may have changed since."""
    session = await tools.sessions.find(digest_of(token))
    at = tools.clock.now()
    if session is None or is_over(session, at) or is_kept_out(session.account, tools):
        return None
    if at - session.seen_at >= _SEEN_AGAIN:
        await tools.sessions.touch(session.id, at)
    lacks = is_required(session.member.role, tools.is_production) and not session.account.has_second_factor
    return replace(session, stage=Stage.ENROLMENT) if lacks else session


async def sign_out(session: Session, visit: Visit, tools: StaffTools) -> None:
    event = told(StaffAct.SIGNED_OUT, session.account, visit, tools)
    await tools.sessions.end(session.member.id, event, only=session.id)


async def sign_out_everywhere(session: Session, visit: Visit, tools: StaffTools) -> None:
    """Here too."""
    await tools.sessions.end(session.member.id, told(StaffAct.SESSIONS_ENDED, session.account, visit, tools))


async def end_session(other: int, session: Session, visit: Visit, tools: StaffTools) -> None:
    """One of one's own, by its number: somebody else's stays."""
    event = told(StaffAct.SESSIONS_ENDED, session.account, visit, tools)
    await tools.sessions.end(session.member.id, event, only=other)


def told(act: StaffAct, account: Account, visit: Visit, tools: StaffTools) -> Event:
    """A line of the record about what somebody does about themselves."""
    return Event(act, account.member.email, visit.address, tools.clock.now(), account.member.id)
