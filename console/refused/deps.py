"""What the page of refused deliveries works with, bound once when the service starts."""

from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.refused import RefusedTools


def _tools(request: Request) -> RefusedTools:
    return cast(RefusedTools, request.app.state.refused)


Refused = Annotated[RefusedTools, Depends(_tools)]
