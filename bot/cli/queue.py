"""`concilia queue`: conversations waiting for people, and sending one back or closing it (H1, H4)."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from bot.application.agents import answer, give_back, shown
from bot.application.agents.keys import Member
from bot.application.agents.roles import StaffRole
from bot.application.agents.tools import AgentTools
from bot.cli.connected import connected_settings
from bot.domain.errors import BotError
from bot.parts.opened import opened_database
from bot.parts.staffing import agent_tools_on

app = typer.Typer()
queue = typer.Typer(no_args_is_help=True, help="Conversations waiting for people.")
app.add_typer(queue, name="queue")

Number = Annotated[int, typer.Argument(metavar="ID", help="The conversation.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
OPERATOR = Member(0, "command line", StaffRole.ADMIN)


class QueueRefused(BotError):
    """The conversation cannot be given back or closed like this."""


@dataclass(frozen=True)
class Form:
    """The wrap-up form as the options fill it."""

    outcome: str
    action: str
    reason: str
    sector: str
    attempt: int
    note: str


@queue.command("list")
def list_queue(as_json: AsJson = False) -> None:
    """Show who waits: urgent ones first, then who has waited longest."""
    entries = asyncio.run(_list())
    if as_json:
        typer.echo(json.dumps(entries, ensure_ascii=False))
        return
    for entry in entries:
        urgent = "URGENT" if entry["urgent"] else "      "
        typer.echo(f"{entry['id']:>8}  {entry['since']}  {urgent}  {entry['reason']:<20}  {entry['contact']}")
    if not entries:
        typer.echo("nobody is waiting", err=True)


@queue.command("show")
def show(conversation: Number, as_json: AsJson = False) -> None:
    """Show a conversation: its owner, its packet and its messages."""
    found = asyncio.run(_show(conversation))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    typer.echo(f"{found['id']}  owner {found['owner']}  {found['agent'] or ''}  protocol {found['protocol'] or '-'}")
    typer.echo(json.dumps(found["packet"], ensure_ascii=False, indent=1))
    for line in found["messages"]:
        typer.echo(f"{line['seq']:>5}  {line['speaker']:<10}  {line['text']}")
    typer.echo("steps: " + " ".join(found["return_steps"]))


@queue.command("return")
def hand_back(
    conversation: Number,
    step: Annotated[str, typer.Option(help="Where the bot goes on; `queue show` lists the steps.")],
    fact: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Something agreed; may be repeated.")
    ] = None,
) -> None:
    """Give a conversation back to the bot, which speaks at the step."""
    facts = dict(_pair(one) for one in fact or [])
    asyncio.run(_hand_back(give_back.Return(conversation, step, facts)))
    typer.echo(f"the bot has conversation {conversation} again, at {step}", err=True)


@queue.command("close")
def close(  # noqa: PLR0913, PLR0917 - one option for each field of the form
    conversation: Number,
    outcome: Annotated[str, typer.Option()],
    action: Annotated[str, typer.Option()],
    reason: Annotated[str, typer.Option()],
    sector: Annotated[str, typer.Option()],
    attempt: Annotated[int, typer.Option(help="Which attempt at contact it was.")] = 1,
    note: Annotated[str, typer.Option(help="Demanded by outros.")] = "",
) -> None:
    """Close a conversation with its wrap-up form; the debtor's next message opens a new contact."""
    asyncio.run(_close(conversation, Form(outcome, action, reason, sector, attempt, note)))
    typer.echo(f"conversation {conversation} is closed", err=True)


@asynccontextmanager
async def _tools() -> AsyncIterator[AgentTools]:
    settings = connected_settings()
    async with opened_database(settings) as database, agent_tools_on(database, settings) as tools:
        yield tools


async def _list() -> list[dict[str, object]]:
    async with _tools() as tools:
        return await shown.show_queue(OPERATOR, tools)


async def _show(conversation: int) -> dict[str, Any]:
    async with _tools() as tools:
        return await shown.show_conversation(conversation, OPERATOR, tools)


async def _hand_back(wanted: give_back.Return) -> None:
    async with _tools() as tools:
        result = await give_back.give_back(wanted, OPERATOR, tools)
    if isinstance(result, give_back.StepRefused):
        wrong = f" ({', '.join(result.facts)})" if result.facts else ""
        raise QueueRefused(f"{result.reason}{wrong}; steps allowed now: {' '.join(result.steps)}")
    if not isinstance(result, give_back.Given):
        raise QueueRefused(_refusal(result))


async def _close(conversation: int, form: Form) -> None:
    async with _tools() as tools:
        result = await answer.close(conversation, vars(form), OPERATOR, tools)
    if isinstance(result, answer.FormIncomplete):
        raise QueueRefused(f"the form lacks {', '.join(result.missing)}")
    if not isinstance(result, answer.Closed):
        raise QueueRefused(_refusal(result))


def _refusal(result: answer.NotTheirs | answer.Moved) -> str:
    if isinstance(result, answer.Moved):
        return "the conversation changed owner at the same moment: nothing was done"
    return f"the conversation is with {result.agent or result.owner.value}: nothing was done"


def _pair(told: str) -> tuple[str, str]:
    name, found, value = told.partition("=")
    if not found:
        raise typer.BadParameter(f"{told!r} is not NAME=VALUE")
    return name.strip(), value.strip()
