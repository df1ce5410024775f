"""Requirement ids in what a flow is for, "(P1 a P9)": for those who keep the rules, and on no manager's page."""

import re

_MARK = re.compile(r"\s*\(([A-Z]+\d[^)]*)\)")


def without_marks(about: str) -> str:
    return _MARK.sub("", about)


def with_marks_of(before: str, about: str) -> str:
    """What a manager wrote, with the ids that what stood there had."""
    marks = ", ".join(_MARK.findall(before))
    if not marks or _MARK.search(about):
        return about
    return f"{about.removesuffix('.')} ({marks}){'.' if about.endswith('.') else ''}"
