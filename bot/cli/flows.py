"""`concilia flows check|list`: what keeps content from being published, and the releases that were."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.adapters.release_store import LivePointer, ReleaseFolder, sources_in
from bot.application.releases import ENGINE_VERSION, Sources, engine_of, release_problems
from bot.config import ROOT, load_settings
from bot.domain.errors import BotError
from flows.problems import Problem
from flows.tree import read_tree

app = typer.Typer()
flows = typer.Typer(no_args_is_help=True)
app.add_typer(flows, name="flows", help="Flows, texts and policies, and their releases.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Content = Annotated[
    Path | None, typer.Argument(metavar="[CONTENT]", help="A folder like flows/content, which is checked unless given.")
]


class ContentMissing(BotError):
    """A folder to be checked that holds no content."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder}: not a folder with content")
        self.folder = folder


@flows.command()
def check(content: Content = None, as_json: AsJson = False) -> None:
    """Check flows, texts, policies and training sentences as publishing does; exit 1 when something is wrong."""
    problems = release_problems(_sources(content))
    if as_json:
        typer.echo(json.dumps({"problems": [problem.as_dict() for problem in problems]}, ensure_ascii=False))
    else:
        typer.echo(
            "\n".join(_line(problem) for problem in problems) or "Nenhum problema: o conteúdo pode ser publicado."
        )
    if problems:
        raise typer.Exit(1)


@flows.command("list")
def list_(as_json: AsJson = False) -> None:
    """Show the releases of this home, and which of them is live."""
    settings = load_settings()
    folder, live = ReleaseFolder(settings.releases, settings.model_cache), LivePointer(settings.live_release).read()
    releases = [
        {"id": one, "live": one == live, "fits": engine_of(folder.files(one)) == ENGINE_VERSION} for one in folder.ids()
    ]
    if as_json:
        typer.echo(json.dumps({"live": live, "releases": releases}))
        return
    for release in releases:
        state = "live" if release["live"] else "" if release["fits"] else "made by an older engine"
        typer.echo(f"{release['id']}  {state}".rstrip())
    if not releases:
        typer.echo("no release yet: `concilia train` makes one", err=True)


def _sources(content: Path | None) -> Sources:
    """The checkout's; another folder's content is checked beside the checkout's sentences."""
    sources = sources_in(ROOT)
    if content is None:
        return sources
    files = read_tree(content) if content.is_dir() else {}
    if not files:
        raise ContentMissing(content)
    return replace(sources, content=files)


def _line(problem: Problem) -> str:
    """`credor › fluxo › etapa: o que está errado`, and below it the way that leads there."""
    place = " › ".join(part for part in (problem.profile, problem.flow, problem.step) if part) or problem.file
    source = f" ({problem.file})" if problem.file and place != problem.file else ""
    way = f"\n    caminho: {' › '.join(problem.path)}" if problem.path else ""
    return f"{place or 'conteúdo'}{source}: {problem.message} [{problem.code}]{way}"
