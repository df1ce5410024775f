"""Questions asked of a compiled graph (flows.json) by those who do not walk it."""

from collections.abc import Mapping, Sequence
from typing import Any


def expects(graph: Mapping[str, Any], profile: str, step: str) -> list[str]:
    """The hints a waiting step gives the deterministic readers; none for a step that is not there."""
    return list(_step(graph, profile, step).get("expects", ()))


def waiting_steps(graph: Mapping[str, Any], profile: str) -> Sequence[str]:
    """The steps a conversation may be handed back to: those that listen, in order."""
    steps = graph["profiles"].get(profile, {}).get("steps", {})
    return sorted(name for name, step in steps.items() if "wait" in step and not step.get("end"))


def _step(graph: Mapping[str, Any], profile: str, step: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = graph["profiles"].get(profile, {}).get("steps", {}).get(step, {})
    return found
