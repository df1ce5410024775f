"""Puts the parts together of learning: what was not understood, labels for it, and measuring a draft."""

import sys
from collections.abc import Sequence

from fastapi import APIRouter, FastAPI

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.db.editor.learning import SqlLearningBook
from bot.adapters.db.editor.learning_measures import SqlMeasurements
from bot.adapters.nlu_guesses import NluGuesses
from bot.apart.command import run_apart
from bot.application.learning.evaluation import Measured, measured_in
from bot.application.learning.labelling import LearningTools
from bot.application.learning.measuring import MeasureTools, MeasuringFailed, Say
from bot.assembly import Assembly
from bot.parts.editing import stored_bases
from console.learning.deps import LearningParts
from console.learning.router import learning_router

MEASURE = (sys.executable, "-m", "bot.cli", "nlu", "evaluate", "--draft")
STAGES = ("before", "training", "trained", "after")  # of all that is said there, what tells how far it is


def learning_routers() -> tuple[APIRouter, ...]:
    return (learning_router(),)


def bind_learning(app: FastAPI, assembly: Assembly) -> None:
    app.state.learning = learning_parts(assembly)


def learning_parts(assembly: Assembly) -> LearningParts:
    database, clock = assembly.database, assembly.clock
    drafts = SqlDrafts(database, clock)
    bases, guesser = stored_bases(assembly.settings, database), NluGuesses(assembly.dialogue)
    tools = LearningTools(SqlLearningBook(database), drafts, bases, guesser, clock)
    return LearningParts(tools, MeasureTools(SqlMeasurements(database, clock), MeasuringApart(), drafts, clock))


class MeasuringApart:
    """The `Measurer` port: a process of its own, as training takes a core for a minute."""

    def __init__(self, command: Sequence[str] = MEASURE) -> None:
        self._command = command

    async def measure(self, draft_id: int, say: Say) -> Measured:
        async def hear(line: str) -> bool:
            tells = line.startswith(STAGES)
            if tells:
                await say(line.strip())
            return tells

        ended = await run_apart((*self._command, str(draft_id)), hear)
        if ended.code != 0:
            raise MeasuringFailed("the process that measures ended badly")
        try:
            return measured_in(ended.written)
        except (ValueError, KeyError, TypeError) as error:
            raise MeasuringFailed("the process that measures told no figures") from error
