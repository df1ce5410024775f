"""Lines that were not understood, those alike together, the most frequent first; the same lines give the same."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.application.learning.hiding import Vocabulary, hidden, says_something, with_spread
from bot.application.learning.ports import Heard, Reason
from bot.domain.reading.text import fold

ALIKE = 76.0  # of a hundred, words in any order
LONGEST = 200  # a longer message says many things, and teaches none
SEVERITY = (Reason.DENIED, Reason.NOT_UNDERSTOOD, Reason.DOUBTFUL)


@dataclass(frozen=True)
class Phrase:
    """One way it was written; `digest` tells it from others without holding it."""

    text: str
    digest: str
    times: int


@dataclass(frozen=True)
class Group:
    """Phrases that mean the same by their looks, and what they were taken for."""

    phrases: tuple[Phrase, ...]
    times: int
    people: int
    taken: str
    reason: Reason

    @property
    def key(self) -> str:
        return self.phrases[0].digest


def plain(text: str) -> str:
    """Without case, accents and punctuation: what counts as the same sentence."""
    return re.sub(r"\W+", " ", fold(text)).strip() or text


def digest_of(text: str) -> str:
    return hashlib.sha256(plain(text).encode()).hexdigest()[:32]


def grouped(heard: Sequence[Heard], vocabulary: Vocabulary, taught: Container[str]) -> list[Group]:
    """`taught`: plain sentences of the release, which have nothing more to teach."""
    lines = [(one, line) for one in heard for line in one.text.splitlines() if len(line) <= LONGEST]
    words = with_spread(vocabulary, ((one.who, line) for one, line in lines))
    written: Mapping[str, list[tuple[Heard, str]]] = defaultdict(list)
    for one, line in lines:
        shown = hidden(line, words)
        key = plain(shown)
        if says_something(shown) and key not in taught:
            written[key].append((one, shown))
    return _grouped(written)


def without(groups: Iterable[Group], digests: Container[str]) -> list[Group]:
    """Those with something left once what was labelled is taken off."""
    found = []
    for group in groups:
        left = tuple(phrase for phrase in group.phrases if phrase.digest not in digests)
        if len(left) == len(group.phrases):
            found.append(group)
        elif left:
            found.append(Group(left, sum(each.times for each in left), group.people, group.taken, group.reason))
    return sorted(found, key=_place)


def _grouped(written: Mapping[str, list[tuple[Heard, str]]]) -> list[Group]:
    by_leader: dict[str, list[str]] = {}
    leaders: dict[str, str] = {}  # words in order -> the first phrase that has them
    for key in sorted(written, key=lambda each: (-len(written[each]), each)):
        in_order = " ".join(sorted(key.split()))
        near = process.extractOne(in_order, leaders.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE)
        if near:
            by_leader[leaders[near[0]]].append(key)
        else:
            leaders[in_order] = key
            by_leader[key] = [key]
    return sorted((_group([written[key] for key in keys]) for keys in by_leader.values()), key=_place)


def _group(phrases: list[list[tuple[Heard, str]]]) -> Group:
    all_heard = [one for phrase in phrases for one, _ in phrase]
    taken = Counter(one.taken for one in all_heard)
    reasons = {one.reason for one in all_heard}
    return Group(
        phrases=tuple(_phrase(phrase) for phrase in phrases),
        times=len(all_heard),
        people=len({one.who for one in all_heard}),
        taken=min(taken, key=lambda intent: (-taken[intent], intent)),
        reason=next(reason for reason in SEVERITY if reason in reasons),
    )


def _phrase(written: list[tuple[Heard, str]]) -> Phrase:
    spelt = Counter(text for _, text in written)
    text = min(spelt, key=lambda each: (-spelt[each], each))
    return Phrase(text, digest_of(text), len(written))


def _place(group: Group) -> tuple[int, str]:
    return -group.times, group.phrases[0].text
