"""`concilia flows test`: the golden conversations, held with a release; exit 1 when one goes another way."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.application.releases import LoadedRelease, load_release
from bot.cli.connected import connected_settings
from bot.cli.flow_sources import sources_from
from bot.cli.nlu_process import nlu_serving
from bot.config import ROOT, Settings
from bot.golden.run import GoldenReport, run_golden
from bot.golden.script import Golden, read_golden
from bot.publishing import NLU, fitting_release, made_release, opened_publishing

golden = typer.Typer()
GOLDEN = ROOT / "flows" / "golden"


@golden.command("test")
def hold_golden(
    release: Annotated[str, typer.Option(help="The release to hold them with; the live one unless given.")] = "",
    content: Annotated[
        Path | None,
        typer.Option("--from", help="A folder of content to build, train where needed, and hold them with."),
    ] = None,
    scripts: Annotated[Path, typer.Option("--scripts", help="A folder of golden conversations.")] = GOLDEN,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Hold the golden conversations with a release and tell which went another way."""
    if release and content:
        raise typer.BadParameter("give a release or a folder, not both", param_hint="--from")
    settings = connected_settings()
    wanted = made_release(settings, sources_from(content)) if content else release or fitting_release(settings)
    goldens = [read_golden(path.name, path.read_text("utf-8")) for path in _files(scripts)]
    report = asyncio.run(_run(settings, wanted, goldens))
    typer.echo(json.dumps(report.as_dict(), ensure_ascii=False) if as_json else _in_words(report))
    if report.failures:
        raise typer.Exit(1)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yml"))


async def _run(settings: Settings, wanted: str, scripts: list[Golden]) -> GoldenReport:
    release = await _loaded(settings, wanted)
    async with nlu_serving(wanted, settings.nlu_url, NLU, settings.releases) as dialogue:
        return await run_golden(release, dialogue, scripts, _tell)


async def _loaded(settings: Settings, release_id: str) -> LoadedRelease:
    """From this machine's folder, or out of the database; raises ReleaseMissing."""
    async with opened_publishing(settings) as tools:
        return load_release(await tools.shelf.files(release_id))


def _tell(done: int, of: int, name: str) -> None:
    sys.stderr.write(f"concilia: {done}/{of} {name}\n")


def _in_words(report: GoldenReport) -> str:
    failed = [f"{each.file}: «{each.said}»: {each.message}" for each in report.failures]
    passed = [
        f"{name}: {len(report.visited.get(name, ()))} de {steps} etapas percorridas"
        for name, steps in sorted(report.steps.items())
    ]
    return "\n".join([*failed, f"{report.played - len(failed)} de {report.played} conversas como se esperava", *passed])
