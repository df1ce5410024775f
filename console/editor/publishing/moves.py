"""Running conversations beside a version that may go live: steps by name, and what the form says of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from bot.application.editor.publishing.moves import Forecast, Held
from bot.application.editor.publishing.reviews import Outcome
from bot.application.editor.script import Script
from bot.application.releases import ReleaseMissing
from console.editor.deps import EditorParts
from console.editor.looked_at import of_release

_TO = "to:"
_LONGEST = 200


@dataclass(frozen=True)
class HeldRow:
    """`fits`: steps of the new version, each with its name."""

    step: str
    name: str
    count: int
    fits: tuple[tuple[str, str], ...]
    goes_to: str = ""  # chosen among them

    @property
    def goes_to_name(self) -> str:
        return dict(self.fits).get(self.goes_to, "")


def renamed_in(form: FormData) -> dict[str, str]:
    """By step of before; what is no like of it moves nobody, whatever the form says."""
    told = {name.removeprefix(_TO): str(value) for name, value in form.items() if name.startswith(_TO)}
    return {before: after for before, after in told.items() if after and len(before) + len(after) <= _LONGEST}


async def told_moves(found: Forecast, outcome: Outcome, parts: EditorParts) -> list[HeldRow]:
    new = await _scripts(outcome.release, parts)
    rows = [_row(held, await _scripts(held.release, parts), new) for held in found.held]
    return [replace(row, goes_to=outcome.renamed.get(row.step, "")) for row in rows]


def _row(held: Held, old: Mapping[str, Script], new: Mapping[str, Script]) -> HeldRow:
    fits = tuple((step, _name(step, held.profile, new)) for step in held.fits)
    return HeldRow(held.step, _name(held.step, held.profile, old), held.count, fits)


def _name(step: str, profile: str, scripts: Mapping[str, Script]) -> str:
    script = scripts.get(profile)
    if script is None or step not in script.graph.nodes:
        return step
    return f"{script.flow_name(step.partition('.')[0])}: {script.step_name(step)}"


async def _scripts(release_id: str, parts: EditorParts) -> Mapping[str, Script]:
    try:
        return (await of_release(release_id, parts)).scripts
    except ReleaseMissing:
        return {}
