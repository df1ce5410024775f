"""Numbers as Brazilians write them: "1.234,56", "2 mil e 500", "cento e vinte", "duzentão"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

UNITS = {
    word: value
    for value, spellings in enumerate(
        (
            "zero",
            "um uma hum",
            "dois duas doiz",
            "tres treis",
            "quatro",
            "cinco sinco",
            "seis meia",
            "sete",
            "oito",
            "nove",
        )
    )
    for word in spellings.split()
}
_TEENS = {
    word: value
    for value, spellings in enumerate(
        (
            "dez",
            "onze",
            "doze dose",
            "treze",
            "quatorze catorze",
            "quinze",
            "dezesseis dezeseis",
            "dezessete dezesete",
            "dezoito",
            "dezenove",
        ),
        10,
    )
    for word in spellings.split()
}
_TENS = {
    word: value
    for value, spellings in zip(
        range(20, 100, 10),
        (
            "vinte vintao",
            "trinta trintao",
            "quarenta quarentao",
            "cinquenta cincoenta sinquenta cinqenta cinquentao cinquentinha",
            "sessenta secenta",
            "setenta",
            "oitenta",
            "noventa",
        ),
        strict=True,
    )
    for word in spellings.split()
}
_HUNDREDS = {
    word: value
    for value, spellings in zip(
        range(100, 1000, 100),
        (
            "cem cento centao cenzao cemzao",
            "duzentos duzentas duzento duzentao",
            "trezentos trezentas trezento trezentao",
            "quatrocentos quatrocentas quatrocento quatrocentao",
            "quinhentos quinhentas quinhento quinhentao",
            "seiscentos seiscentas seiscento",
            "setecentos setecentas",
            "oitocentos oitocentas",
            "novecentos novecentas",
        ),
        strict=True,
    )
    for word in spellings.split()
}
_SMALL = UNITS | _TEENS | _TENS | _HUNDREDS
_THOUSAND = frozenset({"mil", "milao"})
_AUGMENTED = re.compile(r"(?:ao|inha)\b")
_ANY = "|".join(sorted([*_SMALL, *_THOUSAND], key=len, reverse=True))
_RUN = re.compile(rf"\b(?:{_ANY})(?:\s+(?:e\s+)?(?:{_ANY}))*\b")
_DIGITS = re.compile(
    r"(?:\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d{2})?(?!\d)"
    r"|\d+,\d{1,2}(?!\d)|\d+\.\d{2}(?!\d)|\d+)(?P<scale>\s?(?:mil|k)\b)?"
)
_JOINED = re.compile(r"\s+(?:e\s+)?")
_HALF = re.compile(r"\s+e\s+meio\b")


@dataclass(frozen=True)
class Number:
    """A number in a message: its worth in hundredths, and the digits as written."""

    hundredths: int
    digits: str
    start: int
    end: int
    in_words: bool = False
    is_amount: bool = False  # written as only money is: "150,00", "1k", "duzentão"
    ends_in_thousand: bool = False

    @property
    def whole(self) -> int:
        return self.hundredths // 100


def find_numbers(line: str) -> list[Number]:
    """Every number of a folded line, in order, never overlapping."""
    in_digits = list(_in_digits(line))
    rest = line
    for number in in_digits:  # the "mil" of "2 mil" is no number of its own
        rest = rest[: number.start] + "0" * (number.end - number.start) + rest[number.end :]
    found = sorted([*in_digits, *_in_words(rest)], key=lambda number: number.start)
    return _joined_thousands(line, found)


def _in_digits(line: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(line):
        scale = match["scale"] or ""
        written = match[0][: len(match[0]) - len(scale)]
        hundredths = _hundredths(written) * (1000 if scale else 1)
        yield Number(
            hundredths=hundredths,
            digits=re.sub(r"\D", "", written),
            start=match.start(),
            end=match.end(),
            is_amount=bool(scale) or "," in written or "." in written,
            ends_in_thousand=bool(scale),
        )


def _hundredths(written: str) -> int:
    whole, _, cents = written, "", ""
    if re.search(r"[.,]\d{1,2}$", written):
        whole, cents = re.split(r"[.,](?=\d{1,2}$)", written)
    return int(re.sub(r"\D", "", whole)[:15]) * 100 + int(cents.ljust(2, "0") or 0)


def _in_words(line: str) -> Iterator[Number]:
    for run in _RUN.finditer(line):
        tokens = [match for match in re.finditer(r"[a-z]+", run[0]) if match[0] != "e"]
        yield from _cardinals(tokens, run.start())


def _cardinals(tokens: list[re.Match[str]], offset: int) -> Iterator[Number]:
    """Cut "cento e vinte" as one number and "um dois três" as three."""
    begin = 0
    for index in range(1, len(tokens) + 1):
        if index == len(tokens) or not _continues(tokens[index - 1][0], tokens[index][0]):
            yield _cardinal(tokens[begin:index], offset)
            begin = index


def _continues(before: str, after: str) -> bool:
    if after in _THOUSAND:
        return before not in _THOUSAND and _SMALL[before] > 0
    if before in _THOUSAND:
        return _SMALL[after] > 0
    low, high = _SMALL[after], _SMALL[before]
    return (high >= 100 > low > 0) or (20 <= high < 100 and 0 < low < 10 and after != "meia")


def _cardinal(tokens: list[re.Match[str]], offset: int) -> Number:
    total = small = 0
    for token in tokens:
        if token[0] in _THOUSAND:
            total, small = (total + small or 1) * 1000, 0
        else:
            small += _SMALL[token[0]]
    return Number(
        hundredths=(total + small) * 100,
        digits=str(total + small),
        start=offset + tokens[0].start(),
        end=offset + tokens[-1].end(),
        in_words=True,
        is_amount=any(_AUGMENTED.search(token[0]) for token in tokens),
        ends_in_thousand=tokens[-1][0] in _THOUSAND,
    )


def _joined_thousands(line: str, numbers: list[Number]) -> list[Number]:
    """ "2 mil e 500" and "mil e meio" are one number each."""
    joined: list[Number] = []
    for number in numbers:
        last = joined[-1] if joined else None
        if last and last.ends_in_thousand and _follows(line, last, number):
            worth = last.hundredths + number.hundredths
            joined[-1] = replace(
                last, hundredths=worth, digits=str(worth // 100), end=number.end, ends_in_thousand=False
            )
        else:
            joined.append(number)
    return [_with_half(line, number) for number in joined]


def _follows(line: str, last: Number, number: Number) -> bool:
    gap = _JOINED.fullmatch(line, last.end, number.start)
    return bool(gap) and 0 < number.whole < 1000 and not re.match(r"\s?(?:x|vez|parcel)", line[number.end :])


def _with_half(line: str, number: Number) -> Number:
    half = _HALF.match(line, number.end) if number.ends_in_thousand else None
    if half is None:
        return number
    worth = number.hundredths + 50_000
    return replace(number, hundredths=worth, digits=str(worth // 100), end=half.end(), is_amount=True)


def runs(line: str, numbers: list[Number]) -> list[list[Number]]:
    """Numbers said one after another, with nothing but spaces, marks or "e" between."""
    groups: list[list[Number]] = [[number] for number in numbers[:1]]
    for before, after in pairwise(numbers):
        if re.fullmatch(r"[\s,.;:*x/\-]*(?:\be\b)?[\s,.\-]*", line[before.end : after.start]):
            groups[-1].append(after)
        else:
            groups.append([after])
    return groups
