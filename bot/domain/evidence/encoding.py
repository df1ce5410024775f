"""The one form in which things are hashed and signed, and the hashes themselves (docs/evidence.md, sections 1 to 4)."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

ENTRY = b"concilia/evidence/entry/v1\n"
RECORD = b"concilia/evidence/record/v1\n"
HEAD = b"concilia/evidence/head/v1\n"
BUNDLE = b"concilia/evidence/bundle/v1\n"
FORMAT = "concilia/evidence/bundle/v1"
LARGEST = 2**53 - 1
SALT_BYTES, HASH_BYTES, KEY_BYTES, SIGNATURE_BYTES = 32, 32, 32, 64
NOTHING_BEFORE = bytes(HASH_BYTES)  # `prev` of the first record, `previous` of the first head

_MEMBER = re.compile(r"[a-z][a-z0-9_]*")

type Document = Mapping[str, object]


class NotCanonical(ValueError):
    """A value that has no canonical form, or bytes that are not in it."""


def canonical(value: object) -> bytes:
    """`C(value)`: RFC 8785, restricted."""
    _check(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a lone surrogate") from error


def parsed(data: bytes) -> object:
    """The value these bytes are the canonical form of; refused when they are not."""
    try:
        value = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise NotCanonical("not JSON in UTF-8") from error
    if canonical(value) != data:
        raise NotCanonical("not in canonical form")
    return value


def commitment(salt: bytes, entry: Document) -> bytes:
    return sha256(ENTRY + salt + canonical(entry)).digest()


def leaf(record: Document) -> bytes:
    return sha256(b"\0" + RECORD + canonical(record)).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def head_message(head: Document) -> bytes:
    return HEAD + canonical(head)


def head_hash(head: Document) -> bytes:
    """What is time stamped."""
    return sha256(head_message(head)).digest()


def seal_message(bundle: Document) -> bytes:
    return BUNDLE + canonical({name: value for name, value in bundle.items() if name != "seal"})


def instant_text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _check(value: object) -> None:
    if isinstance(value, Mapping):
        for name, member in value.items():
            if not isinstance(name, str) or not _MEMBER.fullmatch(name):
                raise NotCanonical(f"a member called {name!r}")
            _check(member)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
    elif not isinstance(value, str | bool | None) and not _is_whole(value):
        raise NotCanonical(f"a {type(value).__name__}")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= LARGEST
