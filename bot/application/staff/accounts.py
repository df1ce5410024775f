"""Changes to an account: by its owner, and by who administers the installation."""

from collections.abc import Collection

from bot.application.staff.invitations import BY_COMMAND, NewPassword, known_account, weakness_of
from bot.application.staff.passwords import Weakness, normalised
from bot.application.staff.records import Account, By, Event, Session, StaffAct, Terms, Visit
from bot.application.staff.sessions import told
from bot.application.staff.tools import StaffTools
from bot.domain.errors import BotError

LARGEST_CAPACITY = 500


class OwnAccount(BotError):
    """Nobody shuts themselves out, nor gives themselves another role."""

    def __init__(self) -> None:
        super().__init__("this is your own account: somebody else changes it")


class TermsUnusable(BotError):
    """A creditor nobody knows, or a capacity nobody can hold."""


async def change_password(chosen: NewPassword, session: Session, visit: Visit, tools: StaffTools) -> Weakness | None:
    """Ends the other sessions: whoever knew the old one may be in one of them."""
    wrong = weakness_of(chosen, session.account)
    if wrong is not None:
        return wrong
    hashed = await tools.passwords.hash(normalised(chosen.password))
    event = told(StaffAct.PASSWORD_CHANGED, session.account, visit, tools)
    await tools.accounts.set_password(session.member.id, hashed, event, keep=session.id)
    return None


async def give_password(account: Account, password: str, tools: StaffTools) -> None:
    """The demo login's, unless it has it already."""
    if await tools.passwords.fits(normalised(password), account.password_hash):
        return
    hashed = await tools.passwords.hash(normalised(password))
    event = _event(StaffAct.PASSWORD_CHANGED, account, BY_COMMAND, tools)
    await tools.accounts.set_password(account.member.id, hashed, event, keep=None)


async def set_terms(
    email: str, terms: Terms, known: Collection[str], tools: StaffTools, by: By = BY_COMMAND
) -> Account:
    """The role, the creditors among those known, and how many conversations at once."""
    account = await _somebody_else(email, by, tools)
    check_terms(terms, known)
    if terms != terms_of(account):
        event = _event(StaffAct.TERMS_CHANGED, account, by, tools)
        await tools.accounts.set_terms(account.member.id, terms, event)
    return account


def check_terms(terms: Terms, known: Collection[str]) -> None:
    unknown = sorted(terms.creditors - set(known))
    if unknown:
        raise TermsUnusable(f"unknown creditor {', '.join(unknown)}: use {', '.join(sorted(known))}")
    if terms.capacity is not None and not 1 <= terms.capacity <= LARGEST_CAPACITY:
        raise TermsUnusable(f"a capacity is a number from 1 to {LARGEST_CAPACITY}")


def terms_of(account: Account) -> Terms:
    return Terms(account.member.role, account.member.creditors, account.member.capacity)


async def disable(email: str, tools: StaffTools, by: By = BY_COMMAND) -> None:
    """Out at once: sessions end, and API keys open nothing."""
    account, at = await _somebody_else(email, by, tools), tools.clock.now()
    await tools.accounts.set_disabled(account.member.id, at, _event(StaffAct.DISABLED, account, by, tools))


async def enable(email: str, tools: StaffTools, by: By = BY_COMMAND) -> None:
    account = await known_account(email, tools)
    await tools.accounts.set_disabled(account.member.id, None, _event(StaffAct.ENABLED, account, by, tools))


async def reset_second_factor(email: str, tools: StaffTools, by: By = BY_COMMAND) -> None:
    """For who lost the phone and the recovery codes."""
    account = await _somebody_else(email, by, tools)
    event = _event(StaffAct.SECOND_FACTOR_REMOVED, account, by, tools)
    await tools.factors.remove(account.member.id, event)


async def _somebody_else(email: str, by: By, tools: StaffTools) -> Account:
    account = await known_account(email, tools)
    if account.member.email == by.actor:
        raise OwnAccount
    return account


def _event(act: StaffAct, account: Account, by: By, tools: StaffTools) -> Event:
    return Event(act, by.actor, by.address, tools.clock.now(), account.member.id)
