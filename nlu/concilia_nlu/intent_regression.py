"""Logistic regression over weighted counts, one intent against all others.

Rasa's own takes neither a regularisation strength nor tf-idf weights nor this solver, and its featurizers count every
word of every sentence apart, which a classifier of whole sentences never looks at: most of the time a training took.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression

from concilia_nlu.counting import Counting

NUMBERS_FILE = "regression.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentRegression(IntentClassifier, GraphComponent):
    """Ranks the intents of a message by its words and the letters in them."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._knowing: Knowing | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`words`, `letters`: the longest groups counted; `C`: how little the weights are held back."""
        return {"words": 3, "letters": 5, "C": 40.0, "tolerance": 0.1, "max_iter": 200, "ranking_length": 10}

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
            component._hold(dict(numbers))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [example.get(TEXT) for example in examples]
        counting = Counting.learn(texts, self._longest())
        regression = LogisticRegression(
            C=self._config["C"],
            tol=self._config["tolerance"],
            max_iter=self._config["max_iter"],
            class_weight="balanced",
            solver="liblinear",
            dual=True,
            random_state=42,
        ).fit(Counting(counting, self._longest())(texts), [example.get(INTENT) for example in examples])
        learnt = {
            "intents": np.array(regression.classes_, dtype=str),
            "coefficients": regression.coef_.astype(np.float32),
            "intercepts": regression.intercept_.astype(np.float32),
        }
        numbers = {**counting, **learnt}
        self._hold(numbers)
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(Path(folder) / NUMBERS_FILE, **numbers)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._rank(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def _hold(self, numbers: Mapping[str, Any]) -> None:
        self._knowing = Knowing(numbers, self._longest())

    def _longest(self) -> tuple[int, int]:
        return self._config["words"], self._config["letters"]

    def _known(self) -> Knowing:
        if self._knowing is None:
            raise RuntimeError("the regression was neither trained nor loaded")
        return self._knowing

    def _rank(self, message: Message) -> None:
        knowing = self._known()
        confidences = knowing.confidences(message.get(TEXT) or "")
        order = np.argsort(-confidences, kind="stable")[: self._config["ranking_length"]]
        ranking = [{"name": knowing.intents[index], "confidence": float(confidences[index])} for index in order]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)


class Knowing:
    """What a training left: how much each part of a text speaks for each intent."""

    def __init__(self, numbers: Mapping[str, Any], longest: tuple[int, int]) -> None:
        self.intents = [str(intent) for intent in numbers["intents"]]
        self._count = Counting(numbers, longest)
        self._intercepts = numbers["intercepts"]
        self._of_part = np.ascontiguousarray(numbers["coefficients"].T)  # a text has some dozens of all the parts

    def confidences(self, text: str) -> Any:
        row = self._count.row(text)
        chances = 1 / (1 + np.exp(-(row.values @ self._of_part[row.places] + self._intercepts)))
        # Of a text in foreign letters only the intercepts would speak: it is nothing known, not the commonest intent.
        return chances / chances.sum() * self._count.is_known(row)
