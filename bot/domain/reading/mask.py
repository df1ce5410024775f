"""What the classifier may see: words, with a fixed word in place of every figure."""

import re
from datetime import date

from bot.domain.reading.entity import Entity, Expectation
from bot.domain.reading.numbers import find_numbers
from bot.domain.reading.scan import scan
from bot.domain.reading.sketch import Sketch
from bot.domain.reading.text import fold

_TOKENS = {
    "money": "valormonetario",
    "money_total": "valormonetario",
    "money_down": "valormonetario",
    "money_per_month": "valormonetario",
    "count": "numvezes",
    "date": "datadia",
    "birth_date": "datadia",
    "date_fifth_business_day": "datadia",
    "competence": "mesano",
    "year": "numano",
    "time": "horadodia",
    "time_from": "horadodia",
    "percent": "numporcento",
    "fraction_down": "numporcento",
    "email": "enderecoemail",
    "phone": "numerotelefone",
}
_DIGITS = "digitos"
_ONCE = "uma vez"
_ANY_DAY = date(2001, 1, 1)  # what is masked never depends on the day
_SEVERAL = re.compile(rf"{_DIGITS}(?:[\s,.;/*\-]+(?:e )?{_DIGITS})+")
_PASSES = 12


def mask(text: str) -> str:
    """The text without a digit in it; masking it again changes nothing."""
    return mask_scanned(scan(text, Expectation(), _ANY_DAY))


def mask_scanned(sketch: Sketch) -> str:
    """The same, for a text read with nothing expected."""
    before, masked = sketch.text, _drawn(sketch)
    for _ in range(_PASSES):
        # What stood between two number words, or in an address, may be gone: only then is there more to see.
        if masked == before or not ("@" in masked or find_numbers(fold(masked))):
            return masked
        before, masked = masked, _drawn(scan(masked, Expectation(), _ANY_DAY))
    return masked


def _drawn(sketch: Sketch) -> str:
    pieces: list[str] = []
    end = 0
    for entity in sketch.taken():
        if _shows(sketch, entity):
            pieces += [sketch.text[end : entity.start], "\0", _token(entity), "\0"]
            end = entity.end
    pieces.append(sketch.text[end:])
    return _SEVERAL.sub(_DIGITS, _spaced("".join(pieces)))


def _shows(sketch: Sketch, entity: Entity) -> bool:
    return entity.kind == "email" or (entity.kind not in {"name", "mother_name"} and sketch.has_number(entity))


def _token(entity: Entity) -> str:
    if entity.kind == "count" and entity.value == "1":
        return _ONCE
    return _TOKENS.get(entity.kind, _DIGITS)


def _spaced(text: str) -> str:
    """Digits nobody understood become words too, and no word sticks to its neighbour."""
    text = re.sub(r"\d+", f"\0{_DIGITS}\0", "".join("0" if sign.isdigit() else sign for sign in text))
    text = re.sub(r"(?<=\w)\0+(?=\w)", " ", text)
    return text.replace("\0", "")
