"""What the driver's own statements find, read as the session's rows are: by the names of the columns."""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any, cast


def found_row[Kept](_kind: type[Kept], record: Mapping[str, Any]) -> Kept:
    """It has the columns of a row of this kind and nothing of what a session does with one."""
    return cast(Kept, SimpleNamespace(**record))


def found_rows[Kept](kind: type[Kept], records: Iterable[Mapping[str, Any]]) -> list[Kept]:
    return [found_row(kind, record) for record in records]
