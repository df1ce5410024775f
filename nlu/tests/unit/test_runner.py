"""The runner of a model's graph: parents before children, only what is needed, each run from the start."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.exceptions import GraphComponentException, GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from concilia_nlu.runner import InOrderRunner

RUN: list[str] = []


class Adds(GraphComponent):
    """Adds what it is given to its own number."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._number = config["number"]

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> Adds:
        return cls(config)

    load = create

    def add(self, first: int, second: int = 0) -> int:
        RUN.append(str(self._number))
        if first < 0:
            raise ValueError("below nothing")
        return self._number + first + second


def node(number: int, is_target: bool = False, **needs: str) -> SchemaNode:
    return SchemaNode(needs, Adds, "create", "add", {"number": number}, eager=True, is_target=is_target)


# Written children first, so that the order is found and not taken.
SCHEMA = GraphSchema(
    {
        "last": node(1000, is_target=True, first="middle", second="start"),
        "aside": node(5, is_target=True, first="start"),
        "middle": node(100, first="start"),
        "start": node(10, first="given"),
    }
)


def make(kind: type[GraphRunner], tmp_path: Any) -> GraphRunner:
    return kind.create(SCHEMA, LocalModelStorage(tmp_path), ExecutionContext(SCHEMA))


@pytest.mark.parametrize("targets", [None, ["last"], ["aside"], ["aside", "last"]])
def test_it_gives_what_rasas_own_runner_gives(tmp_path, targets):
    ours, theirs = make(InOrderRunner, tmp_path), make(DaskGraphRunner, tmp_path)

    for given in (1, 2):  # nothing of a run is left to the next
        assert ours.run({"given": given}, targets) == theirs.run({"given": given}, targets)


def test_only_what_a_target_needs_is_run_and_once(tmp_path):
    runner = make(InOrderRunner, tmp_path)
    RUN.clear()

    assert runner.run({"given": 1}, ["last"]) == {"last": 1000 + 111 + 11}

    assert RUN == ["10", "100", "1000"]


def test_what_was_not_given_is_told(tmp_path):
    with pytest.raises(GraphRunError, match="given"):
        make(InOrderRunner, tmp_path).run({}, ["aside"])


def test_what_a_part_raises_comes_as_from_rasas_own_runner(tmp_path):
    with pytest.raises(GraphComponentException) as raised:
        make(InOrderRunner, tmp_path).run({"given": -1}, ["aside"])

    assert isinstance(raised.value.__cause__, ValueError)
