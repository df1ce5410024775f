"""One pass over a message: every value in it, in the order that keeps them apart."""

import re
from datetime import date

from bot.domain.reading.counts import read_counts, read_once
from bot.domain.reading.dates import read_dates, read_written_dates
from bot.domain.reading.entity import Expectation
from bot.domain.reading.fractions import part_kind, read_fractions, read_parts
from bot.domain.reading.identity import drop_how_many, read_factors, read_names
from bot.domain.reading.money import assign_roles, read_marked_money, read_money_in_context
from bot.domain.reading.shapes import read_shapes
from bot.domain.reading.sketch import Sketch

_HUNDREDTHS = re.compile(r"\bpor ?cento\b")
_PERCENT = re.compile(r"(#++) ?%+")


def scan(text: str, expects: Expectation, today: date) -> Sketch:
    sketch = Sketch(text)
    drop_how_many(sketch)
    read_shapes(sketch)
    read_written_dates(sketch, today, birth=expects.identity)
    read_once(sketch)
    read_parts(sketch)
    # Before numbers: the "cento" of "por cento" is none.
    sketch.line = _HUNDREDTHS.sub(lambda match: "%" * len(match[0]), sketch.line)
    sketch.lex_numbers()
    for match in sketch.matches(_PERCENT):
        _take_percent(sketch, match)
    read_counts(sketch)
    read_dates(sketch, today, birth=expects.identity)
    _read_money(sketch, expects)
    read_fractions(sketch)
    read_factors(sketch, asked=expects.identity)
    read_names(sketch, asked=expects.identity, mother=expects.mother)
    return sketch


def _take_percent(sketch: Sketch, match: re.Match[str]) -> None:
    digits, kind = sketch.number(match).digits, part_kind(sketch, match)
    is_paid_now = kind == "fraction_down" and 0 < int(digits) < 100
    sketch.take(*((kind, f"{digits}/100") if is_paid_now else ("percent", digits)), match.span())


def _read_money(sketch: Sketch, expects: Expectation) -> None:
    """Where identity is asked "cento e vinte e três" is digits, and only a sign or a unit makes money."""
    read_marked_money(sketch, forms=not expects.identity)
    if not expects.identity:
        read_money_in_context(sketch)
    assign_roles(sketch)
