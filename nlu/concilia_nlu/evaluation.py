"""How well a trained release understands sentences it has never seen, as figures and as a page of Markdown."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT

from concilia_nlu.quiet import configure_logging
from concilia_nlu.releases import Release, load_release
from concilia_nlu.understanding import Reading, reading_of

OPT_OUT = "opt_out"
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6)
BATCH = 200


@dataclass(frozen=True)
class Answer:
    """One sentence: what it means, and what it was taken for."""

    meant: str
    reading: Reading

    def taken(self) -> str:
        return self.reading.intent


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


def sentences_in(folder: Path) -> list[tuple[str, str]]:
    """(text, intent) of every example in the NLU files of a folder."""
    files = [str(path) for path in sorted(folder.rglob("*.yml"))]
    examples = RasaFileImporter(training_data_paths=files).get_nlu_data().intent_examples
    return [(example.get(TEXT), example.get(INTENT)) for example in examples]


def evaluate(release: Release, sentences: Sequence[tuple[str, str]], threshold: float) -> list[Answer]:
    answers: list[Answer] = []
    for start in range(0, len(sentences), BATCH):
        batch = sentences[start : start + BATCH]
        rankings = release.rank([text for text, _ in batch])
        answers += [
            Answer(intent, reading_of(ranking, threshold)) for (_, intent), ranking in zip(batch, rankings, strict=True)
        ]
    return answers


def at_threshold(answers: Iterable[Answer], threshold: float) -> list[Answer]:
    """The same answers, had the threshold been another."""
    return [Answer(answer.meant, reading_of(answer.reading.alternatives, threshold)) for answer in answers]


def score_by_intent(answers: Sequence[Answer]) -> list[Score]:
    meant = Counter(answer.meant for answer in answers)
    taken = Counter(answer.taken() for answer in answers)
    pairs = Counter((answer.meant, answer.taken()) for answer in answers)
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
    scores = score_by_intent(answers)
    return sum(score.f1 for score in scores) / len(scores)


def recall_of(answers: Sequence[Answer], intent: str) -> float:
    meant = [answer for answer in answers if answer.meant == intent]
    return sum(answer.taken() == intent for answer in meant) / len(meant) if meant else 0.0


def sure_precision(answers: Sequence[Answer], threshold: float) -> tuple[float, float]:
    """Of the answers at least this sure: how many are right, and what part of all they are."""
    sure = [answer for answer in answers if answer.reading.confidence >= threshold]
    right = sum(answer.taken() == answer.meant for answer in sure)
    return (right / len(sure) if sure else 0.0), len(sure) / len(answers)


def page(answers: Sequence[Answer], threshold: float, sure_threshold: float, left_out: int) -> str:
    """The evaluation as Markdown."""
    precision, share = sure_precision(answers, sure_threshold)
    return "\n".join(
        [
            "# Evaluation of the understanding",
            "",
            f"{len(answers)} sentences never trained on ({left_out} more left out, as training holds the same words),",
            f"the model alone without the deterministic readers, threshold {threshold}.",
            "",
            f"- Macro F1 over {len(score_by_intent(answers))} intents: **{macro_f1(answers):.3f}**",
            f"- Recall of `{OPT_OUT}`: **{recall_of(answers, OPT_OUT):.3f}**",
            f"- Of the readings at {sure_threshold} or surer ({share:.0%} of all), {precision:.1%} are right.",
            "",
            "| threshold | macro F1 | recall of opt_out |",
            "|--:|--:|--:|",
            *(_threshold_row(at_threshold(answers, value), value) for value in THRESHOLDS),
            "",
            "| intent | sentences | precision | recall | F1 | taken for |",
            "|---|--:|--:|--:|--:|---|",
            *(_score_row(score) for score in score_by_intent(answers)),
            "",
        ]
    )


def _threshold_row(answers: Sequence[Answer], threshold: float) -> str:
    return f"| {threshold} | {macro_f1(answers):.3f} | {recall_of(answers, OPT_OUT):.3f} |"


def _score_row(score: Score) -> str:
    mistakes = ", ".join(f"{intent} {count}" for intent, count in score.mistaken_for) or "-"
    figures = f"{score.precision:.2f} | {score.recall:.2f} | {score.f1:.2f}"
    return f"| `{score.intent}` | {score.sentences} | {figures} | {mistakes} |"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="evaluate.py", description=__doc__)
    parser.add_argument("project", type=Path, help="a trained release: data/, flows.json and model.tar.gz")
    parser.add_argument("evaluation", type=Path, help="folder of NLU files, masked as the project's are")
    parser.add_argument("--out", type=Path, help="where to write the page (Markdown)")
    parser.add_argument("--mistakes", action="store_true", help="print every sentence taken for something else")
    options = parser.parse_args(arguments)
    configure_logging()
    release = load_release(options.project)
    trained = {text.casefold() for text, _ in sentences_in(options.project / "data")}
    everything = sentences_in(options.evaluation)
    unseen = [pair for pair in everything if pair[0].casefold() not in trained]
    answers = evaluate(release, unseen, release.graph.threshold)
    if options.out:
        left_out = len(everything) - len(unseen)
        options.out.write_text(
            page(answers, release.graph.threshold, release.graph.sure_threshold, left_out), encoding="utf-8"
        )
    if options.mistakes:
        sys.stdout.writelines(_mistakes(unseen, answers))
    figures = {"macro_f1": round(macro_f1(answers), 4), "opt_out_recall": round(recall_of(answers, OPT_OUT), 4)}
    sys.stdout.write(json.dumps({**figures, "sentences": len(answers)}) + "\n")
    return 0


def _mistakes(sentences: Sequence[tuple[str, str]], answers: Sequence[Answer]) -> Iterable[str]:
    for (text, _), answer in zip(sentences, answers, strict=True):
        if answer.taken() != answer.meant:
            yield f"{answer.meant} -> {answer.taken()} {answer.reading.confidence:.2f}: {text}\n"
