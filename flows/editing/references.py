"""Who leads to a step, over all files of a draft, and what the files' flows and steps are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from flows.model import FALLBACK_FLOW, START_FLOW
from flows.strict_yaml import BadYaml, load_yaml

_ENTERED_BY_ITSELF = {START_FLOW, FALLBACK_FLOW}


@dataclass(frozen=True)
class Written:
    """A flow as its file holds it, unchecked."""

    path: str
    flow: str
    root: Mapping[str, Any]

    @property
    def steps(self) -> Mapping[str, Any]:
        found = self.root.get("steps")
        return found if isinstance(found, dict) else {}

    @property
    def entry(self) -> str:
        return next(iter(self.steps), "")

    def resolved(self, target: str) -> tuple[str, str]:
        """The flow and step a reference of this file means; no step: the flow's first."""
        if target in self.steps:
            return self.flow, target
        flow, _, step = target.partition(".")
        return flow, step


def is_flow_file(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return len(parts) == 3 and parts[1] == "flows" and path.endswith((".yml", ".yaml"))


def flows_in(files: Mapping[str, str]) -> list[Written]:
    """Those that can be read; a broken file is the checks' to tell."""
    return [flow for path in sorted(files) if is_flow_file(path) and (flow := flow_in(path, files[path]))]


def targets_of(step: Any) -> Iterator[str]:
    """Every reference a step holds, as written."""
    if not isinstance(step, dict):
        return
    for key in ("outcomes", "wait"):
        pairs = step.get(key)
        yield from (str(one) for one in pairs.values()) if isinstance(pairs, dict) else ()
    for key in ("next", "resume"):
        if isinstance(step.get(key), str):
            yield step[key]


def who_leads_to(files: Mapping[str, str], path: str, step: str) -> list[str]:
    """The steps, as "flow.step", that lead to this one; itself is not told, "" stands for an interruption."""
    known = flows_in(files)
    own = next(one for one in known if one.path == path)
    meant = {(own.flow, step)} | ({(own.flow, "")} if own.entry == step else set())
    found = [
        f"{one.flow}.{name}"
        for one in known
        for name, value in one.steps.items()
        if (one.flow, name) != (own.flow, step) and any(one.resolved(target) in meant for target in targets_of(value))
    ]
    if own.entry == step and (own.root.get("interrupts") or own.flow in _ENTERED_BY_ITSELF):
        found.append("")
    return sorted(set(found))


def flow_in(path: str, text: str) -> Written | None:
    """None where there is no flow to be read."""
    try:
        root = load_yaml(text)
    except BadYaml:
        return None
    if not isinstance(root, dict) or not isinstance(root.get("flow"), str):
        return None
    return Written(path, root["flow"], root)
