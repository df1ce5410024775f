"""Reads the lists of the wrap-up form, which are content."""

from pathlib import Path
from typing import Any

import yaml

from bot.application.agents.wrap_up import LISTED, WrapUpForm

_FILE = Path(__file__).parent / "wrap_up.yml"


class WrapUpForms:
    """The form of each creditor: its own lists over everybody's."""

    def __init__(self, file: Path = _FILE) -> None:
        self._lists: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))

    def __call__(self, creditor: str | None) -> WrapUpForm:
        lists = {**self._lists, **self._lists["creditors"].get(creditor or "", {})}
        return WrapUpForm({name: tuple(lists[name]) for name in LISTED}, int(lists["attempts"]))
