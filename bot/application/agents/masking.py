"""Fields as a role may see them: in full, masked, or not at all (section 10)."""

import re
from collections.abc import Collection, Mapping, Sequence

from bot.application.agents.roles import Right, StaffRole, may
from bot.domain.documents import digits_of, document_of, masked
from bot.domain.money import Money
from bot.domain.policy import Parties

_BETWEEN = r"[\s.,/_\-\u2010-\u2015]{0,3}"
# Looked for from every digit on, so that another number beside one does not hide it.
_LOOKS_LIKE_DOCUMENT = tuple(
    re.compile(rf"(?<!\d)(?=(\d(?:{_BETWEEN}\d){{{more}}})(?!\d))", re.ASCII) for more in (13, 10)
)
_AREA = r"\(?(?P<area>\d\d)\)?"
_PHONES = (
    re.compile(rf"(?<!\d)(?:\+?55{_BETWEEN})?{_AREA}{_BETWEEN}9{_BETWEEN}\d{{4}}{_BETWEEN}(?P<last>\d{{4}})(?!\d)"),
    re.compile(rf"(?<!\d)\((?P<area>\d\d)\){_BETWEEN}[2-5]\d{{3}}{_BETWEEN}(?P<last>\d{{4}})(?!\d)"),
    re.compile(r"(?<!\d)(?P<area>)9\d{4}[\s.-](?P<last>\d{4})(?!\d)"),
)
_AMOUNTS = frozenset({"updated", "lowest_lump_sum", "total", "value"})
_NUMBER = r"\d+(?:[.,]\d+)*"
_WRITTEN_AMOUNT = re.compile(
    rf"R[$S]\s?{_NUMBER}|(?<![\d.,]){_NUMBER}\s?(?:reais|mil)\b|(?<![\d.,])\d[\d.]*,\d\d(?!\d)", re.I
)


def document(value: str, role: StaffRole) -> str:
    return value if may(role, Right.SEE_DOCUMENTS) else masked(value)


def phone(value: str, role: StaffRole) -> str:
    return value if may(role, Right.SEE_PHONES) else hidden_phone(value)


def hidden_phone(value: str) -> str:
    """Country and area code, and the last four digits."""
    return value if len(value) < 10 else f"{value[:5]}{'*' * (len(value) - 9)}{value[-4:]}"


def amount(value: Money, role: StaffRole) -> str | None:
    return value.decimal_text() if may(role, Right.SEE_AMOUNTS) else None


def text(body: str, role: StaffRole, *, with_phones: bool = False, public: Collection[str] = ()) -> str:
    """What was written, without the documents, phones and amounts in it that the role may not see.

    `with_phones`: a phone is what the work at hand is about. `public`: numbers that are nobody's secret.
    """
    shown = body if may(role, Right.SEE_DOCUMENTS) else _without_documents(body, public)
    shown = shown if with_phones or may(role, Right.SEE_PHONES) else _without_phones(shown, public)
    return shown if may(role, Right.SEE_AMOUNTS) else _WRITTEN_AMOUNT.sub("R$ ***", shown)


def unasked(body: str, role: StaffRole, public: Collection[str] = ()) -> str:
    """As a page shows it first, to anybody: documents and phones come when they are asked for, and on record."""
    shown = _without_phones(_without_documents(body, public), public)
    return shown if may(role, Right.SEE_AMOUNTS) else _WRITTEN_AMOUNT.sub("R$ ***", shown)


def public_numbers(parties: Parties) -> frozenset[str]:
    """What every charging document names of the houses themselves: no personal data."""
    houses = (parties.creditor, parties.office) if parties.office is not None else (parties.creditor,)
    written = [parties.official_phone, *(number for house in houses for number in (house.cnpj, house.phone))]
    return frozenset(digits_of(one) for one in written)


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


def _without_documents(body: str, public: Collection[str] = ()) -> str:
    """Only what is a document by its check digits goes: a bar code or a protocol stays readable."""
    shown, end = [], 0
    for start, stop in sorted(found.span(1) for sort in _LOOKS_LIKE_DOCUMENT for found in sort.finditer(body)):
        digits = digits_of(body[start:stop])
        if start >= end and document_of(digits) == digits and digits not in public:
            shown += [body[end:start], masked(digits)]
            end = stop
    return "".join([*shown, body[end:]])


def _without_phones(body: str, public: Collection[str] = ()) -> str:
    def hidden(found: re.Match[str]) -> str:
        if digits_of(found[0]) in public:
            return found[0]
        return f"({found['area']}) *****-{found['last']}" if found["area"] else "*****"

    for sort in _PHONES:
        body = sort.sub(hidden, body)
    return body
