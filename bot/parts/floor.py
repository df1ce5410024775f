"""Puts the parts together of the supervisor's page, of users and keys, and of what programs send in."""

from fastapi import APIRouter, FastAPI

from bot.adapters.db.agents.figures import SqlFloorBook
from bot.adapters.db.staff.keys import SqlStaff
from bot.adapters.redis_allowance import RedisAllowance
from bot.apart.importing import import_apart
from bot.application.agents.floor import FloorTools
from bot.application.import_portfolio import ImportReport
from bot.assembly import Assembly
from bot.config import Settings
from bot.parts.portfolios import Request
from bot.parts.staffing import rota_tools
from console.api.imports import TakeIn, Upload
from console.floor.router import floor_router
from console.users.deps import UserPages
from console.users.keys import keys_router
from console.users.router import users_router


def floor_routers() -> tuple[APIRouter, ...]:
    return (floor_router(), users_router(), keys_router())


def bind_floor(app: FastAPI, assembly: Assembly) -> None:
    app.state.floor = FloorTools(SqlFloorBook(assembly.database), rota_tools(assembly))
    app.state.users = UserPages(SqlStaff(assembly.database), assembly.releases)
    app.state.allowance = RedisAllowance(assembly.redis)
    app.state.take_in = take_in_with(assembly.settings)


def take_in_with(settings: Settings) -> TakeIn:
    async def take_in(upload: Upload) -> ImportReport:
        asked = Request(upload.file, upload.creditor, upload.base_date, upload.is_full, upload.dry_run)
        return await import_apart(settings, asked)

    return take_in
