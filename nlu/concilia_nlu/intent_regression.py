"""Logistic regression over weighted counts, one intent against all others.

Rasa's own takes neither a regularisation strength nor tf-idf weights nor this solver (a third of the time, and better
on sentences never seen), and the library it is stored with takes 8 s to import: here the numbers lie in a plain file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

NUMBERS_FILE = "regression.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentRegression(IntentClassifier, GraphComponent):
    """Ranks the intents of a message by the counts the featurizers before it took."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._numbers: dict[str, Any] = {}

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`: how little the weights are held back; `tolerance`: where the search stops."""
        return {"C": 40.0, "tolerance": 0.05, "max_iter": 200, "ranking_length": 10}

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentRegression:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentRegression:
        component = cls(config, model_storage, resource)
        with (
            model_storage.read_from(resource) as folder,
            np.load(Path(folder) / NUMBERS_FILE, allow_pickle=False) as numbers,
        ):
            component._numbers = dict(numbers)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        counts = _counts_of(examples)
        weights = TfidfTransformer(sublinear_tf=True).fit(counts).idf_
        regression = LogisticRegression(
            C=self._config["C"],
            tol=self._config["tolerance"],
            max_iter=self._config["max_iter"],
            class_weight="balanced",
            solver="liblinear",
            dual=True,
            random_state=42,
        ).fit(_weighted(counts, weights), [example.get(INTENT) for example in examples])
        self._numbers = {
            "intents": np.array(regression.classes_, dtype=str),
            "weights": weights.astype(np.float32),
            "coefficients": regression.coef_.astype(np.float32),
            "intercepts": regression.intercept_.astype(np.float32),
        }
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(Path(folder) / NUMBERS_FILE, **self._numbers)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        if messages:
            for message, confidences in zip(messages, self._confidences(messages), strict=True):
                self._rank(message, confidences)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def _confidences(self, messages: list[Message]) -> Any:
        features = _weighted(_counts_of(messages), self._numbers["weights"])
        scores = features @ self._numbers["coefficients"].T + self._numbers["intercepts"]
        chances = 1 / (1 + np.exp(-scores))
        return chances / chances.sum(axis=1, keepdims=True)

    def _rank(self, message: Message, confidences: Any) -> None:
        intents = self._numbers["intents"]
        order = np.argsort(-confidences, kind="stable")[: self._config["ranking_length"]]
        ranking = [{"name": str(intents[index]), "confidence": float(confidences[index])} for index in order]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)


def _counts_of(messages: list[Message]) -> csr_matrix:
    return vstack([_counts_in(message) for message in messages], format="csr")


def _counts_in(message: Message) -> csr_matrix:
    sentence = [
        feature.features
        for feature in message.features
        if feature.attribute == TEXT and feature.type == FEATURE_TYPE_SENTENCE and feature.is_sparse()
    ]
    return hstack(sentence, format="csr", dtype=np.float32)


def _weighted(counts: csr_matrix, weights: Any) -> csr_matrix:
    """Repeats count by their logarithm, rare parts more, and every message has the same length."""
    weighted = counts.copy()
    weighted.data = (np.log(weighted.data) + 1) * weights[weighted.indices]
    return normalize(weighted, copy=False)
