"""Signing in: proof first, then a session; wrong proofs cost time and say nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.application.staff.lockout import Door, account_door, address_door
from bot.application.staff.passwords import normalised
from bot.application.staff.records import Account, Event, Session, StaffAct, Visit
from bot.application.staff.sessions import Opened, is_kept_out, open_session, stage_after_password, told
from bot.application.staff.tools import StaffTools

_LONGEST_EMAIL = 254


@dataclass(frozen=True)
class Credentials:
    email: str
    password: str

    @property
    def known_as(self) -> str:
        return self.email.strip().lower()[:_LONGEST_EMAIL]


@dataclass(frozen=True)
class NotLetIn:
    """Wrong, or not heard before `until`; never which of the proofs was wrong."""

    until: datetime | None = None


class PasswordSignIn:
    """The `SignIn` port by e-mail and password."""

    def __init__(self, tools: StaffTools) -> None:
        self._tools = tools

    async def account(self, proof: Credentials) -> Account | None:
        """The same work whether there is such an account, one without a password, or none."""
        account = await self._tools.accounts.by_email(proof.known_as)
        kept = account.password_hash if account is not None else None
        fits = await self._tools.passwords.fits(normalised(proof.password), kept)
        if account is None or is_kept_out(account, self._tools):
            return None
        return account if fits else None


async def sign_in(given: Credentials, visit: Visit, tools: StaffTools) -> Opened | NotLetIn:
    own, shared = account_door(given.known_as), address_door(visit.address)
    at = tools.clock.now()
    if until := await tools.guard.take((own, shared), at):
        return NotLetIn(until)
    account = await PasswordSignIn(tools).account(given)
    if account is None:
        tried = await _tried(given, tools)
        await tools.accounts.note(Event(StaffAct.SIGN_IN_FAILED, "", visit.address, at, tried))
        return await refuse((own, shared), Event(StaffAct.LOCKED_OUT, "", visit.address, at, tried), tools)
    await tools.guard.succeeded(own, returned=(shared,))
    return await open_session(account, stage_after_password(account, tools.is_production), visit, tools)


async def confirm_password(password: str, session: Session, visit: Visit, tools: StaffTools) -> NotLetIn | None:
    """Before somebody signed in changes how they come in: a browser left open is not enough."""
    own, at = account_door(session.member.email), tools.clock.now()
    if until := await tools.guard.take((own,), at):
        return NotLetIn(until)
    if not await tools.passwords.fits(normalised(password), session.account.password_hash):
        await tools.accounts.note(told(StaffAct.PASSWORD_REFUSED, session.account, visit, tools))
        return await refuse((own,), told(StaffAct.LOCKED_OUT, session.account, visit, tools), tools)
    await tools.guard.succeeded(own)
    return None


async def refuse(doors: Sequence[Door], locked_out: Event, tools: StaffTools) -> NotLetIn:
    """The try that closes a door is on record as such."""
    until = await tools.guard.closed_until(doors, locked_out.at)
    if until is not None:
        await tools.accounts.note(locked_out)
    return NotLetIn(until)


async def _tried(given: Credentials, tools: StaffTools) -> int | None:
    """Whose account was tried, if anybody's: what was typed may be a password."""
    account = await tools.accounts.by_email(given.known_as)
    return account.member.id if account is not None else None
