"""`concilia flows check`: what keeps content from being published; the releases are told in flow_releases."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.application.releases import release_problems
from bot.cli.flow_drafts import drafts
from bot.cli.flow_golden import golden
from bot.cli.flow_releases import releases
from bot.cli.flow_sources import sources_from
from flows.problems import Problem

app = typer.Typer()
flows = typer.Typer(no_args_is_help=True)
app.add_typer(flows, name="flows", help="Flows, texts and policies, and their releases.")
flows.add_typer(releases)
flows.add_typer(golden)
flows.add_typer(drafts, name="draft")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Content = Annotated[
    Path | None, typer.Argument(metavar="[CONTENT]", help="A folder like flows/content, which is checked unless given.")
]


@flows.command()
def check(content: Content = None, as_json: AsJson = False) -> None:
    """Check flows, texts, policies and training sentences as publishing does; exit 1 when something is wrong."""
    problems = release_problems(sources_from(content))
    if as_json:
        typer.echo(json.dumps({"problems": [problem.as_dict() for problem in problems]}, ensure_ascii=False))
    else:
        typer.echo(
            "\n".join(_line(problem) for problem in problems) or "Nenhum problema: o conteúdo pode ser publicado."
        )
    if problems:
        raise typer.Exit(1)


def _line(problem: Problem) -> str:
    """`credor › fluxo › etapa: o que está errado`, and below it the way that leads there."""
    place = " › ".join(part for part in (problem.profile, problem.flow, problem.step) if part) or problem.file
    source = f" ({problem.file})" if problem.file and place != problem.file else ""
    way = f"\n    caminho: {' › '.join(problem.path)}" if problem.path else ""
    return f"{place or 'conteúdo'}{source}: {problem.message} [{problem.code}]{way}"
