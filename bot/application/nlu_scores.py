"""How well messages are understood, in figures: per intent, over all intents, and what is taken for what."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

OPT_OUT = "opt_out"


@dataclass(frozen=True)
class Answer:
    """One sentence: what it means, and what it was taken for."""

    text: str
    meant: str
    taken: str
    confidence: float = 1.0

    @property
    def is_right(self) -> bool:
        return self.meant == self.taken


@dataclass(frozen=True)
class Score:
    """How one intent fared."""

    intent: str
    sentences: int
    precision: float
    recall: float
    mistaken_for: tuple[tuple[str, int], ...]

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score_by_intent(answers: Sequence[Answer]) -> list[Score]:
    meant = Counter(answer.meant for answer in answers)
    taken = Counter(answer.taken for answer in answers)
    pairs = Counter((answer.meant, answer.taken) for answer in answers)
    return [
        Score(
            intent=intent,
            sentences=meant[intent],
            precision=pairs[intent, intent] / taken[intent] if taken[intent] else 0.0,
            recall=pairs[intent, intent] / meant[intent],
            mistaken_for=tuple(
                (other, count) for (mine, other), count in pairs.most_common() if mine == intent and other != intent
            ),
        )
        for intent in sorted(meant)
    ]


def macro_f1(answers: Sequence[Answer]) -> float:
    """Every intent weighs the same, however many its sentences."""
    scores = score_by_intent(answers)
    return sum(score.f1 for score in scores) / len(scores) if scores else 0.0


def recall_of(answers: Iterable[Answer], intent: str) -> float:
    right = [answer.is_right for answer in answers if answer.meant == intent]
    return sum(right) / len(right) if right else 0.0


def sure_precision(answers: Sequence[Answer], threshold: float) -> tuple[float, float]:
    """Of the answers at least this sure: how many are right, and what part of all they are."""
    sure = [answer for answer in answers if answer.confidence >= threshold]
    right = sum(answer.is_right for answer in sure)
    return (right / len(sure) if sure else 0.0), len(sure) / len(answers) if answers else 0.0
