"""What the check page works with, bound once when the service starts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from bot.application.evidence.bundle import EvidenceTools
from bot.application.ports import Clock
from bot.domain.evidence.checking import Instruments


@dataclass(frozen=True)
class CheckPages:
    tools: EvidenceTools
    instruments: Instruments
    clock: Clock
    documents: Path  # where the verifier's program and the description of the format lie


def _pages(request: Request) -> CheckPages:
    pages: CheckPages = request.app.state.check_pages
    return pages


Checks = Annotated[CheckPages, Depends(_pages)]
