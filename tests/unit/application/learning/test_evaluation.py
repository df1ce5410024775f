"""Before and after a draft: who is asked, and when publishing warns (F4)."""

import pytest

from bot.application.learning.evaluation import (
    Change,
    Measured,
    NothingToMeasure,
    compare,
    measured_in,
    sources_to_train,
    split,
)
from bot.application.learning.sentences import written
from bot.application.nlu_scores import Answer
from bot.application.releases import Sources
from flows.compile import Training
from flows.training_data import Sentence, read_sentences

LIVE = [Sentence("later", f"depois número {word}", "a.yml") for word in ("um", "dois", "tres")]
FRESH = [Sentence("hardship", f"ta osso {word}", "learned.yml") for word in "abcdefghij"]


def sources(*sentences: Sentence) -> Sources:
    return Sources({}, Training({"a.yml": written(sentences)}, "", str))


def measured(f1: tuple[float, float], *changes: Change) -> Measured:
    return Measured("r", 1, 2, 100, *f1, changes, ())


def test_one_in_five_of_what_a_draft_adds_is_asked_and_never_taught() -> None:
    work = split(sources(*LIVE), sources(*LIVE, *FRESH), [])

    assert len(work.asked) == 2
    assert {each.intent for each in work.asked} == {"hardship"}
    asked, taught = ({each.text for each in some} for some in (work.asked, work.training))
    assert not asked & taught
    assert len(taught) == len(LIVE) + len(FRESH) - 2


def test_the_same_sentences_are_always_asked() -> None:
    one = split(sources(*LIVE), sources(*LIVE, *FRESH), [])
    other = split(sources(*LIVE), sources(*reversed(FRESH), *LIVE), [])

    assert {each.text for each in one.asked} == {each.text for each in other.asked}


def test_a_sentence_kept_for_measuring_is_asked_unless_one_of_both_was_taught_it() -> None:
    kept = [Sentence("later", "DEPOIS, número um!", "k"), Sentence("later", "outra hora", "k")]

    work = split(sources(*LIVE), sources(*LIVE), kept)

    assert [each.text for each in work.asked] == ["outra hora"]
    with pytest.raises(NothingToMeasure):
        split(sources(*LIVE), sources(*LIVE), kept[:1])


def test_only_the_sentences_of_the_draft_are_trained_not_its_flows() -> None:
    trained = sources_to_train(sources(*LIVE), FRESH)

    [text] = trained.training.sentences.values()
    assert {each.text for each in read_sentences({"x": text})[0]} == {each.text for each in FRESH}


@pytest.mark.parametrize(
    ("after", "is_worse"),
    [(0.895, False), (0.894, True), (0.9, False), (0.95, False)],
)
def test_half_a_point_less_over_all_intents_is_no_worse_and_more_is(after: float, is_worse: bool) -> None:
    assert measured((0.9, after)).is_worse is is_worse


@pytest.mark.parametrize(
    ("sentences", "recall_after", "is_worse"),
    [(20, 0.84, True), (20, 0.85, False), (19, 0.10, False), (200, 0.849, True)],
)
def test_an_intent_is_worse_by_more_than_five_points_with_twenty_sentences(
    sentences: int, recall_after: float, is_worse: bool
) -> None:
    change = Change("later", sentences, 0.90, recall_after, 0.9, 0.9)

    assert measured((0.9, 0.9), change).is_worse is is_worse


def test_both_are_compared_on_the_same_sentences_with_the_worst_pairs_first() -> None:
    before = [Answer("a", "later", "later"), Answer("b", "later", "deny"), Answer("c", "deny", "deny")]
    after = [Answer("a", "later", "thank"), Answer("b", "later", "thank"), Answer("c", "deny", "deny")]

    found = compare((7, 3), "r", before, after)

    assert (found.draft_id, found.draft_version, found.sentences) == (7, 3, 3)
    later = next(change for change in found.changes if change.intent == "later")
    assert (later.recall_before, later.recall_after, later.sentences) == (0.5, 0.0, 2)
    assert [(pair.taken, pair.before, pair.after) for pair in found.confusions] == [("thank", 0, 2), ("deny", 1, 0)]
    assert found.f1_after < found.f1_before


def test_what_was_measured_is_read_back_as_it_was() -> None:
    change = Change("later", 20, 0.9, 0.84, 0.9, 0.8)

    assert measured_in(measured((0.9, 0.8), change).as_json()) == measured((0.9, 0.8), change)
