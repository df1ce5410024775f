"""Our service for as long as a load lasts: `concilia run` on PostgreSQL or SQLite, with everything on."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench.ack import DOOR
from bench.databases import lent_database
from bench.negotiation import SENDER, START, Debtor
from bench.peer.script import ACCOUNT, TOKEN, Door
from bench.peer.side import Side, running, until_ready
from bot.adapters.clock import SystemClock
from bot.adapters.db.migrate import migrate
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault, keys_in
from bot.application.portfolio.ports import PortfolioFile
from bot.config import ROOT
from bot.supervisor.embedded import free_port


@asynccontextmanager
async def our_service(
    home: Path, debtors: Sequence[Debtor], provider: str, on_postgres: bool, workers: int
) -> AsyncIterator[Side]:
    port, keys, log = free_port(), keys_in(home / "keys"), home / "run.log"
    with lent_database(home, on_postgres) as (url, postmaster):
        await migrate(url)
        await load_debtors(url, keys, debtors)
        settings = {
            "CONCILIA_HOME": str(home),
            "CONCILIA_PORT": str(port),
            "CONCILIA_KEYS": keys,
            "CONCILIA_DATABASE_URL": url,
            "CONCILIA_NOW": f"{START:%Y-%m-%dT%H:%M}",
            "CONCILIA_TURN_WINDOW_MS": "0",  # stock Rasa waits for no burst to end
            "CONCILIA_SAMPLE": "0",
            "CONCILIA_WORKERS": str(workers),
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_BASE_URL": provider,
            "TWILIO_CONTENT_BASE_URL": provider,
            "TWILIO_WHATSAPP_FROM": f"whatsapp:{SENDER}",
        }
        with running((sys.executable, "-m", "bot.cli", "run"), log, cwd=ROOT, **settings) as process:
            await until_ready(f"http://127.0.0.1:{port}/ready", process, log)
            yield Side(_named(on_postgres, workers), Door(port, DOOR), (process.pid, *postmaster), settings)


async def load_debtors(url: str, keys: str, debtors: Sequence[Debtor]) -> None:
    storage = SqlStorage(url, Vault.from_text(keys), SystemClock(START))
    try:
        loading = await storage.portfolios().begin(PortfolioFile("cassems", "bench.csv", START.date()))
        rows = [row for debtor in debtors for row in debtor.rows]
        await loading.apply(rows)
        await loading.finish(rows=len(rows), rejected=0)
    finally:
        await storage.close()


def _named(on_postgres: bool, workers: int) -> str:
    return f"ours on {'PostgreSQL' if on_postgres else 'SQLite'}, {workers} worker{'s' if workers > 1 else ''}"
