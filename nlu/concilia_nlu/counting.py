"""A text as weighted counts: its words and pairs of words, and the groups of letters in them, without accents."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

WORD = r"(?u)\w+|\?"  # a question mark says as much as a word
WORDS, LETTERS, WEIGHTS = "words", "letters", "weights"


def plain(text: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


class Row(NamedTuple):
    """What a text has of all that is counted: which parts, in order, and how much each weighs in it."""

    places: Any
    values: Any


class Counting:
    """Which words and groups of letters are counted, and how much each weighs."""

    def __init__(self, numbers: Mapping[str, Any], longest: tuple[int, int]) -> None:
        self._weights = numbers[WEIGHTS]
        self._split = {name: counter.build_analyzer() for name, counter in _counters(longest).items()}
        self._places: dict[str, dict[str, int]] = {}
        first = 0
        for name in self._split:
            self._places[name] = {part: place for place, part in enumerate(numbers[name].tolist(), first)}
            first += len(numbers[name])
        self._telling = np.array([bool(part.strip()) for places in self._places.values() for part in places])

    @classmethod
    def learn(cls, texts: Sequence[str], longest: tuple[int, int]) -> dict[str, Any]:
        """What `Counting` is made from, as arrays: at most `longest` words, and letters, in a group."""
        counters = _counters(longest)
        counts = hstack([counter.fit_transform(texts) for counter in counters.values()], format="csr")
        parts = {name: np.array(counter.get_feature_names_out(), dtype=str) for name, counter in counters.items()}
        return {**parts, WEIGHTS: TfidfTransformer().fit(counts).idf_.astype(np.float32)}

    def __call__(self, texts: Sequence[str]) -> csr_matrix:
        """A row for each text."""
        rows = [self.row(text) for text in texts]
        ends = np.cumsum([0, *(len(row.places) for row in rows)])
        places, values = np.concatenate([row.places for row in rows]), np.concatenate([row.values for row in rows])
        return csr_matrix((values, places, ends), shape=(len(texts), len(self._weights)))

    def row(self, text: str) -> Row:
        """Repeats count by their logarithm, rare parts more, and every text has the same length."""
        found = Counter(self._parts_in(text))
        places = np.array(sorted(found), dtype=np.int32)
        counts = np.array([found[place] for place in places.tolist()], dtype=np.float32)
        values = (np.log(counts) + 1) * self._weights[places]
        return Row(places, values / (np.linalg.norm(values) or 1))

    def is_known(self, row: Row) -> bool:
        """Whether the training held anything of it but blanks."""
        return bool(self._telling[row.places].any())

    def _parts_in(self, text: str) -> Iterator[int]:
        for name, split in self._split.items():
            places = self._places[name]
            yield from (places[part] for part in split(text) if part in places)


def _counters(longest: tuple[int, int]) -> dict[str, CountVectorizer]:
    words, letters = longest
    usual = {"preprocessor": plain, "dtype": np.float32}
    return {
        WORDS: CountVectorizer(token_pattern=WORD, ngram_range=(1, words), **usual),
        LETTERS: CountVectorizer(analyzer="char_wb", ngram_range=(1, letters), **usual),
    }
