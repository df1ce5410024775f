"""Reads the words of the papers and fills them."""

from collections.abc import Mapping
from pathlib import Path

import yaml

_TEXTS: Mapping[str, Mapping[str, str]] = yaml.safe_load(
    Path(__file__).with_name("texts.yml").read_text(encoding="utf-8")
)


class Words:
    """The texts of one paper, over those all papers share."""

    def __init__(self, paper: str) -> None:
        self._texts = {**_TEXTS["shared"], **_TEXTS[paper]}

    def say(self, text: str, **values: object) -> str:
        return self._texts[text].format(**values)
