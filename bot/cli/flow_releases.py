"""`concilia flows publish|rollback|list|diff|stop|resume`: what is live, what was, and on whose word (F2)."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.adapters.db.editor.running import SqlRunning
from bot.adapters.db.staff.keys import SqlStaff
from bot.application.agents.roles import Right, granted
from bot.application.editor.differences.contents import Differences, differences
from bot.application.publications import How, Publication, Signed
from bot.application.publish import Move, Order, Published, PublishTools, publish, resume, roll_back, stop
from bot.application.release_files import file_changes, files_of
from bot.application.releases import sources_of
from bot.cli.connected import connected_settings
from bot.cli.flow_sources import sources_from
from bot.domain.errors import BotError
from bot.publishing import Publishing, made_release, opened_publishing

releases = typer.Typer()
AT_THE_COMMAND_LINE = "linha de comando"
LISTED = 500

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Note = Annotated[str, typer.Option(help="Why, for the history.")]
By = Annotated[str | None, typer.Option(metavar="EMAIL", help="The member of the staff who does it.")]
MoveTo = Annotated[Move, typer.Option(help="Running conversations finish on their release, or go where they can.")]
From = Annotated[
    Path | None, typer.Option("--from", metavar="DIR", help="Content as in flows/content, sentences under nlu/.")
]
Renamed = Annotated[
    list[str] | None, typer.Option(metavar="OLD=NEW", help="With --move map: a step that has another name now.")
]


class NotAPublisher(BotError):
    """Somebody unknown, or whose role does not publish."""

    def __init__(self, email: str) -> None:
        super().__init__(f"{email}: no user who may publish")
        self.email = email


@releases.command("publish")
def publish_(  # noqa: PLR0913, PLR0917 - the options of a command
    source: From = None,
    note: Note = "",
    by: By = None,
    move: MoveTo = Move.FINISH,
    renamed: Renamed = None,
    as_json: AsJson = False,
) -> None:
    """Check, train where sentences changed, and make live: the checkout's content, or a folder's."""
    steps = _renamed(renamed or [])
    signed = asyncio.run(_with_tools(lambda opened, _: _signed(by, note, opened)))
    order = Order(made_release(connected_settings(), sources_from(source)), signed, move, steps)

    async def go(_: Publishing, tools: PublishTools) -> Published:
        return await publish(order, tools)

    _tell(asyncio.run(_with_tools(go)), as_json)


@releases.command()
def rollback(
    release: Annotated[str | None, typer.Argument(help="One that was live; else what was live before.")] = None,
    note: Note = "",
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """Make live again what was live before; nothing is trained."""

    async def go(opened: Publishing, tools: PublishTools) -> Published:
        return await roll_back(release, await _signed(by, note, opened), tools)

    _tell(asyncio.run(_with_tools(go)), as_json)


@releases.command("stop")
def stop_(note: Note = "", by: By = None, as_json: AsJson = False) -> None:
    """Send every conversation to people from its next message on, and begin none, until `flows resume`."""

    async def go(opened: Publishing, tools: PublishTools) -> Publication:
        return await stop(await _signed(by, note, opened), tools)

    _tell(Published(asyncio.run(_with_tools(go))), as_json)


@releases.command("resume")
def resume_(note: Note = "", by: By = None, as_json: AsJson = False) -> None:
    """Let the bot answer again after `flows stop`."""

    async def go(opened: Publishing, tools: PublishTools) -> Publication:
        return await resume(await _signed(by, note, opened), tools)

    _tell(Published(asyncio.run(_with_tools(go))), as_json)


@releases.command("list")
def list_(as_json: AsJson = False) -> None:
    """Show the releases, which of them is live, since when, on whose word and why."""
    found = asyncio.run(_with_tools(_listed))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found["releases"]:
        typer.echo(_row(one))
    if found["stopped"]:
        typer.echo("the bot is stopped: people answer; `concilia flows resume` ends it", err=True)
    if not found["releases"]:
        typer.echo("no release yet: `concilia train` makes one", err=True)


@releases.command()
def diff(
    release: Annotated[str, typer.Argument(metavar="A")],
    other: Annotated[str | None, typer.Argument(metavar="[B]")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed from release A to release B, or from the live one to A."""

    before, after = asyncio.run(_with_tools(lambda opened, _: _two(opened, release, other)))
    words, changes = differences(before.files, after.files), file_changes(before.files, after.files)
    if as_json:
        files = [{"path": c.path, "change": c.change, "added": c.added, "removed": c.removed} for c in changes]
        told = {"from": before.id, "to": after.id, "files": files, "words": asdict(words)}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for line in [*_in_words(words), *(f"{c.path} ({c.change})\n" + "\n".join(c.lines) for c in changes)]:
        typer.echo(line)


@dataclass(frozen=True)
class _Side:
    id: str
    files: Mapping[str, str]


async def _two(opened: Publishing, release: str, other: str | None) -> tuple[_Side, _Side]:
    """From the first to the second; with one named, from the live one to it."""
    before, after = (release, other) if other else ((await opened.releases.live()).id, release)
    return await _side(opened, before), await _side(opened, after)


async def _side(opened: Publishing, release: str) -> _Side:
    return _Side(release, files_of(sources_of(await opened.shelf.files(release))))


def _in_words(changed: Differences) -> Iterator[str]:
    """As whoever signs reads it."""
    for one in changed.profiles:
        yield from (f"{one.profile}: {sentence}" for sentence in (*one.policy, *one.steps))
        yield from (f"{one.profile}: {text.step}: “{text.before}” → “{text.after}”" for text in one.texts)
    for intent in changed.sentences:
        yield f"{intent.name}: {len(intent.added)} frases novas, {len(intent.removed)} a menos"


async def _with_tools[Answer](go: Callable[[Publishing, PublishTools], Awaitable[Answer]]) -> Answer:
    async with opened_publishing(connected_settings()) as opened:
        running = SqlRunning(opened.database, opened.clock)
        tools = PublishTools(opened.shelf, opened.publications, opened.releases, running, opened.clock)
        return await go(opened, tools)


async def _signed(by: str | None, note: str, opened: Publishing) -> Signed:
    if by is None:
        return Signed(AT_THE_COMMAND_LINE, note)
    member = await SqlStaff(opened.database).user(by.strip().lower())
    if member is None or Right.PUBLISH not in granted(member.role):
        raise NotAPublisher(by)
    return Signed(member.email, note)


def _renamed(pairs: Sequence[str]) -> dict[str, str]:
    steps = [pair.partition("=") for pair in pairs]
    if not all(old and new for old, _, new in steps):
        raise typer.BadParameter("must be OLD=NEW", param_hint="--renamed")
    return {old: new for old, _, new in steps}


async def _listed(opened: Publishing, _: PublishTools) -> dict[str, Any]:
    in_force = await opened.publications.in_force()
    live = in_force.release if in_force else None
    newest: dict[str, Publication] = {}
    for row in await opened.publications.history(LISTED):
        if row.how not in {How.STOPPED, How.RESUMED}:
            newest.setdefault(row.release, row)
    kept = [
        {"id": one.id, "live": one.id == live, "fits": one.fits, **_word(newest.get(one.id))}
        for one in await opened.kept.kept()
    ]
    return {"live": live, "stopped": bool(in_force and in_force.stopped), "releases": kept}


def _word(row: Publication | None) -> Mapping[str, str | None]:
    if row is None:
        return dict.fromkeys(("at", "how", "by", "note"))
    return {"at": row.at.isoformat(), "how": row.how.value, "by": row.by, "note": row.note}


def _row(one: Mapping[str, object]) -> str:
    state = "live" if one["live"] else "" if one["fits"] else "made by an older engine"
    when = str(one["at"] or "")[:16]
    return f"{one['id']}  {when:<16}  {one['how'] or '':<11}  {one['by'] or ''}  {one['note'] or ''}  {state}".rstrip()


def _tell(done: Published, as_json: bool) -> None:
    row = done.publication
    if as_json:
        told = {"release": row.release, **_word(row), "moved": done.moved, "stayed": done.stayed}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{row.release} {row.how.value}")
    if done.moved or done.stayed:
        typer.echo(f"{done.moved} conversations moved, {done.stayed} finish on the release they began with", err=True)
