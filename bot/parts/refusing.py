"""Puts the parts together of what doors refuse: setting it aside, looking at it again, and its page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import APIRouter, FastAPI

from bot.adapters.clock import SystemClock
from bot.adapters.db.engine import Database
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.refused import SqlRefused
from bot.application.accept_message import AcceptMessage, accept_message, accept_status
from bot.application.messages import InboundMessage
from bot.application.ports import Clock
from bot.application.refused import RefusedTools
from bot.assembly import Assembly
from bot.config import Settings
from bot.lanes.lines import attempt
from bot.parts.opened import opened_database
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
    return _tools(assembly.settings, assembly.database, assembly.clock, partial(_rung, assembly))


@asynccontextmanager
async def opened_refused(settings: Settings) -> AsyncIterator[RefusedTools]:
    """For a command beside the service, or without it: the workers' sweep finds what is taken in within seconds."""
    clock = SystemClock(settings.now)
    async with opened_database(settings) as database:
        yield _tools(settings, database, clock, partial(_stored, SqlInbox(database, clock)))


async def _rung(assembly: Assembly, message: InboundMessage) -> None:
    await accept_message(message, assembly.inbox, assembly.bell)


async def _stored(inbox: SqlInbox, message: InboundMessage) -> None:
    await inbox.store(message)


def _tools(settings: Settings, database: Database, clock: Clock, accept: AcceptMessage) -> RefusedTools:
    check = SignatureCheck(settings.public_url, settings.twilio_tokens)
    again = TakenAgain(accept, partial(accept_status, inbox=SqlInbox(database, clock)))
    return RefusedTools(SqlRefused(database), SignatureJudge(check, settings.twilio_retired_tokens), again, clock)


async def keep_refused(aside: Aside) -> None:
    """Beside the doors, for as long as the service runs; what is in memory when it stops is kept as well."""
    try:
        while True:
            await attempt(aside.flush, "refused deliveries not kept")
            await asyncio.sleep(KEPT_EVERY_S)
    finally:
        await attempt(aside.flush, "refused deliveries not kept")
