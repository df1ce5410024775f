"""What the pages of the deal panel work with, bound once when the service starts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.agents.deal_models import DealTools
from bot.application.messages import Attachment


@dataclass(frozen=True)
class Certified:
    """The certificate of a notice, and whose it is."""

    person_id: int
    paper: Attachment


type Certificates = Callable[[int], Awaitable[Certified | None]]


def _tools(request: Request) -> DealTools:
    return cast(DealTools, request.app.state.deal)


def _certificates(request: Request) -> Certificates:
    return cast(Certificates, request.app.state.certificates)


Deals = Annotated[DealTools, Depends(_tools)]
Certify = Annotated[Certificates, Depends(_certificates)]
