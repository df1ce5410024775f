"""How long a creditor's sheet takes to be read, judged row by row and kept, as `concilia import` does it."""

import sqlite3
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from bench.figures import Figure, Measured
from bot.adapters.clock import SystemClock
from bot.adapters.db.migrate import migrate
from bot.adapters.db.vault import keys_in
from bot.adapters.sheets import write_sheet
from bot.application.portfolio.columns import COLUMNS
from bot.application.sample_portfolio import DEFAULT_SEED, invent_portfolio
from bot.config import Settings
from bot.parts.portfolios import Request, import_file

type Row = tuple[str, ...]


async def measure_import(home: Path, rows: int) -> Measured:
    settings = Settings(_env_file=None, home=home, keys=keys_in(home / "keys"), database_url=_url(home))
    sheet, lines = home / "carteira.csv", _invented(rows, settings)
    write_sheet(sheet, COLUMNS, lines)
    await migrate(settings.database_url)

    began, worked = perf_counter(), process_time()
    report = await import_file(settings, Request(sheet))
    ours, of_a_core = perf_counter() - began, process_time() - worked
    again = perf_counter()
    await import_file(settings, Request(sheet))
    second = perf_counter() - again
    plain = _written_plainly(home / "plain.sqlite3", lines)

    return Measured(
        name="import",
        what=f"{report.rows} rows of CSV imported",
        reference="the same rows written by one executemany into one table",
        figures=(
            Figure("first time", "s", ours, plain),
            Figure("again", "s", second, plain),
            Figure("rate", "rows/s", report.rows / ours, report.rows / plain),
        ),
        raw={"ours": [ours], "again": [second], "reference": [plain]},
        notes=(
            f"{of_a_core:.1f} s of a core the first time",
            f"{report.imported} titles of {report.people} people, {len(report.rejected)} rows refused",
        ),
    )


def invented_sheet(sheet: Path, rows: int) -> Path:
    """A portfolio of invented people, as a file to take in."""
    write_sheet(sheet, COLUMNS, _invented(rows, Settings(_env_file=None)))
    return sheet


def _invented(rows: int, settings: Settings) -> list[Row]:
    """A person has one row at least, so that so many people are enough."""
    today = SystemClock(settings.now).business_now().date()
    return [tuple(row.values()) for row in islice(invent_portfolio(rows, DEFAULT_SEED, today), rows)]


def _written_plainly(path: Path, lines: Sequence[Row]) -> float:
    """In one transaction, as durable as ours."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"CREATE TABLE line ({', '.join(COLUMNS)})")
    began = perf_counter()
    with connection:
        connection.executemany(f"INSERT INTO line VALUES ({', '.join('?' * len(COLUMNS))})", lines)
    taken = perf_counter() - began
    connection.close()
    return taken


def _url(home: Path) -> str:
    return f"sqlite+aiosqlite:///{home / 'concilia.sqlite3'}"
