"""`concilia flows test`: the golden conversations, held with a release; exit 1 when one goes another way."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.adapters.release_store import ReleaseFolder
from bot.application.releases import load_release
from bot.cli.connected import connected_settings
from bot.cli.nlu_process import nlu_serving
from bot.config import ROOT
from bot.golden import GoldenReport, run_golden
from bot.golden_script import Golden, read_golden
from bot.publishing import NLU, fitting_release

golden = typer.Typer()
GOLDEN = ROOT / "flows" / "golden"


@golden.command("test")
def hold_golden(
    release: Annotated[str, typer.Option(help="The release to hold them with; the live one unless given.")] = "",
    scripts: Annotated[Path, typer.Option("--scripts", help="A folder of golden conversations.")] = GOLDEN,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Hold the golden conversations with a release and tell which went another way."""
    report = asyncio.run(_run(release, [read_golden(path.name, path.read_text("utf-8")) for path in _files(scripts)]))
    typer.echo(json.dumps(report.as_dict(), ensure_ascii=False) if as_json else _in_words(report))
    if report.failures:
        raise typer.Exit(1)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yml"))


async def _run(release_id: str, scripts: list[Golden]) -> GoldenReport:
    settings = connected_settings()
    wanted = release_id or await asyncio.to_thread(fitting_release, settings)
    release = load_release(ReleaseFolder(settings.releases, settings.model_cache).files(wanted))
    async with nlu_serving(wanted, settings.nlu_url, NLU, settings.releases) as dialogue:
        return await run_golden(release, dialogue, scripts, _tell)


def _tell(done: int, of: int, name: str) -> None:
    sys.stderr.write(f"concilia: {done}/{of} {name}\n")


def _in_words(report: GoldenReport) -> str:
    failed = [f"{each.file}: «{each.said}»: {each.message}" for each in report.failures]
    passed = [
        f"{name}: {len(report.visited.get(name, ()))} de {steps} etapas percorridas"
        for name, steps in sorted(report.steps.items())
    ]
    return "\n".join([*failed, f"{report.played - len(failed)} de {report.played} conversas como se esperava", *passed])
