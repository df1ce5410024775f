"""Parts of the whole: "metade agora e metade depois", "um terço de entrada"."""

import re

from bot.domain.reading.sketch import Sketch

_HALF = re.compile(r"\b(?:a |pela |na )?metade\b")
_THIRD = re.compile(r"\b(?:um|1) terco\b")
_NOW = r"(?:agora|hoje|ja|(?:de|na|como) entrada|de sinal|a vista|no ato|n?(?:esse|este) mes)\b"
_NOW_AFTER = re.compile(rf" ?(?:d(?:a|o|isso|esse)(?: \w+)? )?,? ?{_NOW}")
_NOW_BEFORE = re.compile(
    r"\b(?:entrada|sinal)(?: (?:de|com|seria|pode ser|e|da|a))* $|\b(?:agora|hoje) (?:eu )?(?:dou |pago )?(?:a )?$"
)
FRACTIONS = frozenset({"fraction", "fraction_down", "fraction_total"})


def read_parts(sketch: Sketch) -> None:
    """A third, before the "um" of it is taken for a number."""
    _take_each(sketch, _THIRD, "1/3")


def read_fractions(sketch: Sketch) -> None:
    _take_each(sketch, _HALF, "1/2")


def part_kind(sketch: Sketch, match: re.Match[str]) -> str:
    """A part paid now, the price of the whole, or a part of which neither is said."""
    before = sketch.folded[: match.start()]
    if _NOW_AFTER.match(sketch.folded, match.end()) or _NOW_BEFORE.search(before):
        return "fraction_down"
    return "fraction_total" if match[0].startswith("pel") else "fraction"


def _take_each(sketch: Sketch, pattern: re.Pattern[str], value: str) -> None:
    for match in list(sketch.matches(pattern)):
        sketch.take(part_kind(sketch, match), value, match.span())
