"""The figures of the evaluation: macro F1, recall of opt_out, what is taken for what."""

import pytest

from bot.application.nlu_page import Evaluation, page
from bot.application.nlu_scores import Answer, macro_f1, recall_of, score_by_intent, sure_precision

ANSWERS = [
    Answer("sim", "affirm", "affirm", 0.9),
    Answer("pode", "affirm", "affirm", 0.8),
    Answer("aham", "affirm", "deny", 0.79),
    Answer("não", "deny", "deny", 0.7),
    Answer("sair", "opt_out", "opt_out", 0.95),
    Answer("chega", "opt_out", "out_of_scope", 0.3),
]


def test_each_intent_has_its_precision_recall_and_mistakes():
    affirm, deny, opt_out = score_by_intent(ANSWERS)

    assert (affirm.precision, affirm.recall, affirm.mistaken_for) == (1.0, 2 / 3, (("deny", 1),))
    assert (deny.precision, deny.recall, deny.mistaken_for) == (0.5, 1.0, ())
    assert opt_out.f1 == pytest.approx(2 / 3)


def test_every_intent_weighs_the_same_however_many_its_sentences():
    assert macro_f1(ANSWERS) == pytest.approx((0.8 + 2 / 3 + 2 / 3) / 3)


def test_an_intent_never_recognised_scores_nothing():
    assert macro_f1([Answer("sim", "affirm", "deny")]) == 0.0
    assert macro_f1([]) == 0.0


def test_recall_counts_what_was_meant():
    assert recall_of(ANSWERS, "opt_out") == 0.5
    assert recall_of(ANSWERS, "lawyer") == 0.0


def test_sure_answers_are_counted_from_the_threshold_on():
    assert sure_precision(ANSWERS, 0.8) == (1.0, 0.5)
    assert sure_precision(ANSWERS, 0.79) == (0.75, 4 / 6)
    assert sure_precision(ANSWERS, 0.99) == (0.0, 0.0)


def test_the_page_sets_the_whole_beside_the_model_and_shows_what_is_taken_for_what():
    alone = [Answer(answer.text, answer.meant, "deny") for answer in ANSWERS]
    text = page(Evaluation({"first": ANSWERS}, {"first": alone}, {"first": 2}, sure_threshold=0.8))

    assert "| first | 6 | 2 | 0.7111 | 0.5000 | 0.0952 | 0.0000 |" in text
    assert "Of the readings at 0.8 or surer (50.0% of all), 100.0% are right." in text
    assert "| `affirm` | 3 | 1.00 | 0.67 | 0.80 | 0.00 |" in text
    assert "| `affirm` | `deny` 1 |" in text
    assert "aham" not in text
