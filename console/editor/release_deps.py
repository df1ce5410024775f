"""What the pages of publishing and of versions work with, bound once when the service starts."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.editor.publishing import PublishingTools
from bot.application.editor.told_differences import ToldDifferences
from bot.application.learning.measuring import Measurements


@dataclass(frozen=True)
class ReleaseParts:
    tools: PublishingTools
    measurements: Measurements
    told: ToldDifferences


def _parts(request: Request) -> ReleaseParts:
    return cast(ReleaseParts, request.app.state.releases)


Releasing = Annotated[ReleaseParts, Depends(_parts)]
