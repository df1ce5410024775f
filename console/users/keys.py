"""One's own keys for programs: seen, and taken out of use."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from bot.application.agents.keys import KeyUnknown, revoke_key
from console.auth.cookies import HOME
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.users.deps import Office

KEYS = f"{HOME}/keys"

Prefix = Annotated[str, Path(max_length=40)]


def keys_router() -> APIRouter:
    router = console_router("/keys")
    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("/{prefix}/revoke", revoke, methods=["POST"])
    return router


async def show(request: Request, session: SignedIn, office: Office, done: str = "") -> Response:
    found = await office.staff.keys(session.member.id)
    keys = sorted(found, key=lambda key: (key.revoked_at is not None, -key.created_at.timestamp()))
    return render(request, "users/keys.html", keys=keys, now=office.tools.clock.now(), done=done)


async def revoke(request: Request, prefix: Prefix, session: SignedIn, office: Office) -> Response:
    """Nobody else's: of those there is nothing here."""
    try:
        await revoke_key(prefix, office.staff, office.tools.clock.now(), session.member)
    except KeyUnknown as error:
        raise NothingHere from error
    return go(request, f"{KEYS}?done=revoked")
