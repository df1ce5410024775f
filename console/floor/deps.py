"""What the supervisor's page works with, bound once when the service starts."""

from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.agents.floor import FloorTools


def _tools(request: Request) -> FloorTools:
    return cast(FloorTools, request.app.state.floor)


Floors = Annotated[FloorTools, Depends(_tools)]
