"""Rasa without TensorFlow, which no component of ours uses: most of what a server held, and of what a start took.

Rasa imports TensorFlow, and every component of its own, whatever a pipeline holds. Where the pipeline is ours alone,
something of that name with nothing in it stands in its place; training and Rasa's own commands import the real one.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

OURS = "concilia_nlu."
HEAVY = frozenset({"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"})
COMPONENTS = "rasa.engine.recipes.default_components"  # imports every component of Rasa's


class NotThere(Exception):
    """Something wanted to compute with TensorFlow, in a process that left it out."""


class Nothing:
    """In the place of each class: may be named and inherited from, never made."""

    def __init__(self, *_arguments: object, **_named: object) -> None:
        raise NotThere(type(self).__name__)


class StandIn(ModuleType):
    """A package of which every class, and every package, is there and empty."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = type(name, (Nothing,), {}) if name[0].isupper() else importlib.import_module(f"{self.__name__}.{name}")
        setattr(self, name, found)
        return found


class StandIns(MetaPathFinder, Loader):
    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        return ModuleSpec(name, self, is_package=True) if name.partition(".")[0] in HEAVY else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return StandIn(spec.name)

    def exec_module(self, _module: ModuleType) -> None:
        """Nothing is in it."""


def is_ours_alone(config: Path) -> bool:
    """Whether the pipeline and the policies are components of ours only."""
    told = yaml.safe_load(config.read_text(encoding="utf-8"))
    return all(part["name"].startswith(OURS) for part in [*told["pipeline"], *told["policies"]])


def leave_out_what_is_not_used(config: Path) -> None:
    """Before anything of Rasa is imported."""
    if is_ours_alone(config):
        sys.meta_path.insert(0, StandIns())
        sys.modules[COMPONENTS] = ModuleType(COMPONENTS)
