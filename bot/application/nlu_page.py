"""The evaluation of the understanding as a page of Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.application.nlu_scores import OPT_OUT, Answer, Score, macro_f1, recall_of, score_by_intent, sure_precision


@dataclass(frozen=True)
class Evaluation:
    """The answers by set of sentences, of all that understands and of the classifier alone."""

    whole: Mapping[str, Sequence[Answer]]
    classifier: Mapping[str, Sequence[Answer]]
    left_out: Mapping[str, int]
    sure_threshold: float

    def all_whole(self) -> list[Answer]:
        return [answer for answers in self.whole.values() for answer in answers]

    def all_classifier(self) -> list[Answer]:
        return [answer for answers in self.classifier.values() for answer in answers]


def page(evaluation: Evaluation) -> str:
    return "\n".join([*_head(evaluation), *_intents(evaluation), *_confusions(evaluation.all_whole())]) + "\n"


def _head(evaluation: Evaluation) -> Iterator[str]:
    precision, share = sure_precision(evaluation.all_whole(), evaluation.sure_threshold)
    yield "# Evaluation of the understanding"
    yield ""
    yield "Made by `./concilia nlu evaluate --out docs/nlu-evaluation.md` on the live release (`make train` first)."
    yield "[The sets](../nlu/tests/evaluation/README.md) leave out every sentence the training holds too."
    yield "“Whole” is what `concilia nlu parse` answers; “model” the classifier and its threshold without the readers."
    yield ""
    yield "| set | sentences | left out | whole: macro F1 | `opt_out` recall | model: macro F1 | `opt_out` recall |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for name, answers in evaluation.whole.items():
        alone = evaluation.classifier[name]
        yield f"| {name} | {len(answers)} | {evaluation.left_out[name]} | {_figures(answers)} | {_figures(alone)} |"
    total = sum(evaluation.left_out.values())
    both = f"{_figures(evaluation.all_whole())} | {_figures(evaluation.all_classifier())}"
    yield f"| all | {len(evaluation.all_whole())} | {total} | {both} |"
    yield ""
    yield f"Of the readings at {evaluation.sure_threshold} or surer ({share:.1%} of all), {precision:.1%} are right."
    yield ""


def _figures(answers: Sequence[Answer]) -> str:
    return f"{macro_f1(answers):.4f} | {recall_of(answers, OPT_OUT):.4f}"


def _intents(evaluation: Evaluation) -> Iterator[str]:
    alone = {score.intent: score for score in score_by_intent(evaluation.all_classifier())}
    yield "| intent | sentences | precision | recall | F1 | model's F1 |"
    yield "|---|--:|--:|--:|--:|--:|"
    for score in score_by_intent(evaluation.all_whole()):
        figures = f"{score.precision:.2f} | {score.recall:.2f} | {score.f1:.2f} | {alone[score.intent].f1:.2f}"
        yield f"| `{score.intent}` | {score.sentences} | {figures} |"
    yield ""


def _confusions(answers: Sequence[Answer]) -> Iterator[str]:
    yield "| meant | taken for |"
    yield "|---|---|"
    yield from (_confusion(score) for score in score_by_intent(answers) if score.mistaken_for)


def _confusion(score: Score) -> str:
    return f"| `{score.intent}` | {', '.join(f'`{other}` {count}' for other, count in score.mistaken_for)} |"
