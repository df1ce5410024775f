"""The ready answers of a draft as their page shows them: the list, the one that is open, and what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.application.editor.answers.answers import (
    Answer,
    answer_mark,
    answers_in,
    is_readable,
    steps_said,
    values_for,
    words_of,
)
from bot.application.editor.answers.order import movable
from bot.application.editor.script import Script, readable
from bot.application.editor.steps.values import Values
from console.editor.panel.view import limits_of
from flows.checks.ready_answers import LONGEST_TITLE, Fault, answer_faults
from flows.checks.texts import MAX_BODY, MAX_SEGMENTS
from flows.model import ContentSettings
from flows.names import names
from flows.parsing import parse_content
from flows.ready_answers import SHARED, ReadyAnswer

_NEW = ReadyAnswer("", "")


@dataclass(frozen=True)
class Book:
    """The answers of one folder of a draft, and what their texts may be made of."""

    files: Mapping[str, str]
    folder: str
    scripts: Mapping[str, Script]

    @property
    def script(self) -> Script:
        """What all share is shown as the first creditor has it."""
        return self.scripts.get(self.folder) or next(iter(self.scripts.values()))

    @property
    def values(self) -> Values:
        return values_for(self.script)

    @property
    def steps(self) -> set[str]:
        return {step for _, said in steps_said(self.script) for step, _ in said}


@dataclass(frozen=True)
class Line:
    """In the list: `said` is what it begins with."""

    answer: Answer
    said: str
    faults: Sequence[str]


@dataclass(frozen=True)
class Open:
    """The one that is edited, as its form holds it."""

    ready: ReadyAnswer
    text: str
    mark: str
    is_new: bool
    is_own: bool
    is_shared: bool
    step_name: str
    step_words: Mapping[str, str]
    goes_up: bool  # in the list, and down
    goes_down: bool
    data: Mapping[str, Any]
    wrong: Mapping[str, str]
    faults: Sequence[str] = ()


@dataclass(frozen=True)
class Typed:
    """A form that was not saved; its mark stays the one it was `seen` with, if others' changes are yet to be told."""

    ready: ReadyAnswer
    wrong: Mapping[str, str] = field(default_factory=dict)
    seen: str = ""


@dataclass(frozen=True)
class View:
    lines: Sequence[Line]
    open: Open | None
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    is_readable: bool


def view_of(book: Book, name: str | None, typed: Typed | None = None) -> View:
    """`name` None: none is open; empty: a new one. What was `typed` stands in place of what is kept."""
    readable = is_readable(book.files, book.folder)
    found = answers_in(book.files, book.folder) if readable else []
    settings = parse_content(book.files)[0].settings
    lines = [_line(one, book, settings) for one in found]
    held = next((one for one in lines if one.answer.id == name), None) if name else None
    opened = None
    if readable and (held is not None or name == ""):
        opened = _opened(book, held, typed)
    return View(lines, opened, steps_said(book.script) if opened is not None else (), readable)


def _line(answer: Answer, book: Book, settings: ContentSettings) -> Line:
    words = next(iter(words_of(answer.ready, book.script).values()), "")
    told = readable(words.partition("\n")[0])
    scripts = [book.script] if book.folder != SHARED else list(book.scripts.values())
    faults = [one for script in scripts for one in answer_faults(answer.ready, script.profile, settings)]
    return Line(answer, told, list(dict.fromkeys(map(told_plainly, faults))))


def _opened(book: Book, held: Line | None, typed: Typed | None) -> Open:
    kept = held.answer.ready if held is not None else _NEW
    ready, values = typed.ready if typed is not None else kept, book.values
    seen = typed.seen if typed is not None else ""
    step = book.script.graph.nodes.get(ready.says_as)
    order = movable(book.files, book.folder)
    return Open(
        ready=ready,
        text=values.as_names(ready.text),
        mark=seen or (answer_mark(held.answer) if held is not None else ""),
        is_new=held is None,
        is_own=held is not None and held.answer.is_own,
        is_shared=held is not None and held.answer.is_shared,
        step_name=book.script.step_name(step.id) if step is not None else "",
        step_words={
            channel: values.as_names(words) for channel, words in words_of(replace(ready, text=""), book.script).items()
        },
        goes_up=kept.id in order[1:],
        goes_down=kept.id in order[:-1],
        data={
            "values": [asdict(one) for one in values.known],
            "limits": {**limits_of(book.files, book.script), "title": LONGEST_TITLE},
        },
        wrong=typed.wrong if typed is not None else {},
        faults=held.faults if held is not None and typed is None else (),
    )


def told_plainly(fault: Fault) -> str:
    """For a manager, who knows no codes."""
    value = names().placeholder(fault.about)
    told = {
        "unknown_step": "A etapa de onde vem o texto não diz nada neste credor.",
        "unknown_placeholder": f"Nada preenche o valor «{value}».",
        "discloses": f"Serve antes de confirmar quem é, e diz «{fault.about}».",
        "threat": f"«{fault.about}» ameaça: diga como possibilidade, e só se for verdade.",
        "title_too_long": f"O nome tem {fault.about} letras; o limite é {LONGEST_TITLE}.",
        "whatsapp_too_long": f"O texto tem {fault.about} letras; o limite do WhatsApp é {MAX_BODY}.",
        "sms_too_long": f"O texto ocupa {fault.about} SMS; o limite é {MAX_SEGMENTS}.",
    }
    return told.get(fault.code, fault.message)
