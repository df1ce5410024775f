"""Changes to an account: by its owner, and by who administers the installation."""

from datetime import datetime

from bot.application.staff.invitations import COMMAND_LINE, NewPassword, known_account, weakness_of
from bot.application.staff.passwords import Weakness, normalised
from bot.application.staff.records import Account, Event, Session, StaffAct, Visit
from bot.application.staff.sessions import told
from bot.application.staff.tools import StaffTools


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
    event = _by_command(StaffAct.PASSWORD_CHANGED, account, tools.clock.now())
    await tools.accounts.set_password(account.member.id, hashed, event, keep=None)


async def disable(email: str, tools: StaffTools) -> None:
    """Out at once: sessions end, and API keys open nothing."""
    account, at = await known_account(email, tools), tools.clock.now()
    await tools.accounts.set_disabled(account.member.id, at, _by_command(StaffAct.DISABLED, account, at))


async def enable(email: str, tools: StaffTools) -> None:
    account, at = await known_account(email, tools), tools.clock.now()
    await tools.accounts.set_disabled(account.member.id, None, _by_command(StaffAct.ENABLED, account, at))


async def reset_second_factor(email: str, tools: StaffTools) -> None:
    """For who lost the phone and the recovery codes."""
    account = await known_account(email, tools)
    event = _by_command(StaffAct.SECOND_FACTOR_REMOVED, account, tools.clock.now())
    await tools.factors.remove(account.member.id, event)


def _by_command(act: StaffAct, account: Account, at: datetime) -> Event:
    return Event(act, COMMAND_LINE, "", at, account.member.id)
