"""`concilia evidence audit`: the whole log recomputed from the database, and what differs in it (N5)."""

import asyncio
import json
import sys
from functools import partial
from typing import Annotated

import typer

from bot.adapters.db.evidence.audit import Audited, audit_log
from bot.adapters.signing import LogSigner, is_signed
from bot.adapters.timestamping import token_problem
from bot.cli.connected import connected_settings
from bot.domain.evidence.checking import Instruments
from bot.parts.notice_office import notice_office

app = typer.Typer()
evidence = typer.Typer(no_args_is_help=True, help="The log of evidence.")
app.add_typer(evidence, name="evidence")

ALTERED, TOLD_EVERY = 1, 10_000


@evidence.callback()
def about() -> None:
    """The log of evidence."""


@evidence.command()
def audit(as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False) -> None:
    """Recompute every leaf, subtree and head, and say which differ; exit 1 when any does."""
    found = asyncio.run(_audit())
    if as_json:
        typer.echo(json.dumps(_document(found), ensure_ascii=False))
    else:
        for problem in found.problems:
            typer.echo(problem)
        if not found.problems:
            typer.echo("ok")
    sys.stderr.write(f"{found.entries} entries under {found.heads} heads, {found.waiting} not in the log yet\n")
    if found.problems:
        raise typer.Exit(ALTERED)


async def _audit() -> Audited:
    instruments = Instruments(is_signed, partial(token_problem, trusted=[]))
    async with notice_office(connected_settings()) as office:
        key = LogSigner(office.database.vault).public_key
        return await audit_log(office.database, key, instruments, _tell)


def _tell(done: int, total: int) -> None:
    if done % TOLD_EVERY == 0:
        sys.stderr.write(f"{done} of {total} entries\n")


def _document(found: Audited) -> dict[str, object]:
    return {
        "entries": found.entries,
        "heads": found.heads,
        "waiting": found.waiting,
        "problems": list(found.problems),
    }
