"""A message while it is being read: what is understood is drawn over, so that it is read once."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from bot.domain.reading.entity import Entity
from bot.domain.reading.numbers import Number, find_numbers
from bot.domain.reading.text import Word, fold, words

NUMBER = "#"
# A capital per family stands where a value was found; folded text has no capitals of its own.
_DRAWN = {"count": "C", "money": "M", "money_total": "M", "money_down": "M", "money_per_month": "M", "date": "D"}
_OTHER = "X"


class Sketch:
    """The folded text with its values drawn over, letter by letter, and the list of those values."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", text)
        self.folded = fold(self.text)
        self.line = self.folded
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

    def words_outside(self, entities: tuple[Entity, ...] | list[Entity]) -> list[Word]:
        return [word for word in self.words if not any(e.start < word.end and word.start < e.end for e in entities)]

    def has_number(self, entity: Entity) -> bool:
        if any(sign.isdigit() for sign in entity.text):
            return True
        return any(entity.start <= start < entity.end for start in self.numbers)

    def change_kind(self, old: Entity, kind: str) -> None:
        self.entities[self.entities.index(old)] = replace(old, kind=kind)

    def _whole_numbers(self, match: re.Match[str]) -> bool:
        return all(self.line[start] != NUMBER or start in self.numbers for start, end in match.regs[1:] if start < end)

    def _draw(self, start: int, end: int, sign: str) -> None:
        self.line = self.line[:start] + sign * (end - start) + self.line[end:]
