"""What a release's folder gives to prediction: its flows and its domain, whatever the model was trained beside.

A model knows sentences only, so that releases of the same sentences share one, and a change of flows or texts trains
nothing.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema, SchemaNode
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain

from concilia_nlu.flow_policy import GRAPH_FILE, FlowPolicy
from concilia_nlu.graph import load_graph

DOMAIN_FILE = "domain.yml"
FOLDER = "release_folder"


def read_domain(folder: Path) -> Domain:
    """Rasa's own reader takes seconds for the texts of a release."""
    return Domain.from_dict(yaml.load((folder / DOMAIN_FILE).read_text(encoding="utf-8"), yaml.CSafeLoader))


class DomainOfRelease(DomainProvider):
    """Provides the domain that lies in the release's folder."""

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DomainOfRelease:
        return cls(model_storage, resource, read_domain(Path(config[FOLDER])))


class FlowsOfRelease(FlowPolicy):
    """Walks the graph that lies in the release's folder."""

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FlowsOfRelease:
        graph = load_graph(Path(config[FOLDER]) / GRAPH_FILE)
        return cls(config, model_storage, resource, execution_context, graph=graph)


_OF_RELEASE = {DomainProvider: DomainOfRelease, FlowPolicy: FlowsOfRelease}


def fed_from(folder: Path, schema: GraphSchema) -> GraphSchema:
    """The schema with the parts that follow the folder."""
    return GraphSchema({name: _fed(node, folder) for name, node in schema.nodes.items()})


def _fed(node: SchemaNode, folder: Path) -> SchemaNode:
    part = _OF_RELEASE.get(node.uses)
    return replace(node, uses=part, config={**node.config, FOLDER: str(folder)}) if part else node
