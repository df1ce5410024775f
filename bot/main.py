"""The api process: doors, pages and health, bound to the parts they use."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

import uvicorn
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.db.agents.deals import SqlDeals
from bot.adapters.db.agents.exceptions import SqlExceptions
from bot.adapters.db.cases import SqlCases
from bot.adapters.db.changes_seen import SqlChangesSeen
from bot.api.body_limit import BodyLimit
from bot.api.health import health_router
from bot.api.in_hand import InHand
from bot.api.not_stored import answer_what_was_not_stored
from bot.api.one_write import OneWrite
from bot.api.serving import serve
from bot.api.short_way import ShortWay
from bot.application.accept_message import accept_message, accept_status
from bot.application.agents.deal_models import DealTools
from bot.application.agents.live_feed import Feed
from bot.application.agents.waiting import WaitingTools
from bot.assembly import Assembly, assemble
from bot.config import Settings, load_settings
from bot.logs import configure_logs, note_deaths
from bot.observing.depths import Depths, watch_disk
from bot.observing.door import WatchedDoors
from bot.observing.figures import count_line
from bot.parts.editing import bind_editor, editor_routers
from bot.parts.floor import bind_floor, floor_routers
from bot.parts.learning import bind_learning, learning_routers
from bot.parts.notices import notice_list_tools
from bot.parts.notices_asked import notice_parts
from bot.parts.office import office_tools
from bot.parts.pages import certified, check_pages, paper_pages, simulator_pages
from bot.parts.refusing import bind_doors, keep_refused, refused_routers
from bot.parts.releasing import bind_releases, release_routers
from bot.parts.staffing import agent_tools, debt_tools, inbox_tools, rota_tools, staff_tools
from bot.parts.talking import talk_tools
from bot.parts.trying import bind_trying, try_routers
from bot.parts.wrapping_up import wrap_up_pages
from console.api.deps import ApiParts
from console.api.mount import add_api
from console.auth.deps import ConsoleParts
from console.auth.mount import add_console
from console.auth.pages import compile_templates
from console.deal.exceptions import certificates_router, exceptions_pages
from console.deal.router import deal_router
from console.inbox.deps import InboxParts
from console.inbox.presence import presence_router
from console.inbox.router import inbox_router
from console.live.deps import LiveParts
from console.live.router import live_router
from console.notices.page import notices_router
from console.office.mount import office_routers
from console.papers.mount import add_papers
from console.simulator.mount import add_simulator
from console.start import start_router
from console.talk.mount import talk_routers
from console.verify.mount import add_verify
from console.wrap_up.mount import wrap_up_routers
from webhooks.attachments import attachments_router
from webhooks.twilio import twilio_router


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; its parts are opened when it starts and closed when it stops."""
    chosen = settings or load_settings()
    app = FastAPI(title="Concilia", lifespan=partial(lifespan, chosen), docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(BodyLimit)
    app.add_middleware(InHand)
    doors = twilio_router()
    app.add_middleware(ShortWay, routes=doors.routes, handlers=app.exception_handlers)
    app.add_middleware(WatchedDoors)
    app.include_router(doors)
    app.include_router(attachments_router())
    app.include_router(health_router())
    add_api(app)
    add_papers(app)
    add_verify(app)
    if chosen.has_simulator:
        add_simulator(app)
    add_console(
        app,
        start_router(),
        live_router(),
        inbox_router(),
        presence_router(),
        deal_router(),
        exceptions_pages(),
        certificates_router(),
        *wrap_up_routers(),
        *talk_routers(),
        *office_routers(),
        notices_router(),
        *floor_routers(),
        *learning_routers(),
        *release_routers(),
        *try_routers(),
        *refused_routers(),
        *editor_routers(),
    )
    answer_what_was_not_stored(app)
    return app


def lifespan(settings: Settings, app: FastAPI, engine: AsyncEngine | None = None) -> AbstractAsyncContextManager[None]:
    """The parts an application works with, opened and closed again; one after another may work in the same."""

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        async with assemble(settings, "api", engine) as assembly:
            bind(app, assembly)
            compiling = asyncio.create_task(asyncio.to_thread(compile_templates))
            keeping = asyncio.create_task(keep_refused(app.state.aside))
            if settings.has_simulator:
                app.state.simulator = simulator_pages(assembly)
            yield
            keeping.cancel()
            await asyncio.wait([keeping])
            await compiling
            await app.state.releases.tools.prepare.stop()
            await app.state.trying.tools.stop()
            await app.state.learning.measuring.stop()
            if settings.has_simulator:
                await app.state.simulator.ingress.close()

    return running()


def bind(app: FastAPI, assembly: Assembly) -> None:
    """What the doors and pages call, with what it needs already inside."""
    settings, state = assembly.settings, app.state
    state.assembly, state.settings, state.depths = assembly, settings, Depths(assembly)
    state.has_simulator = settings.has_simulator
    state.clock, state.inbox, state.outbox = assembly.clock, assembly.inbox, assembly.outbox
    state.accept_message = partial(accept_message, inbox=assembly.doors, bell=assembly.bell)
    state.accept_status = partial(accept_status, inbox=assembly.doors)
    notices = notice_parts(settings, assembly.database, assembly.clock)
    tools, debts, cases = agent_tools(assembly), debt_tools(assembly), SqlCases(assembly.database)
    exceptions = SqlExceptions(assembly.database, assembly.clock)
    state.api = ApiParts(tools, debts, cases, notices, rota_tools(assembly), exceptions)
    state.deal = DealTools(tools, SqlDeals(assembly.database, assembly.clock), exceptions)
    state.certificates = partial(certified, assembly)
    state.console = ConsoleParts(staff_tools(assembly.database, assembly.clock, settings), settings.public_url)
    state.live = LiveParts(Feed(SqlChangesSeen(assembly.database)), state.api.rota)
    state.wrap_up = wrap_up_pages(assembly)
    state.talk = talk_tools(assembly, state.api.rota)
    state.attending = InboxParts(inbox_tools(assembly), state.api.rota)
    bind_floor(app, assembly)
    bind_learning(app, assembly)
    bind_editor(app, assembly)
    bind_releases(app, assembly)
    bind_trying(app, assembly)
    bind_doors(app, assembly)
    state.papers = paper_pages(assembly)
    state.office = office_tools(assembly)
    state.notices = notice_list_tools(assembly.database, assembly.clock)
    state.waiting = WaitingTools(
        state.attending.tools,
        state.office.tasks,
        exceptions,
        state.notices.work,
        assembly.clock,
        state.refused.requests,
    )
    state.check_pages = check_pages(assembly)


def main() -> None:
    settings = load_settings()
    configure_logs("api", count_line)
    note_deaths()
    watch_disk(settings.home)
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,  # its lines go where ours go
        log_level="warning",
        loop="uvloop",
        http=OneWrite,
    )
    serve(app, config)


if __name__ == "__main__":
    main()
