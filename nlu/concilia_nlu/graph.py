"""The compiled flows of a release (flows.json), read once and checked, as values the walk can follow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SUPPORTED_VERSION = 1


class BrokenGraph(Exception):
    """flows.json is not a graph that can be walked."""


@dataclass(frozen=True)
class Step:
    """One place in a flow: it says a line, performs an act, goes back, or only waits."""

    id: str
    say: str | None = None
    again: str | None = None
    act: str | None = None
    args: Mapping[str, Any] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    wait: Mapping[str, str] = field(default_factory=dict)
    waits: bool = False
    sure: frozenset[str] = frozenset()
    resume: str | None = None
    next: str | None = None
    goes_back: bool = False
    ends: bool = False

    @property
    def flow(self) -> str:
        return self.id.rpartition(".")[0]

    def targets(self) -> Iterator[str]:
        yield from self.outcomes.values()
        yield from self.wait.values()
        yield from (target for target in (self.resume, self.next) if target)


@dataclass(frozen=True)
class Profile:
    """The flows of one creditor."""

    name: str
    start: str
    fallback: str
    interrupts: Mapping[str, str]
    first: Mapping[str, str]
    steps: Mapping[str, Step]
    returning_flows: frozenset[str]

    def targets(self) -> Iterator[str]:
        yield from (self.start, self.fallback)
        yield from self.interrupts.values()
        yield from self.first.values()
        for step in self.steps.values():
            yield from step.targets()


@dataclass(frozen=True)
class Graph:
    """All profiles of a release, and how sure a reading must be."""

    threshold: float
    sure_threshold: float
    priority: tuple[str, ...]
    fillers: frozenset[str]
    profiles: Mapping[str, Profile]


def load_graph(path: Path) -> Graph:
    try:
        return read_graph(json.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BrokenGraph(f"{path.name}: {type(error).__name__} {error}") from error


def read_graph(document: Mapping[str, Any]) -> Graph:
    if document["version"] != SUPPORTED_VERSION:
        raise BrokenGraph(f"flows version {document['version']} is not supported")
    return Graph(
        threshold=float(document["threshold"]),
        sure_threshold=float(document["sure_threshold"]),
        priority=tuple(document.get("priority", ())),
        fillers=frozenset(document.get("fillers", ())),
        profiles={name: _read_profile(name, profile) for name, profile in document["profiles"].items()},
    )


def _read_profile(name: str, document: Mapping[str, Any]) -> Profile:
    steps = {step_id: _read_step(step_id, step) for step_id, step in document["steps"].items()}
    profile = Profile(
        name=name,
        start=document["start"],
        fallback=document["fallback"],
        interrupts=document.get("interrupts") or {},
        first=document.get("first") or {},
        steps=steps,
        returning_flows=frozenset(step.flow for step in steps.values() if step.goes_back),
    )
    missing = sorted({target for target in profile.targets() if target not in steps})
    if missing:
        raise BrokenGraph(f"profile {name} leads to steps that are not there: {', '.join(missing)}")
    return profile


def _read_step(step_id: str, document: Mapping[str, Any]) -> Step:
    return Step(
        id=step_id,
        say=document.get("say"),
        again=document.get("again"),
        act=document.get("act"),
        args=document.get("args") or {},
        outcomes=document.get("outcomes") or {},
        wait=document.get("wait") or {},
        waits=document.get("wait") is not None,
        sure=frozenset(document.get("sure") or ()),
        resume=document.get("resume"),
        next=document.get("next"),
        goes_back=bool(document.get("return")),
        ends=bool(document.get("end")),
    )
