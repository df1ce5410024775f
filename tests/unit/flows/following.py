"""Follows a problem's path on the compiled graph (flows.json), as FlowPolicy would, one answer or outcome at a time."""

import re
from collections.abc import Mapping
from typing import Any

from flows.compile import graph_document
from flows.graph import build_graph
from flows.model import Content

_STEP = re.compile(r"(?P<node>[^ ]+)(?: \[(?P<label>.+)\])?")


def compiled(content: Content) -> Mapping[str, Any]:
    graphs = [build_graph(content.profiles[slug])[0] for slug in sorted(content.profiles)]
    found: Mapping[str, Any] = graph_document(content, graphs)["profiles"]
    return found


def arrives(path: tuple[str, ...], profile: Mapping[str, Any], beginnings: set[str]) -> str:
    """Where the path ends, having been gone step by step; a way that is not there fails."""
    here, back = path[0].partition(" ")[0], ""
    assert here in {profile["start"], *beginnings}, here
    returning = {name.partition(".")[0] for name, step in profile["steps"].items() if step.get("return")}
    for place in path:
        matched = _STEP.fullmatch(place)
        assert matched is not None, place
        assert here == matched["node"], (here, place, path)
        if place != path[-1] or matched["label"]:
            here, back = _next(profile, here, back, matched["label"] or "")
            here, back = _listening(profile["steps"][here], here, back, returning)
    return here


def _listening(step: Mapping[str, Any], here: str, back: str, returning: set[str]) -> tuple[str, str]:
    """Only inside a flow that can go back is there still something to go back to once the debtor is listened to."""
    is_left = step.get("end") or ("wait" in step and here.partition(".")[0] not in returning)
    return here, "" if is_left else back


def _next(profile: Mapping[str, Any], here: str, back: str, label: str) -> tuple[str, str]:
    step = profile["steps"][here]
    if "act" in step:
        return step["outcomes"].get(label) or step["outcomes"]["*"], back
    if step.get("return"):
        if not back:
            start = profile["steps"][profile["start"]]
            return start["outcomes"].get("continue", profile["start"]), ""
        return profile["steps"][back].get("resume") or back, ""
    if step.get("next"):
        return step["next"], back
    if label == "nova mensagem":
        return profile["start"], ""
    if label in step.get("wait", {}):
        return step["wait"][label], back
    if label == "não entendida":
        return profile["fallback"], back or here
    return profile["interrupts"][label], back or here
