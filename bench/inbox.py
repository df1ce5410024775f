"""How long the agents' list takes with thousands of conversations, beside the same pages with a few."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from bench.figures import Figure, Measured, percentile
from bench.many_talks import write_talks
from bot.adapters.clock import SystemClock
from bot.adapters.db.agents_inbox import SqlInboxView
from bot.adapters.db.agents_inbox_snoozes import SqlSnoozes
from bot.adapters.db.changes_seen import SqlChangesSeen
from bot.adapters.db.engine import Database
from bot.adapters.db.keys import SqlStaff
from bot.adapters.db.migrate import migrate
from bot.adapters.db.vault import Vault, keys_in
from bot.application.agents.inbox import InboxTools
from bot.application.agents.keys import add_user
from bot.application.agents.live_feed import Feed
from bot.application.agents.roles import StaffRole
from bot.application.staff.invitations import known_account
from bot.application.staff.records import Stage, Visit
from bot.application.staff.sessions import open_session
from bot.config import Settings
from bot.domain.documents import cpf_from
from bot.staffing import staff_tools
from console.auth.cookies import SESSION
from console.auth.deps import ConsoleParts
from console.auth.mount import add_console
from console.inbox.deps import InboxParts
from console.inbox.router import inbox_router
from console.live.deps import LiveParts

AGENT = "ana@exemplo.invalid"
FEW = 50
TIMES = 30
URL = "http://127.0.0.1"
PAGES = {
    "queue": "/console/inbox?tab=queue",
    "mine": "/console/inbox/list?tab=mine",
    "closed": "/console/inbox/list?tab=closed",
    "all": "/console/inbox?tab=all",
    "reason": "/console/inbox/list?tab=queue&reason=asked",
    "by name": "/console/inbox/list?q=maria+nogueira",
    "protocol": "/console/inbox/list?q=41953420261100000123",
    "cpf": f"/console/inbox/list?q={cpf_from('100000123')}",
}


async def measure_inbox(home: Path, talks: int, url: str = "") -> Measured:
    ours = await _times(home / "many", talks, url)
    reference = await _times(home / "few", FEW)
    figures = [
        Figure(f"{name} p95", "ms", percentile(ours[name], 95) * 1000, percentile(reference[name], 95) * 1000)
        for name in PAGES
    ]
    firsts = [f"{name} {ours[name][0] * 1000:.0f} ms" for name in PAGES]
    return Measured(
        name="inbox",
        what=f"pages of the list with {talks} conversations",
        reference=f"the same with {FEW}",
        figures=tuple(figures),
        raw={f"{side} {name}": times[name] for side, times in (("ours", ours), ("few", reference)) for name in PAGES},
        notes=(f"the first of each: {', '.join(firsts)}",),
    )


async def _times(home: Path, talks: int, url: str = "") -> dict[str, Sequence[float]]:
    home.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        _env_file=None, home=home, keys=keys_in(home / "keys"), database_url=url or f"sqlite+aiosqlite:///{home}/c.db"
    )
    await migrate(settings.database_url)
    database = Database(settings.database_url, Vault.from_text(settings.keys.get_secret_value()))
    app, token = await _prepared(database, settings, talks)
    async with AsyncClient(transport=ASGITransport(app), base_url=URL, cookies={SESSION: token}) as browser:
        times = {name: [await _taken(browser, path) for _ in range(TIMES)] for name, path in PAGES.items()}
    await database.close()
    return times


async def _prepared(database: Database, settings: Settings, talks: int) -> tuple[FastAPI, str]:
    clock = SystemClock(settings.now)
    await write_talks(database, talks, AGENT, clock.now())
    staff, members = staff_tools(database, clock, settings), SqlStaff(database)
    await add_user(AGENT, StaffRole.SUPERVISOR, members, clock.now())
    opened = await open_session(await known_account(AGENT, staff), Stage.SIGNED_IN, Visit("", "bench"), staff)
    app = FastAPI()
    add_console(app, inbox_router())
    app.state.console = ConsoleParts(staff, URL)
    view = InboxTools(SqlInboxView(database), SqlSnoozes(database), _Clocked(clock))  # type: ignore[arg-type]
    app.state.attending = InboxParts(view, None)  # type: ignore[arg-type]
    app.state.live = LiveParts(Feed(SqlChangesSeen(database)), None)  # type: ignore[arg-type]
    return app, opened.token


class _Clocked:
    """All the list asks of the agents' tools."""

    def __init__(self, clock: SystemClock) -> None:
        self.clock = clock


async def _taken(browser: AsyncClient, path: str) -> float:
    began = perf_counter()
    answer = await browser.get(path)
    taken = perf_counter() - began
    answer.raise_for_status()
    return taken
