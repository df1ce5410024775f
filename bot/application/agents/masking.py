"""Fields as a role may see them: in full, masked, or not at all (section 10)."""

import re
from collections.abc import Mapping, Sequence

from bot.application.agents.roles import Right, StaffRole, may
from bot.domain.documents import digits_of, document_of, masked
from bot.domain.money import Money

_LOOKS_LIKE_DOCUMENT = re.compile(r"(?<!\d)\d(?:[\s./-]?\d){10,13}(?!\d)")
_AMOUNTS = frozenset({"updated", "lowest_lump_sum", "total", "value"})
_WRITTEN_AMOUNT = re.compile(r"R\$\s?[\d.]+(?:,\d{2})?")


def document(value: str, role: StaffRole) -> str:
    return value if may(role, Right.SEE_DOCUMENTS) else masked(value)


def phone(value: str, role: StaffRole) -> str:
    """Country and area code, and the last four digits."""
    if may(role, Right.SEE_PHONES) or len(value) < 10:
        return value
    return f"{value[:5]}{'*' * (len(value) - 9)}{value[-4:]}"


def amount(value: Money, role: StaffRole) -> str | None:
    return value.decimal_text() if may(role, Right.SEE_AMOUNTS) else None


def text(body: str, role: StaffRole) -> str:
    """What was written, without the documents and amounts in it that the role may not see."""
    shown = body if may(role, Right.SEE_DOCUMENTS) else _LOOKS_LIKE_DOCUMENT.sub(_masked_document, body)
    return shown if may(role, Right.SEE_AMOUNTS) else _WRITTEN_AMOUNT.sub("R$ ***", shown)


def plain(value: object, role: StaffRole) -> object:
    """A packet or another document of plain values, masked by the names of its fields."""
    if isinstance(value, str):
        return text(value, role)
    if isinstance(value, Mapping):
        return {name: _field(name, inner, role) for name, inner in value.items()}
    if isinstance(value, Sequence):
        return [plain(inner, role) for inner in value]
    return value


def _field(name: str, value: object, role: StaffRole) -> object:
    return None if name in _AMOUNTS and not may(role, Right.SEE_AMOUNTS) else plain(value, role)


def _masked_document(found: re.Match[str]) -> str:
    """Only what is a document by its check digits: a bar code or a protocol stays readable."""
    known = document_of(found.group())
    return masked(known) if known == digits_of(found.group()) else found.group()
