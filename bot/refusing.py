"""Puts the parts together of what doors refuse: setting it aside, looking at it again, and its page."""

import asyncio
from functools import partial

from fastapi import APIRouter, FastAPI

from bot.adapters.db.refused import SqlRefused
from bot.application.accept_message import accept_message, accept_status
from bot.application.refused import RefusedTools
from bot.assembly import Assembly
from bot.lines import attempt
from console.refused.router import refused_router
from webhooks.again import SignatureJudge, TakenAgain
from webhooks.aside import Aside
from webhooks.crowd import Crowd
from webhooks.lanes import Lanes
from webhooks.signature import SignatureCheck

KEPT_EVERY_S = 1.0


def refused_routers() -> tuple[APIRouter, ...]:
    return (refused_router(),)


def bind_doors(app: FastAPI, assembly: Assembly) -> None:
    """What the provider's doors check with, and where what they refuse goes."""
    settings, state = assembly.settings, app.state
    state.twilio_signature = SignatureCheck(settings.public_url, settings.twilio_tokens)
    state.aside = Aside(SqlRefused(assembly.database).keep, assembly.clock)
    state.crowd, state.lanes = Crowd(), Lanes(settings.twilio_account_sid)
    state.refused = refused_tools(assembly)


def refused_tools(assembly: Assembly) -> RefusedTools:
    settings = assembly.settings
    check = SignatureCheck(settings.public_url, settings.twilio_tokens)
    again = TakenAgain(
        partial(accept_message, inbox=assembly.inbox, bell=assembly.bell),
        partial(accept_status, inbox=assembly.inbox),
    )
    judge = SignatureJudge(check, settings.twilio_retired_tokens)
    return RefusedTools(SqlRefused(assembly.database), judge, again, assembly.clock)


async def keep_refused(aside: Aside) -> None:
    """Beside the doors, for as long as the service runs; what is in memory when it stops is kept as well."""
    try:
        while True:
            await attempt(aside.flush, "refused deliveries not kept")
            await asyncio.sleep(KEPT_EVERY_S)
    finally:
        await attempt(aside.flush, "refused deliveries not kept")
