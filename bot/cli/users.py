"""`concilia users`: who of the staff may come in, and with which role."""

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.application.agents.keys import Member, add_user
from bot.application.agents.roles import StaffRole
from bot.cli.staff_desk import staff_desk

app = typer.Typer()
users = typer.Typer(no_args_is_help=True, help="Staff and their roles.")
app.add_typer(users, name="users")


@users.command("add")
def add(
    email: Annotated[str, typer.Argument(metavar="EMAIL")],
    role: Annotated[StaffRole, typer.Option(help="What the user may do and see.")],
) -> None:
    """Add a user, or change the role of one."""
    member = asyncio.run(_add(email, role))
    typer.echo(f"{member.email} is {member.role.value}", err=True)


@users.command("list")
def list_users(as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False) -> None:
    """Show the users and their roles."""
    members = asyncio.run(_users())
    if as_json:
        typer.echo(json.dumps([{"email": member.email, "role": member.role.value} for member in members]))
        return
    for member in members:
        typer.echo(f"{member.role.value:<12}{member.email}")


async def _add(email: str, role: StaffRole) -> Member:
    async with staff_desk() as desk:
        return await add_user(email, role, desk.staff, desk.now)


async def _users() -> Sequence[Member]:
    async with staff_desk() as desk:
        return await desk.staff.users()
