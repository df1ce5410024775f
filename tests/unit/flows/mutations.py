"""Good content spoilt in one way, or changed harmlessly: each change is seeded, and made on the files themselves."""

import copy
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from flows.graph import placeholders
from flows.strict_yaml import load_yaml

Files = Mapping[str, str]
Document = dict[str, Any]
CHANNELS = ("whatsapp", "sms")
LONG = "palavra " * 80


@dataclass(frozen=True)
class Mutation:
    """A change with a name, and the content after it."""

    name: str
    files: Files = field(repr=False)

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """What is done, wherever it is done."""
        what, _, place = self.name.partition(" at ")
        file = what.rpartition(" becomes ")[2].rpartition(" in ")[2] if " becomes " in what else ""
        return what if place else file or what.partition(" ")[2]


@dataclass(frozen=True)
class Place:
    """A step of a flow file, found by its path."""

    file: str
    step: str

    def __str__(self) -> str:
        return f"{self.file.rpartition('/')[2].removesuffix('.yml')}.{self.step}"


class Content:
    """The files, read once, and the ways to change one of them."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.flows = {name: load_yaml(text) for name, text in files.items() if "/flows/" in name}

    def places(self, wanted: Callable[[Document], object]) -> list[Place]:
        return [
            Place(file, step)
            for file, flow in sorted(self.flows.items())
            for step, document in flow["steps"].items()
            if wanted(document)
        ]

    def step(self, place: Place) -> Document:
        found: Document = self.flows[place.file]["steps"][place.step]
        return found

    def changed(self, what: str, place: Place, change: Callable[[Document], object]) -> Mutation:
        return self.flow_changed(f"{what} at {place}", place.file, lambda flow: change(flow["steps"][place.step]))

    def flow_changed(self, name: str, file: str, change: Callable[[Document], object]) -> Mutation:
        flow = copy.deepcopy(self.flows[file])
        change(flow)
        return self.written(name, file, yaml.dump(flow, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=999))

    def replaced(self, file: str, old: str, new: str) -> Mutation:
        return self.written(f"{old!r} becomes {new!r} in {file}", file, self.files[file].replace(old, new, 1))

    def written(self, name: str, file: str, text: str) -> Mutation:
        assert text != self.files[file], f"{name}: nothing changed"
        return Mutation(name, {**self.files, file: text})


class _Plain(yaml.CSafeDumper):
    """Without anchors: one step changes, and not those that shared its texts."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def says(step: Document) -> bool:
    return "say" in step


def waits(step: Document) -> bool:
    return bool(step.get("wait")) and not step.get("end")


def said(step: Document, channel: str) -> str:
    text = step["say"]
    return str(text if isinstance(text, str) else text[channel])


def say(step: Document, channel: str, text: str) -> None:
    step["say"] = {each: text if each == channel else said(step, each) for each in CHANNELS}


def some[T](rng: random.Random, count: int, found: list[T]) -> list[T]:
    assert found, "nowhere to make this change"
    return rng.sample(found, min(count, len(found)))


def at_steps(
    content: Content, rng: random.Random, kind: tuple[str, int], wanted: Callable[[Document], object], change: Any
) -> Iterator[Mutation]:
    """`count` changes of one kind, at steps drawn from those where it makes sense."""
    name, count = kind
    for place in some(rng, count, content.places(wanted)):
        yield content.changed(name, place, change)


def named_in(step: Document) -> list[str]:
    return sorted({name for channel in CHANNELS for name in placeholders(said(step, channel))}) if says(step) else []
