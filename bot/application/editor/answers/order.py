"""The order in which those who answer see the ready answers: one goes a place up or down."""

from collections.abc import Sequence

import yaml

from bot.application.editor.answers.answers import Files, answers_in, path_of
from bot.application.editor.drafts.drafts import Draft, Drafts, Edit
from bot.application.editor.drafts.edits import BusyDraft
from flows.ready_answers import SHARED

_TRIES = 8  # others may write in the same file meanwhile


def movable(files: Files, folder: str) -> list[str]:
    """Those that stand in this file alone; one in place of a shared one keeps its place."""
    found = answers_in(files, folder)
    return [one.id for one in found if one.is_own and (folder == SHARED or not one.is_shared)]


async def move_answer(draft_id: int, by: str, place: tuple[str, str], *, up: bool, drafts: Drafts) -> None:
    """`place`: the folder and the answer. At an end it stays; raises DraftMissing for a draft that is not open."""
    folder, name = place
    path = path_of(folder)
    for _ in range(_TRIES):
        files = (await drafts.files(draft_id)).files
        text = files.get(path, "")
        after = moved(text, name, movable(files, folder), up=up)
        if after == text:
            return
        title = next(one.ready.title for one in answers_in(files, folder) if one.id == name)
        told = f"Resposta pronta «{title}» {'sobe' if up else 'desce'} na lista"
        if isinstance(await drafts.write(Edit(draft_id, by, told, {path: text}, {path: after})), Draft):
            return
    raise BusyDraft


def moved(text: str, name: str, order: Sequence[str], *, up: bool) -> str:
    """The text with the answer and its neighbour in each other's place, each with the comments above it."""
    if name not in order:
        return text
    to = order.index(name) + (-1 if up else 1)
    if not 0 <= to < len(order):
        return text
    head, blocks = _cut(text)
    names = list(blocks)
    here, there = names.index(name), names.index(order[to])
    names[here], names[there] = names[there], names[here]
    return head + "".join(blocks[one] for one in names)


def _cut(text: str) -> tuple[str, dict[str, str]]:
    """What stands above the first answer, and the lines of each."""
    root = yaml.compose(text, yaml.CSafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    lines = (text if text.endswith("\n") else f"{text}\n").splitlines(keepends=True)
    starts = [key.start_mark.line for key, _ in pairs]
    cuts = [*starts[:1], *(_above(lines, start) for start in starts[1:]), len(lines)]
    blocks = {key.value: "".join(lines[cuts[at] : cuts[at + 1]]) for at, (key, _) in enumerate(pairs)}
    return "".join(lines[: cuts[0]]), blocks


def _above(lines: Sequence[str], start: int) -> int:
    """Comments and blank lines go with what they stand above."""
    while start and (not lines[start - 1].strip() or lines[start - 1].startswith("#")):
        start -= 1
    return start
