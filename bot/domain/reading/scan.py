"""One pass over a message: every value in it, in the order that keeps them apart."""

import re
from datetime import date

from bot.domain.reading.counts import read_counts, read_once
from bot.domain.reading.dates import read_dates, read_written_dates
from bot.domain.reading.entity import Expectation
from bot.domain.reading.identity import drop_how_many, read_factors, read_names
from bot.domain.reading.money import assign_roles, read_marked_money, read_money_in_context
from bot.domain.reading.shapes import read_shapes
from bot.domain.reading.sketch import Sketch

_HUNDREDTHS = re.compile(r"\bpor ?cento\b")
_PERCENT = re.compile(r"(#++) ?%+")
_HALF = re.compile(r"\b(?:a |pela )?metade\b")


def scan(text: str, expects: Expectation, today: date) -> Sketch:
    sketch = Sketch(text)
    drop_how_many(sketch)
    read_shapes(sketch)
    read_written_dates(sketch, today, birth=expects.identity)
    read_once(sketch)
    # Before numbers: the "cento" of "por cento" is none.
    sketch.line = _HUNDREDTHS.sub(lambda match: "%" * len(match[0]), sketch.line)
    sketch.lex_numbers()
    for match in sketch.matches(_PERCENT):
        sketch.take("percent", sketch.number(match).digits, match.span())
    read_counts(sketch)
    read_dates(sketch, today, birth=expects.identity)
    _read_money(sketch, expects)
    for match in sketch.matches(_HALF):
        sketch.take("fraction", "1/2", match.span())
    read_factors(sketch, asked=expects.identity)
    read_names(sketch, asked=expects.identity)
    return sketch


def _read_money(sketch: Sketch, expects: Expectation) -> None:
    """Where identity is asked "cento e vinte e três" is digits, and only a sign or a unit makes money."""
    read_marked_money(sketch, forms=not expects.identity)
    if not expects.identity:
        read_money_in_context(sketch)
    assign_roles(sketch)
