"""What stands in place of each value when a text is tried on a page: a person and amounts that are invented."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

SAMPLES_FILE = Path(__file__).with_suffix(".yml")


@cache
def _samples() -> Mapping[str, str]:
    read = yaml.load(SAMPLES_FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return {code: str(value).strip() for code, value in read.items()}


def sample_of(code: str, fixed: Mapping[str, str]) -> str:
    """The creditor's own words where it has them."""
    return fixed.get(code) or _samples().get(code, "…")
