"""What staff may read of a message nobody understood: words the bot knows already, and nothing that names a person.

A list of names never holds them all, so it works the other way round: a word is shown when the training sentences hold
it, or nearly, or when several people wrote it; every other one is hidden, as are known names and whatever follows words
that announce a name or an address.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from bot.application.learning.places import PLACE
from bot.domain.reading.mask import mask
from bot.domain.reading.names import KNOWN, NEVER
from bot.domain.reading.text import fold, squeeze
from flows.training_data import Sentence

HIDDEN = "…"
ENOUGH_PEOPLE = 5  # who wrote a word the bot does not know, before it is shown
LIKE_A_KNOWN_WORD, SHORTEST_MISSPELT = 84.0, 5
NAMES_ONLY = "inform_identity"  # what only its sentences hold is somebody's name
MASKED = {
    "valormonetario": "[valor]",
    "numvezes": "[vezes]",
    "datadia": "[data]",
    "mesano": "[mês]",
    "numano": "[ano]",
    "horadodia": "[hora]",
    "numporcento": "[%]",
    "enderecoemail": "[e-mail]",
    "numerotelefone": "[telefone]",
    "digitos": "[números]",
}
_ORDINARY = frozenset({"nascimento", "pesoa"})  # surnames, and words of every day
_WORD = re.compile(r"[^\W\d_]+")
_SEVERAL = re.compile(rf"{HIDDEN}(?:[\s,.;'’/-]*{HIDDEN})+")
# What follows is a name or a place, up to the end of the sentence, whatever its words.
_ANNOUNCED = re.compile(
    r"(?:\b(?:meu nome (?:completo )?(?:e|eh)|me chamo|chama-?se|nome (?:completo|da (?:minha )?mae|dela|dele)|"
    r"sobrenome|(?:minha|da) mae (?:e|se chama)|moro (?:em|na|no)|resido (?:em|na|no)|sou de|"
    r"rua|avenida|av|travessa|bairro|cidade de|endereco (?:e|novo))\b)[\s:]*(?P<told>[^,.;!?\n]+)"
)


@dataclass(frozen=True)
class Vocabulary:
    """The words that may be shown: those of the sentences taught, and those enough people wrote."""

    taught: frozenset[str]
    names: frozenset[str] = frozenset()
    spread: frozenset[str] = frozenset()
    _seen: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)

    def shows(self, word: str) -> bool:
        if word not in self._seen:
            self._seen[word] = self._may_show(word)
        return self._seen[word]

    def knows(self, word: str) -> bool:
        """Whether it is a word of the language the bot was taught, perhaps misspelt."""
        if self.is_name(word):
            return False
        if word in self.taught or word in MASKED or squeeze(word) in NEVER:
            return True
        if len(word) < SHORTEST_MISSPELT:
            return False
        alike = (each for each in self.taught if each[0] == word[0])
        return process.extractOne(word, alike, scorer=fuzz.ratio, score_cutoff=LIKE_A_KNOWN_WORD) is not None

    def is_name(self, word: str) -> bool:
        plain = squeeze(word)
        return word in self.names or (plain in KNOWN and plain not in _ORDINARY)

    def _may_show(self, word: str) -> bool:
        return self.knows(word) or (word in self.spread and not self.is_name(word))


def vocabulary_of(sentences: Iterable[Sentence]) -> Vocabulary:
    """Words written small in some sentence that does not just say who somebody is."""
    small: set[str] = set()
    every: set[str] = set()
    for sentence in sentences:
        words = _WORD.findall(sentence.text)
        every |= {fold(word) for word in words}
        if sentence.intent != NAMES_ONLY:
            small |= {fold(word) for word in words if not word[0].isupper()}
    names = {word for word in every - small if squeeze(word) not in NEVER}
    return Vocabulary(frozenset(small), frozenset(names))


def with_spread(vocabulary: Vocabulary, texts: Iterable[tuple[str, str]]) -> Vocabulary:
    """The vocabulary with the words that enough people wrote: (who, text) pairs."""
    writers: Mapping[str, set[str]] = defaultdict(set)
    for who, text in texts:
        for word in _WORD.findall(fold(text)):
            writers[word].add(who)
    spread = {word for word, people in writers.items() if len(people) >= ENOUGH_PEOPLE}
    return Vocabulary(vocabulary.taught, vocabulary.names, frozenset(spread))


def hidden(text: str, vocabulary: Vocabulary) -> str:
    """One line without figures, names or places; doing it again changes nothing."""
    masked = " ".join(mask(text).split())
    pieces: list[str] = []
    end = 0
    folded = fold(masked)
    told = [match.span("told") for match in _ANNOUNCED.finditer(folded)]
    told += [match.span() for match in PLACE.finditer(folded)]
    for match in _WORD.finditer(masked):
        announced = any(start <= match.start() < stop for start, stop in told)
        word = fold(match.group())
        if word in MASKED or (not announced and vocabulary.shows(word)):
            continue
        pieces += [masked[end : match.start()], HIDDEN]
        end = match.end()
    return _SEVERAL.sub(HIDDEN, "".join([*pieces, masked[end:]]))


def says_something(text: str) -> bool:
    """Whether words are left besides what was hidden and masked."""
    return any(fold(word) not in MASKED for word in _WORD.findall(text))


def readable(text: str) -> str:
    """The masked words as people read them."""
    return _WORD.sub(lambda match: MASKED.get(match.group(), match.group()), text)
