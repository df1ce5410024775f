"""A flow file cut into the text of each step, what stands before the first, and what stands between."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import yaml

_STEPS = "steps"


@dataclass(frozen=True)
class Block:
    """A step's own lines, and the blank lines and comments above it."""

    gap: str
    body: str


@dataclass(frozen=True)
class Blocks:
    """`head` is what comes before the steps, `end` blank lines and comments after the last, `tail` what follows."""

    head: str
    steps: dict[str, Block]
    end: str = ""
    tail: str = ""

    @property
    def usual_gap(self) -> str:
        """A new step stands apart from its neighbours as they do from each other, without their comments."""
        gaps = [block.gap for block in list(self.steps.values())[1:]]
        return "\n" if gaps and all(gap.startswith("\n") for gap in gaps) else ""


def blocks_of(text: str) -> Blocks | None:
    """None where the steps are not written one under the other."""
    root = yaml.compose(text, yaml.CSafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return None
    places = [key.value for key, _ in root.value]
    if _STEPS not in places:
        return None
    at = places.index(_STEPS)
    steps = root.value[at][1]
    if not isinstance(steps, yaml.MappingNode) or steps.flow_style or not steps.value:
        return None
    lines = text.splitlines(keepends=True)
    following = root.value[at + 1][0].start_mark.line if at + 1 < len(places) else len(lines)
    starts = [key.start_mark.line for key, _ in steps.value]
    column = steps.value[0][0].start_mark.column
    if len(set(starts)) != len(starts) or starts[0] == root.value[at][0].start_mark.line:
        return None
    return _cut(lines, [str(key.value) for key, _ in steps.value], [*starts, following], column)


def _cut(lines: list[str], names: list[str], starts: list[int], column: int) -> Blocks:
    head, gap = _without_gap(lines[: starts[0]], column)
    steps: dict[str, Block] = {}
    for name, (start, stop) in zip(names, pairwise(starts), strict=True):
        body, after = _without_gap(lines[start:stop], column)
        steps[name] = Block(gap, body)
        gap = after
    return Blocks(head, steps, gap, "".join(lines[starts[-1] :]))


def _without_gap(lines: list[str], column: int) -> tuple[str, str]:
    """The lines, and apart from them the blank ones and comments they end with."""
    ends = len(lines) - sum(1 for _ in _gap_lines(lines, column))
    return "".join(lines[:ends]), "".join(lines[ends:])


def _gap_lines(lines: list[str], column: int) -> Iterator[str]:
    for line in reversed(lines):
        bare = line.strip()
        indent = len(line) - len(line.lstrip())
        if bare and not (bare.startswith("#") and indent <= column):
            return
        yield line
