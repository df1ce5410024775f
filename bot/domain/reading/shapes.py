"""Values known by their shape alone: e-mail, CNPJ, CPF, phone."""

import re

from bot.domain.reading.sketch import Sketch

_EMAIL = re.compile(r"[a-z0-9._%+\-]{1,64}@[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,5}")
# From July 2026 the first twelve signs of a CNPJ may be letters.
_CNPJ = re.compile(r"(?<![a-z0-9])[a-z0-9]{2}\.[a-z0-9]{3}\.[a-z0-9]{3}/[a-z0-9]{4}-?\d{2}(?!\d)|(?<!\d)\d{14}(?!\d)")
_CPF = re.compile(r"(?<!\d)\d{3}[. ]\d{3}[. ]\d{3} ?[-./ ]? ?\d{2}(?!\d)|(?<!\d)\d{9} ?[-/] ?\d{2}(?!\d)")
_PHONE = re.compile(
    r"(?<![\d.,])(?:\+?55 ?)?(?:\(0?\d{2}\) ?|\b0?\d{2}[ -])(?:9 ?\d{4}|[2-9]\d{3})[ .-]?\d{4}(?![\d])"
    r"|(?<!\d)\+?55\d{10,11}(?!\d)"
    r"|(?<!\d)(?:9\d{4}|[2-5]\d{3})-\d{4}(?!\d)"
)
_ELEVEN = re.compile(r"(?<!\d)\d{11}(?!\d)")
_TEN = re.compile(r"(?<!\d)[1-9]{2}[2-5]\d{7}(?!\d)")


def read_shapes(sketch: Sketch) -> None:
    for match in sketch.matches(_EMAIL):
        sketch.take("email", match[0], match.span())
    for match in sketch.matches(_CNPJ):
        sketch.take("cnpj", re.sub(r"[./-]", "", match[0]).upper(), match.span())
    for match in sketch.matches(_CPF):
        sketch.take("cpf", _digits(match[0]), match.span())
    for match in sketch.matches(_PHONE):
        sketch.take("phone", _digits(match[0]), match.span())
    for match in sketch.matches(_ELEVEN):
        kind = "phone" if looks_like_mobile(match[0]) and not is_cpf(match[0]) else "cpf"
        sketch.take(kind, match[0], match.span())
    for match in sketch.matches(_TEN):
        sketch.take("phone", match[0], match.span())


def is_cpf(digits: str) -> bool:
    """Whether the two check digits fit."""
    if len(digits) != 11 or len(set(digits)) == 1:
        return False
    return all(int(digits[place]) == _check_digit(digits[:place]) for place in (9, 10))


def looks_like_mobile(digits: str) -> bool:
    return len(digits) == 11 and digits[2] == "9" and "0" not in digits[:2]


def _check_digit(digits: str) -> int:
    weighted = sum(int(digit) * weight for digit, weight in zip(digits, range(len(digits) + 1, 1, -1), strict=True))
    return weighted * 10 % 11 % 10


def _digits(written: str) -> str:
    return re.sub(r"\D", "", written)
