"""What the pages of users and keys work with, bound once when the service starts, and who changes something there."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.agents.keys import Staff
from bot.application.agents.reach import reach
from bot.application.releases import ReleaseMissing, Releases
from bot.application.staff.records import By, ListedAccount
from bot.application.staff.tools import StaffTools
from console.auth.deps import Behind, From
from console.auth.session import SignedIn


@dataclass(frozen=True)
class UserPages:
    staff: Staff
    releases: Releases


@dataclass(frozen=True)
class Administration:
    """The parts, and by whom."""

    tools: StaffTools
    staff: Staff
    releases: Releases
    by: By
    public_url: str

    async def creditors(self) -> list[str]:
        """Those that somebody of this reach may give to others; none before the first release is live."""
        try:
            known = (await self.releases.live()).policies
        except ReleaseMissing:
            return []
        return [slug for slug in sorted(known) if reach().has_creditor(slug)]

    async def users(self) -> list[ListedAccount]:
        """Nobody who sees more than who asks."""
        return [one for one in await self.tools.accounts.listed() if is_within(one.account.member.creditors)]


def is_within(creditors: frozenset[str]) -> bool:
    """Whether these are no more than those of who asks; none named are all."""
    own = reach().creditors
    return not own or (bool(creditors) and creditors <= own)


def _administration(request: Request, session: SignedIn, behind: Behind, visit: From) -> Administration:
    pages = cast(UserPages, request.app.state.users)
    by = By(session.member.email, visit.address)
    return Administration(behind.staff, pages.staff, pages.releases, by, behind.public_url)


Office = Annotated[Administration, Depends(_administration)]
