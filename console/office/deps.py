"""What the back office's pages work with, bound once when the service starts."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from bot.application.agents.keys import Member
from bot.application.office.tools import OfficeTools
from console.auth.session import SignedIn


@dataclass(frozen=True)
class Here:
    """A request of somebody signed in, and with what it is answered."""

    request: Request
    member: Member
    office: OfficeTools


async def _here(request: Request, session: SignedIn) -> Here:
    office: OfficeTools = request.app.state.office
    return Here(request, session.member, office)


AtOffice = Annotated[Here, Depends(_here)]
