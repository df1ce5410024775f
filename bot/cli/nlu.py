"""`concilia nlu parse`: what the bot would take each line for, by the live release."""

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from bot.adapters.clock import SystemClock
from bot.application.understand import Understood, understand_alone
from bot.cli.connected import connected_settings
from bot.cli.nlu_process import nlu_serving
from bot.config import Settings
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


async def _parse(settings: Settings, *, as_json: bool) -> None:
    release = await asyncio.to_thread(fitting_release, settings)
    today = SystemClock(settings.now).business_now().date()
    async with nlu_serving(release, settings.nlu_url, NLU, settings.releases) as dialogue:
        for text in _lines():
            understood = await understand_alone(text, dialogue, release, today)
            sys.stdout.write(f"{_document(understood) if as_json else _row(understood)}\n")
            sys.stdout.flush()


def _lines() -> Iterator[str]:
    for line in sys.stdin.buffer:
        yield line.decode(errors="replace").rstrip("\r\n")


def _document(understood: Understood) -> str:
    meant = understood.meant
    entities = [{"entity": entity.kind, **asdict(entity)} for entity in understood.entities]
    known = {"text": understood.text, "intent": meant.intent, "confidence": round(meant.confidence, 4)}
    return json.dumps({**known, "entities": entities}, ensure_ascii=False)


def _row(understood: Understood) -> str:
    return f"{understood.text}\t{understood.meant.intent}\t{understood.meant.confidence:.2f}"
