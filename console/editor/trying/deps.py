"""What the pages of trying a draft work with, bound once when the service starts."""

from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.editor.trying.replaying import Hiding
from bot.application.editor.trying.trying import TrialTools
from console.simulator.deps import Simulator


@dataclass(frozen=True)
class TryParts:
    tools: TrialTools
    hiding: Hiding = field(default_factory=Hiding)


def _parts(request: Request) -> TryParts:
    return cast(TryParts, request.app.state.trying)


def _simulator(request: Request) -> Simulator | None:
    """None where there is no simulator."""
    return getattr(request.app.state, "simulator", None)


Trying = Annotated[TryParts, Depends(_parts)]
Phone = Annotated[Simulator | None, Depends(_simulator)]
