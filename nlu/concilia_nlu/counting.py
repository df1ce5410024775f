"""A text as weighted counts: its words and pairs of words, and the groups of letters in them, without accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize

WORD = r"(?u)\w+|\?"  # a question mark says as much as a word
WORDS, LETTERS, WEIGHTS = "words", "letters", "weights"


def plain(text: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


class Counting:
    """Which words and groups of letters are counted, and how much each weighs."""

    def __init__(self, numbers: Mapping[str, Any], longest: tuple[int, int]) -> None:
        self._weights = numbers[WEIGHTS]
        self._counters = [
            counter.set_params(vocabulary={str(part): place for place, part in enumerate(numbers[name])})
            for name, counter in _counters(longest).items()
        ]

        parts = [str(part) for name in (WORDS, LETTERS) for part in numbers[name]]
        self._telling = np.array([bool(part.strip()) for part in parts], dtype=np.float32)

    @classmethod
    def learn(cls, texts: Sequence[str], longest: tuple[int, int]) -> dict[str, Any]:
        """What `Counting` is made from, as arrays: at most `longest` words, and letters, in a group."""
        counters = _counters(longest)
        counts = hstack([counter.fit_transform(texts) for counter in counters.values()], format="csr")
        parts = {name: np.array(counter.get_feature_names_out(), dtype=str) for name, counter in counters.items()}
        return {**parts, WEIGHTS: TfidfTransformer().fit(counts).idf_.astype(np.float32)}

    def __call__(self, texts: Sequence[str]) -> csr_matrix:
        """Repeats count by their logarithm, rare parts more, and every text has the same length."""
        counts = hstack([counter.transform(texts) for counter in self._counters], format="csr", dtype=np.float32)
        counts.data = (np.log(counts.data) + 1) * self._weights[counts.indices]
        return normalize(counts, copy=False)

    def are_known(self, counted: csr_matrix) -> Any:
        """Per text, whether the training held anything of it but blanks."""
        return counted @ self._telling > 0


def _counters(longest: tuple[int, int]) -> dict[str, CountVectorizer]:
    words, letters = longest
    usual = {"preprocessor": plain, "dtype": np.float32}
    return {
        WORDS: CountVectorizer(token_pattern=WORD, ngram_range=(1, words), **usual),
        LETTERS: CountVectorizer(analyzer="char_wb", ngram_range=(1, letters), **usual),
    }
