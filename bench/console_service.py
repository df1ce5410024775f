"""The console's own application over a database full of work, with people signed in to ask for its pages."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text

from bench.ack import ACCOUNT, TOKEN
from bench.desks import write_cases, write_debtors, write_owner_changes
from bench.many_talks import write_talks
from bot.adapters.clock import SystemClock
from bot.adapters.db.engine import Database
from bot.adapters.db.migrate import migrate
from bot.adapters.db.staff.keys import SqlStaff
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault, keys_in
from bot.adapters.embedded_valkey import EmbeddedValkey
from bot.adapters.release_store import sources_in
from bot.application.agents.keys import add_user
from bot.application.agents.roles import StaffRole
from bot.application.releases import LoadedRelease, build_release, load_release
from bot.application.staff.invitations import known_account
from bot.application.staff.records import Stage, Visit
from bot.application.staff.sessions import open_session
from bot.assembly import assemble
from bot.config import ROOT, Settings
from bot.main import bind, create_app
from console.auth.cookies import SESSION

AGENT, CHIEF = "ana@exemplo.invalid", "chefe@exemplo.invalid"
OTHERS = [f"atendente{number:02d}@exemplo.invalid" for number in range(1, 49)]
URL = "http://127.0.0.1"
BARE = "/bare"
_NUMBERED = ("person", "conversation", "handoff", "message")


@dataclass(frozen=True)
class Size:
    talks: int
    cases: int
    debtors: tuple[int, ...]  # how many lines each one's conversation has


@dataclass(frozen=True)
class Opened:
    """The service, somebody of each kind at a browser, and the conversations of debtors with debts."""

    app: FastAPI
    database: Database
    agent: AsyncClient
    chief: AsyncClient
    debtors: list[int]


@asynccontextmanager
async def opened_console(home: Path, size: Size, url: str = "") -> AsyncIterator[Opened]:
    home.mkdir(parents=True, exist_ok=True)
    database_url = url or f"sqlite+aiosqlite:///{home}/c.db"
    with _valkey(home / "valkey") as redis_url:
        settings = Settings(
            _env_file=None,
            home=home,
            keys=keys_in(home / "keys"),
            database_url=database_url,
            redis_url=redis_url,
            twilio_account_sid=ACCOUNT,
            twilio_auth_token=TOKEN,
        )
        await migrate(database_url)
        async with assemble(settings) as assembly:
            app = create_app(settings)
            bind(app, replace(assembly, releases=_OneRelease(_release())))  # type: ignore[arg-type]
            app.add_api_route(BARE, _bare, response_class=HTMLResponse)
            app.router.routes.insert(0, app.router.routes.pop())
            debtors = await _filled(settings, size, assembly.database)
            async with _browser(app, AGENT) as agent, _browser(app, CHIEF) as chief:
                yield Opened(app, assembly.database, agent, chief, debtors)


@contextmanager
def _valkey(folder: Path) -> Iterator[str]:
    server = EmbeddedValkey(folder)
    yield server.start()
    server.stop()


async def _filled(settings: Settings, size: Size, database: Database) -> list[int]:
    clock = SystemClock(settings.now)
    storage = SqlStorage(settings.database_url, Vault.from_text(settings.keys.get_secret_value()), clock)
    now, staff = clock.now(), SqlStaff(database)
    for email, role in [
        (AGENT, StaffRole.AGENT),
        (CHIEF, StaffRole.ADMIN),
        *((one, StaffRole.AGENT) for one in OTHERS),
    ]:
        await add_user(email, role, staff, now)
    async with database.writing() as session:
        await session.execute(text("UPDATE staff_user SET capacity = 500"))
    await write_talks(database, size.talks, AGENT, now)
    await _go_on_numbering(database)
    await write_owner_changes(database, size.talks, [AGENT, *OTHERS], now)
    await write_cases(database, size.cases, size.talks, now)
    debtors = await write_debtors(storage, list(size.debtors), AGENT, now)
    await _go_on_numbering(database)
    async with database.writing() as session:
        await session.execute(text("ANALYZE"))
    await storage.close()
    return debtors


async def _go_on_numbering(database: Database) -> None:
    """PostgreSQL does not see what was numbered by whoever wrote it."""
    if database.is_sqlite:
        return
    async with database.writing() as session:
        for table in _NUMBERED:
            await session.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))


@asynccontextmanager
async def _browser(app: FastAPI, email: str) -> AsyncIterator[AsyncClient]:
    staff = app.state.console.staff
    opened = await open_session(await known_account(email, staff), Stage.SIGNED_IN, Visit("", "bench"), staff)
    async with AsyncClient(transport=ASGITransport(app), base_url=URL, cookies={SESSION: opened.token}) as browser:
        yield browser


@cache
def _release() -> LoadedRelease:
    """The checkout's content compiled and not trained: nothing is understood here."""
    return load_release(build_release(sources_in(ROOT)).files)


@dataclass(frozen=True)
class _OneRelease:
    release: LoadedRelease

    async def is_stopped(self) -> bool:
        return False

    async def live(self) -> LoadedRelease:
        return self.release

    async def get(self, _release_id: str) -> LoadedRelease:
        return self.release


async def _bare() -> str:
    return "<!doctype html><title>nada</title>"
