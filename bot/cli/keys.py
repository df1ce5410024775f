"""`concilia keys`: the keys users call the API with."""

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.application.agents.keys import KeyTerms, ListedKey, NewKey, issue_key, revoke_key
from bot.application.agents.roles import Right
from bot.cli.staff_desk import staff_desk

ZONE = ZoneInfo("America/Sao_Paulo")

app = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="API keys.")
app.add_typer(keys, name="keys")


@keys.command("add")
def add(
    user: Annotated[str, typer.Option(metavar="EMAIL", help="Whose key it is.")],
    scope: Annotated[
        list[Right] | None, typer.Option(help="What it may do; may be repeated. All the role grants unless given.")
    ] = None,
    expires: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="The last day it works, in America/Sao_Paulo."),
    ] = None,
) -> None:
    """Make a key and print its token, this once."""
    ends = (expires + timedelta(days=1)).replace(tzinfo=ZONE) if expires is not None else None
    typer.echo(asyncio.run(_add(user, KeyTerms(frozenset(scope) if scope else None, ends))).token)


@keys.command("revoke")
def revoke(
    key: Annotated[str, typer.Argument(metavar="PREFIX", help="The key's prefix, as `keys list` shows it.")],
) -> None:
    """Take a key out of use, at once."""
    asyncio.run(_revoke(key))
    typer.echo("the key is revoked", err=True)


@keys.command("list")
def list_keys(as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False) -> None:
    """Show the keys by their prefixes, revoked ones too."""
    found = asyncio.run(_keys())
    if as_json:
        typer.echo(json.dumps([_document(key) for key in found]))
        return
    for key in found:
        scopes = "" if key.terms.rights is None else f"  {','.join(sorted(key.terms.rights))}"
        typer.echo(f"{key.prefix}  {'revoked' if key.revoked_at else 'in use ':<8}  {key.email}{scopes}")


async def _add(user: str, terms: KeyTerms) -> NewKey:
    async with staff_desk() as desk:
        return await issue_key(user, desk.staff, desk.now, terms)


async def _revoke(key: str) -> None:
    async with staff_desk() as desk:
        await revoke_key(key, desk.staff, desk.now)


async def _keys() -> Sequence[ListedKey]:
    async with staff_desk() as desk:
        return await desk.staff.keys()


def _document(key: ListedKey) -> dict[str, object]:
    return {
        "prefix": key.prefix,
        "user": key.email,
        "created_at": key.created_at.isoformat(),
        "revoked_at": _told(key.revoked_at),
        "scopes": None if key.terms.rights is None else sorted(key.terms.rights),
        "expires_at": _told(key.terms.expires_at),
        "used_at": _told(key.used_at),
    }


def _told(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
