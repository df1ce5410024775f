"""`concilia nlu parse`: what the bot would take each line for, by the live release."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.adapters.clock import SystemClock
from bot.adapters.trainer import TrainingFailed, to_stderr
from bot.apart.measuring import measure_draft
from bot.application.editor.drafts.drafts import DraftMissing
from bot.application.learning.evaluation import Measured, NothingToMeasure
from bot.application.nlu_page import Evaluation, page
from bot.application.nlu_scores import OPT_OUT, macro_f1, recall_of
from bot.application.releases import ReleaseMissing
from bot.application.understand import Understood, understand_each
from bot.cli.connected import connected_settings
from bot.cli.nlu_evaluation import evaluate_release
from bot.cli.nlu_process import nlu_serving
from bot.config import Settings
from bot.domain.reading.entity import Entity
from bot.publishing import NLU, fitting_release

app = typer.Typer()
nlu = typer.Typer(no_args_is_help=True, help="What the bot understands.")
app.add_typer(nlu, name="nlu")


@nlu.callback()
def subject() -> None:
    """What the bot understands."""


@nlu.command()
def parse(as_json: Annotated[bool, typer.Option("--json", help="One JSON document a line on stdout.")] = False) -> None:
    """Read lines on stdin; write the intent, how sure it is, and the values of each on stdout."""
    asyncio.run(_parse(connected_settings(), as_json=as_json))


@nlu.command()
def evaluate(
    out: Annotated[Path | None, typer.Option(help="Where to write the page (Markdown).")] = None,
    mistakes: Annotated[bool, typer.Option("--mistakes", help="Show every sentence taken for something else.")] = False,
    draft: Annotated[int | None, typer.Option(help="Compare the live release with this draft's sentences.")] = None,
) -> None:
    """Measure the understanding on the sentences kept for it; the figures go to stdout."""
    if draft is not None:
        typer.echo(_measured(draft).as_json())
        return
    evaluation = asyncio.run(_evaluate(connected_settings()))
    if out:
        out.write_text(page(evaluation), encoding="utf-8")
    answers = evaluation.all_whole()
    if mistakes:
        for answer in answers:
            if not answer.is_right:
                typer.echo(f"{answer.meant} -> {answer.taken} {answer.confidence:.2f}: {answer.text}", err=True)
    figures = {"macro_f1": round(macro_f1(answers), 4), "opt_out_recall": round(recall_of(answers, OPT_OUT), 4)}
    typer.echo(json.dumps({**figures, "sentences": len(answers)}))


def _measured(draft_id: int) -> Measured:
    try:
        return asyncio.run(measure_draft(connected_settings(), draft_id, to_stderr))
    except (DraftMissing, ReleaseMissing, NothingToMeasure, TrainingFailed) as error:
        typer.echo(f"concilia: {error}", err=True)
        raise typer.Exit(1) from error


async def _evaluate(settings: Settings) -> Evaluation:
    release = await asyncio.to_thread(fitting_release, settings)
    folder = settings.releases / release
    async with nlu_serving(release, settings.nlu_url, NLU, settings.releases) as dialogue:
        return await evaluate_release(folder, NLU, dialogue)


async def _parse(settings: Settings, *, as_json: bool) -> None:
    release = await asyncio.to_thread(fitting_release, settings)
    today = SystemClock(settings.now).business_now().date()
    async with nlu_serving(release, settings.nlu_url, NLU, settings.releases) as dialogue:
        for text in _lines():
            [understood] = await understand_each([text], dialogue, release, today)
            sys.stdout.write(f"{_document(understood) if as_json else _row(understood)}\n")
            sys.stdout.flush()


def _lines() -> Iterator[str]:
    for line in sys.stdin.buffer:
        yield line.decode(errors="replace").rstrip("\r\n")


def _document(understood: Understood) -> str:
    meant = understood.meant
    entities = [_entity_document(entity) for entity in understood.entities]
    known = {"text": understood.text, "intent": meant.intent, "confidence": round(meant.confidence, 4)}
    return json.dumps({**known, "entities": entities}, ensure_ascii=False)


def _entity_document(entity: Entity) -> dict[str, object]:
    place = {"text": entity.text, "start": entity.start, "end": entity.end}
    return {"entity": entity.kind, "value": entity.value, **place}


def _row(understood: Understood) -> str:
    return f"{understood.text}\t{understood.meant.intent}\t{understood.meant.confidence:.2f}"
