"""Invitations: a link good once and for three days, with which a user sets the password; a forgotten one too."""

from dataclasses import dataclass
from datetime import timedelta

from bot.application.agents.keys import UserUnknown
from bot.application.staff.passwords import Weakness, normalised, weakness
from bot.application.staff.records import Account, By, Event, StaffAct, Visit
from bot.application.staff.sessions import Opened, digest_of, new_token, open_session, stage_after_password, told
from bot.application.staff.tools import StaffTools

GOOD_FOR = timedelta(hours=72)
BY_COMMAND = By()


@dataclass(frozen=True)
class NewPassword:
    password: str
    repeated: str


async def known_account(email: str, tools: StaffTools) -> Account:
    account = await tools.accounts.by_email(email.strip().lower())
    if account is None:
        raise UserUnknown(email)
    return account


async def invite(email: str, tools: StaffTools, by: By = BY_COMMAND) -> str:
    """The token of a new invitation: told once, kept nowhere."""
    account, token, at = await known_account(email, tools), new_token(), tools.clock.now()
    event = Event(StaffAct.INVITED, by.actor, by.address, at, account.member.id)
    await tools.accounts.invite(account.member.id, digest_of(token), at + GOOD_FOR, event)
    return token


async def invited(token: str, tools: StaffTools) -> Account | None:
    """Whose it is, while it can be used."""
    account = await tools.accounts.invited(digest_of(token), tools.clock.now())
    return None if account is None or account.is_disabled else account


async def accept_invitation(
    token: str, chosen: NewPassword, visit: Visit, tools: StaffTools
) -> Opened | Weakness | None:
    """In, as far as a right password leads; None when the invitation is used up or over."""
    account = await invited(token, tools)
    if account is None:
        return None
    wrong = weakness_of(chosen, account)
    if wrong is not None:
        return wrong
    hashed = await tools.passwords.hash(normalised(chosen.password))
    if not await tools.accounts.accept(
        digest_of(token), hashed, told(StaffAct.INVITATION_ACCEPTED, account, visit, tools)
    ):
        return None
    return await open_session(account, stage_after_password(account, tools.is_production), visit, tools)


def weakness_of(chosen: NewPassword, account: Account) -> Weakness | None:
    return weakness(normalised(chosen.password), normalised(chosen.repeated), account.member.email)
