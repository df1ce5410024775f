"""The part of a file somebody asks for: Safari plays no sound that cannot be asked for in parts (RFC 9110, 14)."""

import re
from dataclasses import dataclass

_ONE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")


@dataclass(frozen=True)
class Span:
    """The first and the last byte, both counted in."""

    first: int
    last: int

    def of(self, size: int) -> str:
        return f"bytes {self.first}-{self.last}/{size}"


class OutOfFile(ValueError):
    """It begins after the end."""


def span_of(asked: str | None, size: int) -> Span | None:
    """None where the whole file is the answer: nothing was asked for, several parts, or something unreadable."""
    found = _ONE.fullmatch((asked or "").strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:  # so many from the end
        span = Span(max(size - int(last), 0), size - 1)
    else:
        span = Span(int(first), min(int(last), size - 1) if last else size - 1)
        if last and int(last) < int(first):
            return None
    if span.first >= size:
        raise OutOfFile
    return span
