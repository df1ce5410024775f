"""FlowPolicy: the Rasa policy that predicts the next action by walking the compiled flows of the release."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData, confidence_scores_for
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from concilia_nlu.graph import Graph, load_graph
from concilia_nlu.walk import LISTEN, Heard, Move, Position, after_act, after_line, after_message, on_entry

PROFILE, STEP, RETURN_TO, OUTCOME = "profile", "step", "return_to", "outcome"
GRAPH_FILE = "flows.json"
CERTAIN = 1.0


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class FlowPolicy(Policy):
    """Learns nothing: its training copies the graph into the model, its prediction is one step of the walk."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        graph: Graph | None = None,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context)
        self._graph = graph

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`graph` is where the compiled flows lie, seen from the folder the training runs in."""
        return {"priority": 1, "graph": GRAPH_FILE}

    @staticmethod
    def supported_data() -> SupportedData:
        return SupportedData.ML_AND_RULE_DATA

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa's cache would otherwise give back the graph of an earlier training."""
        return hashlib.sha256(_graph_path(config).read_bytes()).hexdigest()

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        source = _graph_path(self.config)
        self._graph = load_graph(source)
        with self._model_storage.write_to(self._resource) as folder:
            (Path(folder) / GRAPH_FILE).write_bytes(source.read_bytes())
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FlowPolicy:
        with model_storage.read_from(resource) as folder:
            graph = load_graph(Path(folder) / GRAPH_FILE)
        return cls(config, model_storage, resource, execution_context, graph=graph)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        before = position_in(tracker)
        move = self._next_move(tracker, before)
        return self._prediction(
            confidence_scores_for(move.action, CERTAIN, domain), events=_slots_that_move(before, move.position)
        )

    def _next_move(self, tracker: DialogueStateTracker, position: Position) -> Move:
        if self._graph is None:
            raise ValueError("FlowPolicy has neither been trained nor loaded")
        last_action = tracker.latest_action_name or LISTEN
        if last_action.startswith("act_"):
            return after_act(self._graph, position, str(tracker.get_slot(OUTCOME) or ""))
        if last_action != LISTEN:
            return after_line(self._graph, position)
        heard = _heard(tracker)
        return after_message(self._graph, position, heard) if heard else on_entry(self._graph, position)


def position_in(tracker: DialogueStateTracker) -> Position:
    return Position(*(str(tracker.get_slot(name) or "") for name in (PROFILE, STEP, RETURN_TO)))


def _graph_path(config: dict[str, Any]) -> Path:
    return Path(config.get("graph") or GRAPH_FILE)


def _heard(tracker: DialogueStateTracker) -> Heard | None:
    message = tracker.latest_message
    if message is None or not message.intent_name:
        return None
    how = message.metadata or {}
    return Heard(
        intent=message.intent_name,
        confidence=float(message.intent.get("confidence") or 0.0),
        source=str(how.get("source", "nlu")),
        conditional=bool(how.get("conditional")),
    )


def _slots_that_move(before: Position, after: Position) -> list[Event]:
    pairs = ((STEP, before.step, after.step), (RETURN_TO, before.return_to, after.return_to))
    return [SlotSet(name, new) for name, old, new in pairs if old != new]
