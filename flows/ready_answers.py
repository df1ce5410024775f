"""The ready answers of those who answer for a profile: its own over those all profiles share (F5)."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.problems import Problem
from flows.reading import Notes, flag_of, mapping_of, read_document, refuse_unknown, text_of

READY_ANSWERS_FILE = "ready_answers.yml"
SHARED = "common"
_KEYS = {"title", "text", "from", "before_identity"}


@dataclass(frozen=True)
class ReadyAnswer:
    """Words at hand for a question that comes often; `says_as` names the step whose text they are."""

    id: str
    title: str
    text: str = ""
    says_as: str = ""
    before_identity: bool = False  # fit for whoever may be reading (I1)


def read_ready_answers(text: str, file: str = READY_ANSWERS_FILE) -> tuple[dict[str, ReadyAnswer], list[Problem]]:
    """The answers of a file in its order, and what is malformed in it."""
    notes = Notes(file)
    read = {name: _answer(name, given, notes) for name, given in read_document(text, notes).items()}
    return read, notes.problems


def ready_answers_of(files: Mapping[str, str], profile: str) -> dict[str, ReadyAnswer]:
    """Those a profile has: the shared ones, with its own in the place of the same name or after them."""
    found: dict[str, ReadyAnswer] = {}
    for folder in (SHARED, profile):
        found |= read_ready_answers(files.get(f"{folder}/{READY_ANSWERS_FILE}", ""))[0]
    return found


def _answer(name: str, value: object, notes: Notes) -> ReadyAnswer:
    given = mapping_of(value, notes, name)
    refuse_unknown(given, _KEYS, notes)
    title, text, source = (text_of(given.get(key), notes, f"{name}.{key}") for key in ("title", "text", "from"))
    if not title:
        notes.add("missing_key", f"a resposta pronta «{name}» não tem título («title»)")
    if bool(text) == bool(source):
        notes.add("missing_key", f"a resposta pronta «{name}» precisa de «text» ou de «from», e só de um")
    return ReadyAnswer(
        name, title, text, source, flag_of(given.get("before_identity"), notes, f"{name}.before_identity")
    )
