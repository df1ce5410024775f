"""`concilia import`, `sample` and `quote`: portfolios in, invented ones out, and what may be offered from a file."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.adapters.clock import SystemClock
from bot.adapters.rejected_rows import RejectedRows
from bot.adapters.sheets import read_sheet, write_sheet
from bot.application.import_portfolio import CreditorUnknown, ImportReport, Watch
from bot.application.portfolio.columns import COLUMNS, looks_like_header
from bot.application.portfolio.reading import PortfolioReader, ReadingRules
from bot.application.quote import Json, quote
from bot.application.quote_file import debtor_in
from bot.application.sample_dirt import messed
from bot.application.sample_portfolio import DEFAULT_PEOPLE, DEFAULT_SEED, invent_portfolio
from bot.cli.quote_table import quote_lines
from bot.config import load_settings
from bot.domain.documents import document_of
from bot.domain.errors import BotError
from bot.parts.portfolios import Request, checkout_policies, import_file

app = typer.Typer()

PROGRESS_EVERY = 10_000
SHOWN = 20

Sheet = Annotated[Path, typer.Argument(metavar="FILE", help="XLSX, or CSV with `;`.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Today unless given.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


class DebtorUnknown(BotError):
    """Nobody in the file has this CPF or CNPJ."""


@app.command("import")
def import_(  # noqa: PLR0913, PLR0917 - the contract's options
    file: Sheet,
    creditor: Annotated[
        str | None, typer.Option(help="Only rows of this creditor; meant where credor is blank.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Titles the file does not tell of are withdrawn.")] = False,
    base_date: Day = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count and refuse, write nothing.")] = False,
    rejected: Annotated[
        Path | None, typer.Option(metavar="OUT.csv", help="The refused rows, with their reasons.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take a creditor's portfolio in; what is wrong is refused row by row."""
    if rejected is not None and rejected.resolve() == file.resolve():
        raise typer.BadParameter("it is the file to be read", param_hint="--rejected")
    request = Request(file, creditor, base_date.date() if base_date else None, full, dry_run)
    with _watch(rejected) as watch:
        report = asyncio.run(import_file(load_settings(), request, watch, say))
    if as_json:
        typer.echo(json.dumps(report.document(), ensure_ascii=False))
    else:
        _show(report)


@app.command()
def sample(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx|OUT.csv")],
    people: Annotated[int, typer.Option(min=1, max=200_000)] = DEFAULT_PEOPLE,
    seed: int = DEFAULT_SEED,
    today: Day = None,
    messy: Annotated[bool, typer.Option("--messy", help="With the dirt finance's sheets have.")] = False,
) -> None:
    """Write an invented portfolio: nobody in it exists."""
    if out.suffix.lower() not in {".xlsx", ".csv"}:
        raise typer.BadParameter("the file must end in .xlsx or .csv", param_hint="OUT")
    rows = invent_portfolio(people, seed, _day(today))
    write_sheet(out, COLUMNS, (tuple(row.values()) for row in (messed(rows, seed) if messy else rows)))


@app.command("quote")
def quote_(
    file: Sheet,
    debtor: Annotated[str, typer.Option(metavar="CPF", help="CPF or CNPJ.")],
    creditor: Annotated[str, typer.Option(metavar="SLUG")],
    today: Day = None,
    as_json: AsJson = False,
) -> None:
    """Show what may be offered to a debtor of a file."""
    document = _quoted(file, debtor, creditor, _day(today))
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        typer.echo("\n".join(quote_lines(document)))


def say(line: str) -> None:
    typer.echo(f"concilia: {line}", err=True)


@contextmanager
def _watch(rejected: Path | None) -> Iterator[Watch]:
    if rejected is None:
        yield Watch(progress=_progress)
        return
    with RejectedRows(rejected) as rows:
        yield Watch(rows.write, _progress, rows.begin)


def _progress(rows: int) -> None:
    if rows % PROGRESS_EVERY == 0:
        say(f"{rows} rows")


def _show(report: ImportReport) -> None:
    for name, value in report.document().items():
        typer.echo(f"{name:<10} {value if isinstance(value, int) else len(report.rejected):>8}")
    for line, column, reason in report.rejected[:SHOWN]:
        say(f"linha {line}, {column}: {reason}")
    if len(report.rejected) > SHOWN:
        say(f"and {len(report.rejected) - SHOWN} more: --rejected OUT.csv has them all")


def _quoted(file: Path, debtor: str, creditor: str, today: date) -> dict[str, Json]:
    policies = checkout_policies()
    if creditor not in policies:
        raise CreditorUnknown(creditor, policies)
    cpf = document_of(debtor)
    if cpf is None:
        raise DebtorUnknown(f"{debtor!r} is neither a CPF nor a CNPJ")
    reader = PortfolioReader(read_sheet(file, looks_like_header), ReadingRules(frozenset(policies), today))
    found = debtor_in(reader, creditor, cpf)
    if found.refused:
        say(f"{len(found.refused)} rows of {file.name} are wrong and left out: `concilia import --dry-run` tells which")
    if not found.is_known:
        raise DebtorUnknown(f"nobody of {creditor} in {file.name} has the document {cpf}")
    return quote(policies[creditor], cpf, found.titles, today)


def _day(given: datetime | None) -> date:
    return given.date() if given else SystemClock(load_settings().now).business_now().date()
