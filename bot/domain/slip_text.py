"""The digits a slip is paid by, found in the text of its PDF (P12, G1)."""

import re

from bot.domain.boleto_line import SlipLine, read_line

_GAP = r"\s{0,4}"
_LINES = (
    re.compile(
        rf"(?<!\d)\d{{5}}[. ]?\d{{5}}{_GAP}\d{{5}}[. ]?\d{{6}}{_GAP}\d{{5}}[. ]?\d{{6}}{_GAP}\d{_GAP}\d{{14}}(?!\d)",
        re.ASCII,
    ),
    re.compile(rf"(?<!\d)8\d{{10}}[-. ]{{0,3}}\d(?:{_GAP}\d{{11}}[-. ]{{0,3}}\d){{3}}(?!\d)", re.ASCII),
)


def lines_in(text: str) -> tuple[SlipLine, ...]:
    """Each once, in the order they are printed; only those all of whose check digits agree."""
    found = (read_line(re.sub(r"\s", " ", match[0])) for shape in _LINES for match in shape.finditer(text))
    return tuple(dict.fromkeys(line for line in found if isinstance(line, SlipLine)))
