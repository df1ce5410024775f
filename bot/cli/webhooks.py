"""`concilia webhooks`: deliveries the doors refused, and taking in those that were the provider's after all."""

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.application.agents.keys import COMMAND_LINE
from bot.application.refused import Cause, Group, grouped, take
from bot.config import load_settings
from bot.parts.refusing import opened_refused

app = typer.Typer()
webhooks = typer.Typer(no_args_is_help=True, help="Deliveries the provider's doors refused.")
app.add_typer(webhooks, name="webhooks")


@webhooks.command("refused")
def show(as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False) -> None:
    """Count those kept by why they were refused, as far as the signature tells by the settings of now."""
    found = asyncio.run(_groups())
    if as_json:
        typer.echo(json.dumps([_document(group) for group in found]))
        return
    for group in found:
        typer.echo(f"{group.cause.value:<14}  {len(group.requests):>6}  {' '.join(group.addresses)}".rstrip())


@webhooks.command("replay")
def replay(
    cause: Annotated[Cause, typer.Argument(help="As `webhooks refused` names it; what is unknown never gets in.")],
) -> None:
    """Take in those whose signature fits a token of ours now, in the order they came."""
    count = asyncio.run(_take(cause))
    typer.echo(f"{count} taken in", err=True)


async def _groups() -> Sequence[Group]:
    async with opened_refused(load_settings()) as tools:
        return await grouped(tools)


async def _take(cause: Cause) -> int:
    async with opened_refused(load_settings()) as tools:
        return await take(cause, COMMAND_LINE, tools)


def _document(group: Group) -> dict[str, object]:
    oldest, newest = group.requests[-1].at, group.requests[0].at
    return {
        "cause": group.cause.value,
        "count": len(group.requests),
        "addresses": list(group.addresses),
        "oldest": oldest.isoformat(),
        "newest": newest.isoformat(),
    }
