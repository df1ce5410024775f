"""What the pages of a policy work with, bound once when the service starts."""

from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.editor.policy.desk import PolicyTools


def _tools(request: Request) -> PolicyTools:
    return cast(PolicyTools, request.app.state.policy)


Policies = Annotated[PolicyTools, Depends(_tools)]
