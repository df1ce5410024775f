"""Runs a model's graph on the spot: the nodes a target needs, one after the other, in an order found once.

Rasa's own runner plans and schedules that graph anew for every prediction, which was half of what a call cost: it is
made for parts that train side by side, and ours is a policy that looks into a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class Part(NamedTuple):
    """One node, and what it is given."""

    name: str
    node: GraphNode
    needs: tuple[str, ...]


class InOrderRunner(GraphRunner):
    """Rasa's nodes, loaded and called as by its other runner."""

    def __init__(self, schema: GraphSchema, nodes: Mapping[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._ways: dict[tuple[str, ...], list[Part]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> InOrderRunner:
        loaded = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, loaded)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._ways:
            self._ways[wanted] = list(self._way_to(wanted))
        given = {name: (name, value) for name, value in (inputs or {}).items()}
        for part in self._ways[wanted]:
            given[part.name] = part.node(*(given.get(name, name) for name in part.needs))
        return {target: given[target][1] for target in wanted}

    def _way_to(self, targets: Sequence[str]) -> Iterator[Part]:
        """Each node after those it needs; a need that is no node is given with the run."""
        waiting = dict(self._schema.minimal_graph_schema(list(targets)).nodes)
        while waiting:
            ready = [name for name, node in waiting.items() if waiting.keys().isdisjoint(node.needs.values())]
            for name in ready:
                yield Part(name, self._nodes[name], tuple(waiting.pop(name).needs.values()))
