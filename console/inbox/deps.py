"""What the list and what is at hand work with, bound once when the service starts."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.agents.inbox import InboxTools
from bot.application.agents.rota import RotaTools


@dataclass(frozen=True)
class InboxParts:
    tools: InboxTools
    rota: RotaTools


def _parts(request: Request) -> InboxParts:
    return cast(InboxParts, request.app.state.attending)


Parts = Annotated[InboxParts, Depends(_parts)]
