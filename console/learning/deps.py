"""What the page of learning works with, bound once when the service starts."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.learning.labelling import LearningTools
from bot.application.learning.measuring import MeasureTools


@dataclass(frozen=True)
class LearningParts:
    tools: LearningTools
    measuring: MeasureTools


def _parts(request: Request) -> LearningParts:
    return cast(LearningParts, request.app.state.learning)


Learning = Annotated[LearningParts, Depends(_parts)]
