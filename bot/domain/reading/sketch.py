"""A message while it is being read: what is understood is drawn over, so that it is read once."""

import re
import unicodedata
from collections.abc import Iterator

from bot.domain.reading.entity import Entity
from bot.domain.reading.numbers import Number, find_numbers
from bot.domain.reading.text import Word, fold, words

NUMBER = "#"
# A capital per family stands where a value was found; folded text has no capitals of its own.
_DRAWN = {"count": "C", "money": "M", "money_total": "M", "money_down": "M", "money_per_month": "M", "date": "D"}
_OTHER = "X"
_NEAR = 60


class Sketch:
    """The folded text with its values drawn over, letter by letter, and the list of those values."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", text)
        self.folded = fold(self.text)
        self.line = self.folded
        self.numbered = self.folded
        self.entities: list[Entity] = []
        self.numbers: dict[int, Number] = {}
        self._words: list[Word] | None = None

    @property
    def words(self) -> list[Word]:
        if self._words is None:
            self._words = words(self.folded)
        return self._words

    def lex_numbers(self) -> None:
        """Draw the numbers; done once, after the shapes made of several numbers."""
        for number in find_numbers(self.line):
            self.numbers[number.start] = number
            self._draw(number.start, number.end, NUMBER)
        self.numbered = self.line

    def number(self, match: re.Match[str], group: int | str = 1) -> Number:
        return self.numbers[match.start(group)]

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches over the line as drawn now, each number in them whole."""
        return (match for match in pattern.finditer(self.line) if self._whole_numbers(match))

    def take(self, kind: str, value: str, span: tuple[int, int], *, approximate: bool = False) -> None:
        start, end = span
        self.entities.append(Entity(kind, value, self.text[start:end], start, end, approximate))
        self._draw(start, end, _DRAWN.get(kind, _OTHER))

    def taken(self) -> tuple[Entity, ...]:
        return tuple(sorted(self.entities, key=lambda entity: entity.start))

    def free_numbers(self) -> list[Number]:
        return [number for start, number in sorted(self.numbers.items()) if self.line[start] == NUMBER]

    def before(self, place: int) -> str:
        """The words just before a place, as drawn now."""
        return self.line[max(0, place - _NEAR) : place]

    def words_outside(self) -> list[Word]:
        """The words that are no part of a value."""
        return [word for word in self.words if not _is_drawn(self.line[word.start] + self.line[word.end - 1])]

    def has_number(self, entity: Entity) -> bool:
        written = self.numbered[entity.start : entity.end]
        return NUMBER in written or any(sign.isdigit() for sign in entity.text)

    def _whole_numbers(self, match: re.Match[str]) -> bool:
        return all(self.line[start] != NUMBER or start in self.numbers for start, end in match.regs[1:] if start < end)

    def _draw(self, start: int, end: int, sign: str) -> None:
        self.line = self.line[:start] + sign * (end - start) + self.line[end:]


def _is_drawn(signs: str) -> bool:
    return any("A" <= sign <= "Z" for sign in signs)
