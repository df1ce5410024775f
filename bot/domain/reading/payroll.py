"""Whether a message speaks of a payroll deduction (C12)."""

import re

from bot.domain.reading.text import fold

_PAYROLL = re.compile(
    r"\b(?:folha|contra ?cheque|holerite|consignad[oa]|rh|departamento pessoal|desconta(?:m|do|da|va)?)\b"
)


def speaks_of_payroll(text: str) -> bool:
    return bool(_PAYROLL.search(fold(text)))
