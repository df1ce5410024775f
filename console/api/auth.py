"""Who calls the API: a key for the whole router, and the right each route needs."""

from collections.abc import Awaitable, Callable
from typing import Annotated, cast

from fastapi import Depends, Request, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bot.application.agents.keys import Allowance, Member, caller
from bot.application.agents.reach import bind
from bot.application.agents.roles import Right, require
from console.api.deps import Parts
from console.api.errors import ApiError

BEARER = HTTPBearer(auto_error=False, description="A key made by `concilia keys add`.")


async def known_caller(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)], parts: Parts
) -> Member:
    """A dependency of the whole router: no key, an unknown or a revoked one goes no further."""
    tools = parts.tools
    member = await caller(given.credentials, tools.staff, tools.clock.now()) if given is not None else None
    if member is None:
        headers = {"WWW-Authenticate": "Bearer"}
        raise ApiError(status.HTTP_401_UNAUTHORIZED, "a valid API key is needed", headers=headers)
    request.state.member = member
    bind(member.reach)
    await _keep_to_the_pace(member, request)
    return member


Caller = Annotated[Member, Depends(known_caller)]


def needs(right: Right) -> Callable[[Member], Awaitable[None]]:
    """A dependency of a route: the caller's role and key must grant this."""

    async def check(member: Caller) -> None:
        require(member.role, right)

    check.right = right  # type: ignore[attr-defined] # what the description tells of the route
    return check


async def _keep_to_the_pace(member: Member, request: Request) -> None:
    allowance = cast(Allowance | None, getattr(request.app.state, "allowance", None))
    wait_s = await allowance.wait_s(member.key or "") if allowance is not None else 0
    if wait_s:
        headers = {"Retry-After": str(wait_s)}
        raise ApiError(status.HTTP_429_TOO_MANY_REQUESTS, "too many calls with this key", headers=headers)
