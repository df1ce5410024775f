"""What the routes work with, bound once when the service starts."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.agents.debts import DebtTools
from bot.application.agents.tools import AgentTools
from bot.application.cases import CaseQueue


@dataclass(frozen=True)
class ApiParts:
    tools: AgentTools
    debts: DebtTools
    cases: CaseQueue


def _parts(request: Request) -> ApiParts:
    return cast(ApiParts, request.app.state.api)


Parts = Annotated[ApiParts, Depends(_parts)]
