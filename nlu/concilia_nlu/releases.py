"""Trained releases, loaded when first asked for; the ones least used lately are dropped."""

from __future__ import annotations

import re
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.graph import ExecutionContext
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from concilia_nlu.flow_policy import GRAPH_FILE
from concilia_nlu.graph import Graph, load_graph
from concilia_nlu.release_parts import fed_from, read_domain
from concilia_nlu.runner import InOrderRunner
from concilia_nlu.understanding import Guess

MODEL_FILE = "model.tar.gz"
RELEASE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


class UnknownRelease(Exception):
    """No trained release of that name lies in the releases folder."""


@dataclass(frozen=True)
class Release:
    """A trained model with its graph."""

    id: str
    graph: Graph
    domain: Domain
    runner: GraphRunner
    nlu_target: str
    core_target: str

    def rank(self, texts: Sequence[str]) -> list[list[Guess]]:
        """What each text may mean, best first."""
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text) for text in texts]}
        messages = self.runner.run(inputs=inputs, targets=[self.nlu_target])[self.nlu_target]
        return [_ranking(message.get("intent_ranking") or []) for message in messages]

    def predict(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        return self.runner.run(inputs={PLACEHOLDER_TRACKER: tracker}, targets=[self.core_target])[self.core_target]

    def action_of(self, prediction: PolicyPrediction) -> str:
        return str(self.domain.action_names_or_texts[prediction.max_confidence_index])


def load_release(folder: Path) -> Release:
    """Understanding from the model; flows and domain from the folder, as the model may be of an earlier release."""
    with tempfile.TemporaryDirectory() as unpacked:
        storage, metadata = LocalModelStorage.from_model_archive(Path(unpacked), folder / MODEL_FILE)
        schema = fed_from(folder, metadata.predict_schema)
        runner = InOrderRunner.create(schema, storage, ExecutionContext(schema, metadata.model_id))
    # Rasa's own last node reads "/intent{…}" typed by a debtor as an order: stop at the node before it.
    slash_reader = metadata.predict_schema.nodes[metadata.nlu_target]
    return Release(
        id=folder.name,
        graph=load_graph(folder / GRAPH_FILE),
        domain=read_domain(folder),
        runner=runner,
        nlu_target=slash_reader.needs["messages"],
        core_target=metadata.core_target,
    )


class Releases:
    """The releases of a folder, at most `limit` of them in memory."""

    def __init__(self, folder: Path, limit: int = 8) -> None:
        self.folder = folder
        self._limit = limit
        self._loaded: OrderedDict[str, Release] = OrderedDict()

    def get(self, release_id: str) -> Release:
        return self.held(release_id) or self.hold(self.load(release_id))

    def held(self, release_id: str) -> Release | None:
        """One that is in memory."""
        if release_id in self._loaded:
            self._loaded.move_to_end(release_id)
        return self._loaded.get(release_id)

    def load(self, release_id: str) -> Release:
        """Read from its folder and not held yet: takes a while, and may be done in another thread."""
        return load_release(self._folder_of(release_id))

    def hold(self, release: Release) -> Release:
        self._loaded[release.id] = release
        while len(self._loaded) > self._limit:
            self._loaded.popitem(last=False)
        return release

    def found(self) -> list[str]:
        return sorted(path.parent.name for path in self.folder.glob(f"*/{MODEL_FILE}"))

    def loaded(self) -> list[str]:
        return list(self._loaded)

    def _folder_of(self, release_id: str) -> Path:
        folder = self.folder / release_id
        if not RELEASE_ID.fullmatch(release_id) or not (folder / MODEL_FILE).is_file():
            raise UnknownRelease(release_id)
        return folder


def _ranking(intents: Sequence[Any]) -> list[Guess]:
    return [Guess(str(intent["name"]), float(intent["confidence"])) for intent in intents]
