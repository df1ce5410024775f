"""What a bundle must look like before anything in it is checked (docs/evidence.md, section 4)."""

import re
from collections.abc import Callable, Iterator, Mapping

from bot.domain.evidence.encoding import (
    FORMAT,
    HASH_BYTES,
    KEY_BYTES,
    LARGEST,
    SALT_BYTES,
    SIGNATURE_BYTES,
    read_instant,
)
from bot.domain.evidence.entries import EvidenceKind

type Shape = Callable[[object, str], Iterator[str]]  # a value and where it stands; what is wrong with it

RECORD_OF_NOTICE = ("channel", "contact", "creditor", "notified", "protocol", "release", "text")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


def _matching(pattern: str, what: str) -> Shape:
    form = re.compile(pattern)

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, str) or not form.fullmatch(value):
            yield f"{at} is not {what}"

    return check


def hex_of(size: int) -> Shape:
    return _matching(f"[0-9a-f]{{{2 * size}}}", f"{size} bytes in lower-case hex")


def whole(least: int = 0) -> Shape:
    def check(value: object, at: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
            yield f"{at} is not a whole number from {least}"

    return check


def instant(value: object, at: str) -> Iterator[str]:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value) or not _is_date(value):
        yield f"{at} is not an instant"


def members(**shapes: Shape) -> Shape:
    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, Mapping) or value.keys() != shapes.keys():
            yield f"{at} has not exactly the members {', '.join(shapes)}"
            return
        for name, shape in shapes.items():
            yield from shape(value[name], f"{at}.{name}" if at else name)

    return check


def list_of(shape: Shape, least: int = 0) -> Shape:
    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, list) or len(value) < least:
            yield f"{at} is not a list of {least} or more"
            return
        for place, item in enumerate(value):
            yield from shape(item, f"{at}[{place}]")

    return check


def texts(value: object, at: str) -> Iterator[str]:
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
        yield f"{at} is not an object of strings"


def optional(shape: Shape) -> Shape:
    def check(value: object, at: str) -> Iterator[str]:
        if value is not None:
            yield from shape(value, at)

    return check


def _is_date(text: str) -> bool:
    try:
        return bool(read_instant(text))
    except ValueError:
        return False


HASH, TEXT = hex_of(HASH_BYTES), _matching(r"(?s:.*)", "a string")
UUID = _matching(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", "a random UUID")
KIND = _matching("|".join(EvidenceKind), "a kind of event")


def is_register(text: str) -> bool:
    """Whether this could be the UUID of a notice."""
    return not any(UUID(text, ""))


HEAD = members(at=instant, last=HASH, previous=HASH, root=HASH, size=whole(1))
STAMP = members(authority=TEXT, token=_matching("([0-9a-f]{2})+", "hex"))
RECORD = members(commitment=HASH, ordinal=whole(), position=whole(), prev=HASH, register=UUID)
ENTRY = members(at=instant, facts=texts, kind=KIND, notice=whole())
BUNDLE = members(
    format=_matching(re.escape(FORMAT), f'"{FORMAT}"'),
    made_at=instant,
    public_key=hex_of(KEY_BYTES),
    notice=optional(members(**dict.fromkeys(RECORD_OF_NOTICE, optional(TEXT)))),
    register=UUID,
    entries=list_of(
        members(
            entry=optional(ENTRY), head=whole(1), proof=list_of(HASH), record=RECORD, salt=optional(hex_of(SALT_BYTES))
        ),
        least=1,
    ),
    heads=list_of(members(head=HEAD, signature=hex_of(SIGNATURE_BYTES), stamps=list_of(STAMP)), least=1),
    links=list_of(list_of(HASH)),
    seal=hex_of(SIGNATURE_BYTES),
)
