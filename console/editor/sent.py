"""A form of a draft's page as it was sent, and what stands beside it where it is not taken."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from fastapi import status
from starlette.datastructures import FormData

from console.auth.pages import ZONE


class Moved(Protocol):
    """A change to the draft, made since the page was read."""

    @property
    def by(self) -> str: ...

    @property
    def at(self) -> datetime: ...


def typed_in(data: FormData) -> dict[str, list[str]]:
    """Words only: a file among them is nothing typed."""
    return {name: [one for one in data.getlist(name) if isinstance(one, str)] for name in data}


def kept(typed: Mapping[str, list[str]]) -> dict[str, str]:
    """What was typed, as the fields show it again."""
    return {name: "\n".join(words) for name, words in typed.items()}


def code_of(*, refused: bool, stale: bool) -> int:
    """Of the answer to a form: taken, wrong in itself, or written on a page that is no longer the draft's."""
    if stale:
        return status.HTTP_409_CONFLICT
    return status.HTTP_422_UNPROCESSABLE_CONTENT if refused else status.HTTP_200_OK


def who_moved(change: Moved | None) -> dict[str, Any]:
    """Who moved the draft and when, in São Paulo; both empty where nobody did."""
    if change is None:
        return {"who": "", "at": ""}
    return {"who": _first_name(change.by), "at": f"{change.at.astimezone(ZONE):%H:%M}"}


def _first_name(email: str) -> str:
    return email.partition("@")[0].partition(".")[0].capitalize()
