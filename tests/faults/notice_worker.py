"""A worker as the service runs it, but for a dialogue that needs no model: it opens every contact and waits."""

from collections.abc import Mapping
from dataclasses import replace

import uvloop
import yaml

from bot.application.ports import Prediction
from bot.application.releases import LoadedRelease
from bot.application.wording import ResponseText, Texts
from bot.assembly import assemble
from bot.config import load_settings
from bot.parts.portfolios import CONTENT, checkout_policies
from bot.worker import work_until_told
from tests.faults.matrix.processes import Part, become

OPENER = ResponseText("Procuro {first_name}. Protocolo {protocol}.", "Procuro {first_name}. Protocolo {protocol}.")


class Opens:
    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        return Prediction(("opener",), None, {"step": step, "return_to": ""})


class OneRelease:
    def __init__(self) -> None:
        phrases = yaml.safe_load((CONTENT / "common" / "phrases.yml").read_text(encoding="utf-8"))
        self._live = LoadedRelease("live", {}, Texts({"opener": OPENER}), checkout_policies(), phrases)

    async def live(self) -> LoadedRelease:
        return self._live

    async def get(self, release_id: str) -> LoadedRelease:
        return self._live

    async def is_stopped(self) -> bool:
        return False


def run_notice_worker(part: Part) -> None:
    become(part)
    uvloop.run(_work())


async def _work() -> None:
    async with assemble(load_settings(None), "worker") as assembly:
        played = {"dialogue": Opens(), "releases": OneRelease()}
        await work_until_told(replace(assembly, **played))  # type: ignore[arg-type]
