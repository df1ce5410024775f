"""The digits a slip is paid by (linha digitável): read whole, each check digit verified, value and due date told.

Layouts: FEBRABAN, "Layout padrão de código de barras": 47 digits of a bank's slip, 48 of an arrecadação.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import cycle

from bot.domain.money import Money

BANK_DIGITS, COLLECTION_DIGITS = 47, 48
COLLECTION_MARK = "8"
FIRST_BASE = date(1997, 10, 7)  # factor 0
RESTARTED, RESTARTS_AT = date(2025, 2, 22), 1000  # after 9999 comes 1000 again
_BLOCK = 12
_BY_TEN, _BY_ELEVEN = frozenset("67"), frozenset("89")
_HAS_AMOUNT = frozenset("68")  # the others carry a quantity to be multiplied


class LineProblem(StrEnum):
    """The first thing wrong with what was typed."""

    EMPTY = "empty"
    LETTERS = "letters"
    LENGTH = "length"
    CURRENCY = "currency"
    FIELD_1 = "field_1"
    FIELD_2 = "field_2"
    FIELD_3 = "field_3"
    FIELD_4 = "field_4"
    KIND = "kind"
    GENERAL = "general"


FIELDS = (LineProblem.FIELD_1, LineProblem.FIELD_2, LineProblem.FIELD_3, LineProblem.FIELD_4)


@dataclass(frozen=True)
class SlipLine:
    """A line all of whose check digits agree; what it leaves open is None."""

    digits: str
    bank: str  # its three digits, empty on an arrecadação
    amount: Money | None
    due_factor: int = 0

    @property
    def written(self) -> str:
        """In groups, as slips print it and people read it aloud."""
        if len(self.digits) == COLLECTION_DIGITS:
            blocks = [self.digits[at : at + _BLOCK] for at in range(0, COLLECTION_DIGITS, _BLOCK)]
            return " ".join(f"{block[:-1]}-{block[-1]}" for block in blocks)
        one, two, three = self.digits[:10], self.digits[10:21], self.digits[21:32]
        fields = " ".join(f"{field[:5]}.{field[5:]}" for field in (one, two, three))
        return f"{fields} {self.digits[32]} {self.digits[33:]}"

    def due(self, near: date) -> date | None:
        """The due date; of the two days a factor stands for since it began anew, the one nearer to a day."""
        if not self.due_factor:
            return None
        days = [FIRST_BASE + timedelta(days=self.due_factor)]
        if self.due_factor >= RESTARTS_AT:
            days.append(RESTARTED + timedelta(days=self.due_factor - RESTARTS_AT))
        return min(days, key=lambda day: abs(day - near))


def read_line(typed: str) -> SlipLine | LineProblem:
    """A line with or without its dots and spaces, or what is wrong with it."""
    digits = typed.translate(str.maketrans("", "", " .-\t\r\n\u00a0"))
    if not digits:
        return LineProblem.EMPTY
    if not (digits.isascii() and digits.isdigit()):
        return LineProblem.LETTERS
    if len(digits) == COLLECTION_DIGITS and digits[0] == COLLECTION_MARK:
        return _collection(digits)
    return _bank(digits) if len(digits) == BANK_DIGITS else LineProblem.LENGTH


def _bank(digits: str) -> SlipLine | LineProblem:
    fields = (digits[:10], digits[10:21], digits[21:32])
    for field, problem in zip(fields, FIELDS, strict=False):
        if by_ten(field[:-1]) != int(field[-1]):
            return problem
    if digits[3] != "9":
        return LineProblem.CURRENCY
    free = digits[4:9] + digits[10:20] + digits[21:31]
    if by_eleven_of_a_bank(digits[:4] + digits[33:] + free) != int(digits[32]):
        return LineProblem.GENERAL
    cents = int(digits[37:])
    return SlipLine(digits, digits[:3], Money(cents) if cents else None, int(digits[33:37]))


def _collection(digits: str) -> SlipLine | LineProblem:
    if digits[2] not in _BY_TEN | _BY_ELEVEN:
        return LineProblem.KIND
    check = by_ten if digits[2] in _BY_TEN else by_eleven_of_a_collection
    blocks = [digits[at : at + _BLOCK] for at in range(0, COLLECTION_DIGITS, _BLOCK)]
    for block, problem in zip(blocks, FIELDS, strict=True):
        if check(block[:-1]) != int(block[-1]):
            return problem
    code = "".join(block[:-1] for block in blocks)
    if check(code[:3] + code[4:]) != int(code[3]):
        return LineProblem.GENERAL
    cents = int(code[4:15]) if digits[2] in _HAS_AMOUNT else 0
    return SlipLine(digits, "", Money(cents) if cents else None)


def by_ten(digits: str) -> int:
    """Weights 2 and 1 from the right, the digits of each product added."""
    total = sum(sum(divmod(digit * weight, 10)) for digit, weight in _weighed(digits, (2, 1)))
    return -total % 10


def by_eleven_of_a_bank(digits: str) -> int:
    """Weights 2 to 9 from the right; what would be 0, 10 or 11 is 1."""
    check = 11 - _sum_by_eleven(digits) % 11
    return 1 if check in {0, 10, 11} else check


def by_eleven_of_a_collection(digits: str) -> int:
    """The same weights; remainders 0 and 1 give 0, and 10 gives 1."""
    remainder = _sum_by_eleven(digits) % 11
    return 0 if remainder < 2 else 11 - remainder


def _sum_by_eleven(digits: str) -> int:
    return sum(digit * weight for digit, weight in _weighed(digits, range(2, 10)))


def _weighed(digits: str, weights: Iterable[int]) -> Iterable[tuple[int, int]]:
    return zip(map(int, reversed(digits)), cycle(weights), strict=False)
