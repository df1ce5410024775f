"""A file of ready answers with one of them changed, added or taken out; all other lines stay as they are."""

import re
import unicodedata
from collections.abc import Collection

from bot.application.editor.yaml_places import drop, plain_at, put, read_plain
from flows.ready_answers import ReadyAnswer

_LONGEST_CODE = 36
_TITLE, _TEXT, _FROM, _EARLY = "title", "text", "from", "before_identity"


def with_answer(text: str, answer: ReadyAnswer) -> str:
    if plain_at(read_plain(text), (answer.id,)) is None:
        text = put(text, (answer.id,), {_TITLE: answer.title})
    for key, value in ((_TITLE, answer.title), (_TEXT, answer.text), (_FROM, answer.says_as)):
        text = put(text, (answer.id, key), value) if value else drop(text, (answer.id, key))
    if answer.before_identity:
        return put(text, (answer.id, _EARLY), "true")
    return drop(text, (answer.id, _EARLY))


def without_answer(text: str, name: str) -> str:
    return drop(text, (name,))


def code_for(title: str, taken: Collection[str]) -> str:
    """A code of our own from the title: nobody should have to think of one."""
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST_CODE].strip("_")
    code = code if code[:1].isalpha() else f"resposta_{code}".strip("_")
    endings = ("", *(f"_{number}" for number in range(2, len(taken) + 3)))
    return next(code + ending for ending in endings if code + ending not in taken)
