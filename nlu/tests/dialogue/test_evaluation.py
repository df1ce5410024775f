"""The figures of the evaluation (U: macro F1, recall of opt_out)."""

import json
import shutil

import pytest

from concilia_nlu import evaluation
from concilia_nlu.evaluation import Answer, macro_f1, page, recall_of, score_by_intent, sure_precision
from concilia_nlu.understanding import Guess, Reading, reading_of

ANSWERS = [
    Answer("affirm", Reading("affirm", 0.9)),
    Answer("affirm", Reading("affirm", 0.8)),
    Answer("affirm", Reading("deny", 0.79)),
    Answer("deny", Reading("deny", 0.7)),
    Answer("opt_out", Reading("opt_out", 0.95)),
    Answer("opt_out", Reading("out_of_scope", 0.3)),
]


def test_each_intent_has_its_precision_recall_and_mistakes():
    affirm, deny, opt_out = score_by_intent(ANSWERS)

    assert (affirm.precision, affirm.recall, affirm.mistaken_for) == (1.0, 2 / 3, (("deny", 1),))
    assert (deny.precision, deny.recall, deny.mistaken_for) == (0.5, 1.0, ())
    assert opt_out.f1 == pytest.approx(2 / 3)


def test_every_intent_weighs_the_same_however_many_its_sentences():
    assert macro_f1(ANSWERS) == pytest.approx((0.8 + 2 / 3 + 2 / 3) / 3)


def test_an_intent_never_recognised_scores_nothing():
    assert macro_f1([Answer("affirm", Reading("deny"))]) == 0.0


def test_recall_counts_what_was_meant():
    assert recall_of(ANSWERS, "opt_out") == 0.5
    assert recall_of(ANSWERS, "lawyer") == 0.0


def test_sure_answers_are_counted_from_the_threshold_on():
    assert sure_precision(ANSWERS, 0.8) == (1.0, 0.5)
    assert sure_precision(ANSWERS, 0.79) == (0.75, 4 / 6)
    assert sure_precision(ANSWERS, 0.99) == (0.0, 0.0)


def test_the_page_shows_other_thresholds_and_what_was_taken_for_what():
    ranking = [Guess("deny", 0.45), Guess("affirm", 0.4)]
    text = page([Answer("affirm", reading_of(ranking, 0.5)), *ANSWERS], 0.5, 0.8, left_out=2)

    assert "7 sentences never trained on (2 more left out" in text
    assert "| `affirm` | 4 | 1.00 | 0.50 | 0.67 | out_of_scope 1, deny 1 |" in text
    assert "| 0.4 |" in text


def test_sentences_the_training_holds_are_left_out(releases_folder, tmp_path, capsys):
    sentences = tmp_path / "evaluation"
    sentences.mkdir()
    examples = (
        "version: '3.1'\nnlu:\n- intent: greet\n  examples: |\n    - Bom dia\n    - bom dia pra vocês\n    - жжж щщщ\n"
    )
    (sentences / "some.yml").write_text(examples, encoding="utf-8")
    shutil.copy(releases_folder / "first" / "data" / "rules.yml", sentences / "not_nlu.yml")

    evaluation.main([str(releases_folder / "first"), str(sentences), "--out", str(tmp_path / "page.md"), "--mistakes"])

    printed = capsys.readouterr().out.splitlines()
    assert json.loads(printed[-1]) == {"macro_f1": 0.6667, "opt_out_recall": 0.0, "sentences": 2}
    assert printed[-2].startswith("greet -> out_of_scope ")
    assert "| `greet` | 2 | 1.00 | 0.50 | 0.67 | out_of_scope 1 |" in (tmp_path / "page.md").read_text(encoding="utf-8")
