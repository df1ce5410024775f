"""What the pages of publishing and of versions work with, bound once when the service starts."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.editor.differences.told import ToldDifferences
from bot.application.editor.publishing.publishing import PublishingTools
from bot.application.learning.measuring import Measurements


@dataclass(frozen=True)
class ReleaseParts:
    tools: PublishingTools
    measurements: Measurements
    told: ToldDifferences


def _parts(request: Request) -> ReleaseParts:
    return cast(ReleaseParts, request.app.state.releases)


Releasing = Annotated[ReleaseParts, Depends(_parts)]
