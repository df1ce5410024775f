"""`concilia users`: who of the staff may come in, with which role, and how they get their password."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

import typer

from bot.adapters.db.migrate import migrate
from bot.application.agents.keys import Member, add_user
from bot.application.agents.roles import StaffRole
from bot.application.staff.accounts import check_terms, disable, enable, reset_second_factor, set_terms
from bot.application.staff.invitations import invite
from bot.application.staff.records import Account, Terms
from bot.application.staff.tools import StaffTools
from bot.cli.connected import connected_settings
from bot.config import Settings
from bot.parts.portfolios import policies_in_force
from bot.parts.staffing import opened_staff

EVERYBODYS = "all"

app = typer.Typer()
users = typer.Typer(no_args_is_help=True, help="Staff and their roles.")
app.add_typer(users, name="users")

Email = Annotated[str, typer.Argument(metavar="EMAIL")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@users.command("add")
def add(
    email: Email,
    role: Annotated[StaffRole, typer.Option(help="What the user may do and see.")],
    creditor: Annotated[
        list[str] | None, typer.Option(metavar="SLUG", help="Only this creditor's; may be repeated. `all` lifts it.")
    ] = None,
    capacity: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Conversations at once; 0 is what everybody has.")
    ] = None,
) -> None:
    """Add a user, or change the role, the creditors or the capacity of one; what is not named stays."""
    member = asyncio.run(_add(email, role, creditor, capacity))
    typer.echo(f"{member.email} is {member.role.value}; `concilia users invite` gives them a way in", err=True)


@users.command("list")
def list_users(as_json: AsJson = False) -> None:
    """Show the users, their roles, and how they come in."""
    accounts = asyncio.run(_accounts())
    if as_json:
        typer.echo(json.dumps([_document(account) for account in accounts]))
        return
    for account in accounts:
        factor = "second factor" if account.has_second_factor else ""
        bound = f"  {','.join(sorted(account.member.creditors))}" if account.member.creditors else ""
        typer.echo(f"{account.member.role.value:<12}{_state(account):<10}{factor:<15}{account.member.email}{bound}")


@users.command("invite")
def invite_user(email: Email) -> None:
    """Print a link, good once and for 72 hours, with which a user sets the password; a forgotten one too."""
    settings = connected_settings()
    token = asyncio.run(_with_tools(settings, lambda tools: invite(email, tools)))
    typer.echo(f"{settings.public_url}/console/invitations/{token}")


@users.command("reset-second-factor")
def reset(email: Email) -> None:
    """Take the second factor off, for who lost the phone and the recovery codes; the sessions end."""
    asyncio.run(_with_tools(connected_settings(), lambda tools: reset_second_factor(email, tools)))
    typer.echo(f"{email} has no second factor now", err=True)


@users.command("disable")
def disable_user(email: Email) -> None:
    """Keep a user out from now on: the sessions end, the API keys open nothing."""
    asyncio.run(_with_tools(connected_settings(), lambda tools: disable(email, tools)))
    typer.echo(f"{email} is disabled", err=True)


@users.command("enable")
def enable_user(email: Email) -> None:
    """Let a disabled user in again."""
    asyncio.run(_with_tools(connected_settings(), lambda tools: enable(email, tools)))
    typer.echo(f"{email} is enabled", err=True)


async def _add(email: str, role: StaffRole, creditors: list[str] | None, capacity: int | None) -> Member:
    settings = connected_settings()
    await migrate(settings.database_url)
    known = await policies_in_force(settings)
    async with opened_staff(settings) as (staff, tools):
        before = await staff.user(email.strip().lower())
        bound = before.creditors if before is not None else frozenset()
        held = before.capacity if before is not None else None
        if creditors is not None:
            bound = frozenset(creditors) - {EVERYBODYS}
        if capacity is not None:
            held = capacity or None
        terms = Terms(role, bound, held)
        check_terms(terms, known)
        member = await add_user(email, role, staff, tools.clock.now())
        await set_terms(member.email, terms, known, tools)
        return member


async def _accounts() -> Sequence[Account]:
    return await _with_tools(connected_settings(), lambda tools: tools.accounts.all())


async def _with_tools[Answer](settings: Settings, ask: Callable[[StaffTools], Awaitable[Answer]]) -> Answer:
    await migrate(settings.database_url)
    async with opened_staff(settings) as (_, tools):
        return await ask(tools)


def _state(account: Account) -> str:
    if account.is_disabled:
        return "disabled"
    return "active" if account.password_hash is not None else "added"


def _document(account: Account) -> dict[str, object]:
    return {
        "email": account.member.email,
        "role": account.member.role.value,
        "state": _state(account),
        "second_factor": account.has_second_factor,
        "creditors": sorted(account.member.creditors),
        "capacity": account.member.capacity,
    }
