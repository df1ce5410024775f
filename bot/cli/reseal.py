"""`concilia reseal`: after a key was put in front of CONCILIA_KEYS, seals under it what older keys sealed."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated

import typer

from bot.adapters.db.resealing import Resealed, reseal
from bot.cli.connected import connected_settings
from bot.domain.errors import BotError
from bot.parts.opened import opened_database

app = typer.Typer()


class SomeUnreadable(BotError):
    """Values that no key of CONCILIA_KEYS opens: a key was taken away too early."""


@app.command("reseal")
def reseal_all(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what older keys sealed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Seal everything under the newest key, beside a running service; stopped, it can be begun again."""
    found = asyncio.run(_reseal(dry_run=dry_run))
    if as_json:
        typer.echo(json.dumps({"tables": [asdict(table) for table in found]}))
    unreadable = sum(table.unreadable for table in found)
    if unreadable:
        raise SomeUnreadable(f"{unreadable} values are sealed under a key that CONCILIA_KEYS does not give")
    older = sum(table.older for table in found)
    done = "to seal again" if dry_run else "sealed again: the older keys open nothing that is kept any more"
    typer.echo(f"{older} values {done}", err=True)


async def _reseal(*, dry_run: bool) -> list[Resealed]:
    settings = connected_settings()
    found: list[Resealed] = []
    async with opened_database(settings) as database:
        async for table in reseal(database, dry_run=dry_run):
            found.append(table)
            typer.echo(f"{table.table}: {table.older} of {table.sealed} under an older key", err=True)
    return found
