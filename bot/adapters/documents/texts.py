"""Reads the words of the papers and fills them."""

from collections.abc import Mapping
from pathlib import Path

import yaml

FILES = ("texts.yml", "certificate.yml")
_TEXTS: Mapping[str, Mapping[str, str]] = {
    paper: texts
    for file in FILES
    for paper, texts in yaml.safe_load(Path(__file__).with_name(file).read_text(encoding="utf-8")).items()
}


class Words:
    """The texts of one paper, over those all papers share."""

    def __init__(self, paper: str) -> None:
        self._texts = {**_TEXTS["shared"], **_TEXTS[paper]}

    def say(self, text: str, **values: object) -> str:
        return self._texts[text].format(**values)
