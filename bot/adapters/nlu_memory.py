"""What a model answered and would answer again: same release, same place, same outcome or tap.

The nlu holds nothing, and its answer follows from the question alone (F2: same release and same input, same reply).
Where nothing the debtor wrote is in the question there are few of them, the steps times what can happen there, so that
most of a turn's questions are asked once in a process's life. What somebody wrote is asked each time, and never kept.
"""

from collections.abc import Mapping, Sequence

from bot.application.ports import Prediction, Utterance

MOST_KEPT = 4_096  # a release has about a thousand; what was kept first is given up first

type Question = tuple[str | tuple[str | bool | None, ...], ...]


class NluMemory:
    """Answers by their questions."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: dict[Question, Prediction] = {}

    def known(self, question: Question | None) -> Prediction | None:
        return None if question is None else self._kept.get(question)

    def keep(self, question: Question | None, answer: Prediction) -> Prediction:
        if question is not None:
            if len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[question] = answer
        return answer


def what_follows(release: str, slots: Mapping[str, str], outcome: str) -> Question:
    """After an act."""
    return ("resume", release, outcome, *sorted(slots.items()))


def what_is_meant(
    release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
) -> Question | None:
    """By taps, and by what a reader has understood; None where a text has yet to be."""
    if any(message.intent is None for message in messages):
        return None
    told = [(message.intent, message.source, message.conditional) for message in messages]
    return ("turn", release, *sorted(slots.items()), "facts", *sorted(facts.items()), "told", *told)
