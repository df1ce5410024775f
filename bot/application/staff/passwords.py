"""What a password must be: long, and nothing that is guessed first."""

import unicodedata
from enum import StrEnum

SHORTEST = 12
LONGEST = 256
_FEW = 5  # fewer different signs are a pattern


class Weakness(StrEnum):
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"
    HOLDS_THE_NAME = "holds_the_name"
    NOT_REPEATED = "not_repeated"


def normalised(password: str) -> str:
    """The same password on every keyboard: "é" is one sign or two."""
    return unicodedata.normalize("NFKC", password)


def weakness(password: str, repeated: str, email: str) -> Weakness | None:
    """Return the first broken rule, or None."""
    if len(password) < SHORTEST:
        return Weakness.TOO_SHORT
    if len(password) > LONGEST:
        return Weakness.TOO_LONG
    if len(set(password.lower())) < _FEW:
        return Weakness.TOO_PLAIN
    if email.partition("@")[0] in password.lower():
        return Weakness.HOLDS_THE_NAME
    return Weakness.NOT_REPEATED if password != repeated else None
