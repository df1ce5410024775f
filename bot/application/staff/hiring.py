"""Somebody new: an account with what it is for, and the invitation that opens it."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.application.agents.keys import Staff, add_user
from bot.application.staff.accounts import check_terms, set_terms
from bot.application.staff.invitations import invite
from bot.application.staff.records import By, Terms
from bot.application.staff.tools import StaffTools
from bot.domain.errors import BotError


class EmailTaken(BotError):
    """There is a user of this address: change that one."""

    def __init__(self, email: str) -> None:
        super().__init__(f"there is a user {email}")
        self.email = email


@dataclass(frozen=True)
class Hired:
    email: str
    invitation: str  # the token: told once, kept nowhere


async def hire(email: str, terms: Terms, known: Collection[str], on: tuple[Staff, StaffTools], by: By) -> Hired:
    """Nothing is written when anything of it is wrong."""
    staff, tools = on
    check_terms(terms, known)
    if await tools.accounts.by_email(email.strip().lower()) is not None:
        raise EmailTaken(email)
    member = await add_user(email, terms.role, staff, tools.clock.now(), by.actor)
    await set_terms(member.email, terms, known, tools, by)
    return Hired(member.email, await invite(member.email, tools, by))
