"""`concilia flows draft new|list|export|import|discard`: drafts of flows, texts and policies, as files and back."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.adapters.clock import SystemClock
from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.db.engine import Database
from bot.adapters.db.vault import Vault
from bot.application.editor.drafts.bases import Bases
from bot.application.editor.drafts.beginning import Brought, begin_draft, import_draft
from bot.application.editor.drafts.drafts import Draft, Drafts
from bot.application.editor.drafts.packing import FilesRefused, checked_files, outside_path, pack, unpack
from bot.config import load_settings
from bot.parts.editing import stored_bases
from flows.tree import write_tree

drafts = typer.Typer(no_args_is_help=True, help="Drafts of flows, texts and policies, as files and back.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
By = Annotated[str, typer.Option("--by", help="E-mail of who does it.")]
Number = Annotated[int, typer.Argument(min=1)]


@dataclass(frozen=True)
class _Parts:
    drafts: Drafts
    bases: Bases


@drafts.command()
def new(name: str, by: By = "terminal", as_json: AsJson = False) -> None:
    """Begin a draft from the live release."""
    draft = _run(lambda parts: begin_draft(name, by, parts.bases, parts.drafts))
    _tell({"draft": _document(draft)}, _line(draft), as_json)


@drafts.command("list")
def list_(as_json: AsJson = False) -> None:
    """Show the open drafts."""
    found: list[Draft] = _run(lambda parts: parts.drafts.open_drafts())
    lines = "\n".join(_line(draft) for draft in found) or "no open draft"
    _tell({"drafts": [_document(draft) for draft in found]}, lines, as_json)


@drafts.command()
def export(number: Number, to: Path, as_json: AsJson = False) -> None:
    """Write a draft's files, as a .zip or into a folder, where they lie as in a checkout."""

    async def files(parts: _Parts) -> dict[str, str]:
        return dict((await parts.drafts.files(number)).files)

    found = _run(files)
    if to.suffix == ".zip":
        to.write_bytes(pack(found))
    else:
        write_tree({outside_path(path): text for path, text in found.items()}, to)
    _tell({"draft": number, "files": len(found), "to": str(to)}, f"{len(found)} files in {to}", as_json)


@drafts.command("import")
def import_(
    source: Path,
    name: Annotated[str, typer.Option(help="What to call the draft.")] = "",
    by: By = "terminal",
    partial: Annotated[bool, typer.Option(help="Leave what the files do not name as it is live.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a draft of a .zip, or of a folder with flows/content and nlu/data."""
    files = unpack(source.read_bytes()) if source.is_file() else checked_files(_lying_in(source))
    brought = Brought(name or source.stem, by, files, is_whole=not partial)
    made = _run(lambda parts: import_draft(brought, parts.bases, parts.drafts))
    differences = {"new": made.new, "changed": made.changed, "removed": made.removed}
    told = "\n".join([_line(made.draft), *(f"{kind} {path}" for kind, paths in differences.items() for path in paths)])
    _tell({"draft": _document(made.draft), **differences}, told, as_json)


@drafts.command()
def discard(number: Number, by: By = "terminal", as_json: AsJson = False) -> None:
    """Give a draft up; its pages can bring it back."""
    _run(lambda parts: parts.drafts.close(number, by))
    _tell({"discarded": number}, f"draft {number} discarded", as_json)


def _run(job: Callable[[_Parts], Awaitable[Any]]) -> Any:
    async def running() -> Any:
        async with _opened() as parts:
            return await job(parts)

    return asyncio.run(running())


@asynccontextmanager
async def _opened() -> AsyncIterator[_Parts]:
    settings = load_settings()
    clock = SystemClock(settings.now)
    database = Database(settings.database_url, Vault.from_text(settings.keys.get_secret_value()))
    try:
        yield _Parts(SqlDrafts(database, clock), stored_bases(settings, database))
    finally:
        await database.close()


def _lying_in(folder: Path) -> list[tuple[str, bytes]]:
    roots = [folder / "flows" / "content", folder / "nlu" / "data"]
    paths = sorted(path for root in roots for path in root.rglob("*") if path.is_file())
    if not paths:
        raise FilesRefused(f"{folder}: neither flows/content nor nlu/data is there")
    return [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths]


def _document(draft: Draft) -> dict[str, Any]:
    closed = draft.closed.isoformat() if draft.closed else None
    return {**asdict(draft), "opened_at": draft.opened_at.isoformat(), "closed": closed}


def _line(draft: Draft) -> str:
    return f"{draft.id}  {draft.name}  (from {draft.base}, {draft.version} changes, {draft.author})"


def _tell(document: dict[str, Any], line: str, as_json: bool) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False) if as_json else line)
