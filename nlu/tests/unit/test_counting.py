"""What of a text is counted: words, letters, the question mark; accents and capitals are not."""

import numpy as np
import pytest

from concilia_nlu.counting import LETTERS, WORDS, Counting

TEXTS = ["Não quero", "quanto devo?", "sim"]
LONGEST = (2, 3)


@pytest.fixture
def counting() -> Counting:
    return Counting(Counting.learn(TEXTS, LONGEST), LONGEST)


def test_words_their_pairs_and_the_question_mark_are_counted():
    words = set(Counting.learn(TEXTS, LONGEST)[WORDS])

    assert {"nao", "quero", "nao quero", "devo", "devo ?", "?", "sim"} <= words
    assert not any(part.count(" ") > 1 for part in words)


def test_letters_are_counted_in_groups_of_at_most_the_length_asked():
    assert max(len(part) for part in Counting.learn(TEXTS, LONGEST)[LETTERS]) == 3


@pytest.mark.parametrize("same", ["nao quero", "NÃO QUERO", "Não, quero!!"])
def test_accents_capitals_and_commas_of_words_change_nothing_but_letters(counting, same):
    whole, other = counting(["não quero"]).toarray(), counting([same]).toarray()

    assert np.argmax(whole) == np.argmax(other)
    assert float((whole * other).sum()) > 0.9


def test_every_text_has_the_same_length(counting):
    lengths = np.sqrt(counting(["sim", "não quero", "quanto devo?"]).power(2).sum(axis=1))

    assert lengths == pytest.approx(np.ones((3, 1)), abs=1e-5)


def test_a_text_of_foreign_letters_is_nothing_known(counting):
    known = [counting.is_known(counting.row(text)) for text in ("sim", "жжж щщщ", "", "🤡", "  ")]

    assert known == [True, False, False, False, False]


def test_a_text_counts_alike_alone_and_among_others(counting):
    """Trained on rows of a matrix, asked one by one."""
    among, alone = counting(TEXTS)[1], counting.row(TEXTS[1])

    assert among.indices.tolist() == alone.places.tolist()
    assert among.data == pytest.approx(alone.values)
