"""Which tests run on both kinds of database every day, and which on one of them, all on both where the whole is asked.

Where the database is the subject, or several write at once, both kinds are tried each time. Elsewhere the page or the
call is the subject: half of a folder's tests run on SQLite and half on PostgreSQL, always the same ones.
"""

import os
from pathlib import Path
from zlib import crc32

import pytest

KINDS = ("postgres", "sqlite")
ITS_SUBJECT = ("db", "evidence", "live", "ownership", "portfolio", "back_office")
MARK = "each_database: several write at once there, or it is a contract of the storage: on both kinds every day"
IS_WHOLE = os.environ.get("SOAK_DATABASES") == "both"  # noqa: TID251


def left_to_the_soak(item: pytest.Item) -> bool:
    """Whether its other half is enough for today."""
    kind = kind_of(item)
    if IS_WHOLE or not kind or item.get_closest_marker("each_database") or not is_one_of_pages(item.path):
        return False
    return kind != kind_for(item.name, kind)


def kind_of(item: pytest.Item) -> str:
    parameters: dict[str, object] = getattr(getattr(item, "callspec", None), "params", {})
    return str(parameters.get("database_url", ""))


def is_one_of_pages(path: Path) -> bool:
    """Pages, the API, commands and what speaks to others."""
    return "integration" in path.parts and path.parent.name not in ITS_SUBJECT


def kind_for(name: str, kind: str) -> str:
    """The same for both halves of a test, whatever else is tested."""
    function, _, parameters = name.partition("[")
    return KINDS[crc32(f"{function}[{parameters.replace(kind, '', 1)}".encode()) % len(KINDS)]
