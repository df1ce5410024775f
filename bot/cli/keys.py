"""`concilia keys`: the keys users call the API with."""

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.application.agents.keys import ListedKey, NewKey, issue_key, revoke_key
from bot.cli.staff_desk import staff_desk

app = typer.Typer()
keys = typer.Typer(no_args_is_help=True, help="API keys.")
app.add_typer(keys, name="keys")


@keys.command("add")
def add(user: Annotated[str, typer.Option(metavar="EMAIL", help="Whose key it is.")]) -> None:
    """Make a key and print its token, this once."""
    typer.echo(asyncio.run(_add(user)).token)


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
        typer.echo(f"{key.prefix}  {'revoked' if key.revoked_at else 'in use ':<8}  {key.email}")


async def _add(user: str) -> NewKey:
    async with staff_desk() as desk:
        return await issue_key(user, desk.staff, desk.now)


async def _revoke(key: str) -> None:
    async with staff_desk() as desk:
        await revoke_key(key, desk.staff, desk.now)


async def _keys() -> Sequence[ListedKey]:
    async with staff_desk() as desk:
        return await desk.staff.keys()


def _document(key: ListedKey) -> dict[str, str | None]:
    return {
        "prefix": key.prefix,
        "user": key.email,
        "created_at": key.created_at.isoformat(),
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
    }
