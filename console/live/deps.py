"""What telling pages works with, bound once when the service starts."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.agents.live_feed import Feed
from bot.application.agents.rota import RotaTools

MOST_OF_ONE = 20  # connections of one user: a browser keeps one for all its pages


@dataclass(frozen=True)
class LiveParts:
    feed: Feed
    rota: RotaTools
    connected: Counter[str] = field(default_factory=Counter)


def _parts(request: Request) -> LiveParts:
    return cast(LiveParts, request.app.state.live)


Parts = Annotated[LiveParts, Depends(_parts)]
