"""The forms people close conversations with, part by part: names, hints, lists, and what must be answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import yaml

from bot.application.editor.policy.entry import Wrong, entered, shown
from bot.application.editor.policy.fields import YES_NO, Bounds, Field, Kind, Section
from bot.application.editor.policy.tables import Reading, Typed
from bot.application.editor.yaml_places import Place, Plain, drop, plain_at, put, read_plain
from flows.checks.forms import form_problems
from flows.form_reading import read_form
from flows.forms import FORMS_FOLDER, Form
from flows.forms import Kind as FormKind

_LONGEST_LABEL, _LONGEST_HINT = 80, 200
_WHERE = "A ficha de quem atende."
_CHOSEN = frozenset({FormKind.CHOICE, FormKind.CHOICES})
_COMPUTED = frozenset({FormKind.COMPUTED, FormKind.GROUP})
_NO = "false"


@dataclass(frozen=True)
class FormFile:
    """`id` is how addresses call it: its folder and name."""

    id: str
    path: str
    text: str
    form: Form

    @property
    def folder(self) -> str:
        return self.path.partition("/")[0]


def forms_in(files: Mapping[str, str]) -> list[FormFile]:
    """Those that can be read; what all creditors share comes last."""
    found = []
    for path, text in sorted(files.items(), key=lambda one: (one[0].startswith("common/"), one[0])):
        parts = path.split("/")
        form = read_form(text, path)[0] if len(parts) == 3 and parts[1] == FORMS_FOLDER else None
        if form is not None and _is_yaml(text):
            found.append(FormFile(f"{parts[0]}.{form.id}", path, text, form))
    return found


def parts_of(file: FormFile) -> list[Section]:
    """The form itself, then its parts as they are filled in."""
    head = Section("form", "A ficha", "Como ela aparece para quem atende.", _head())
    rest = [
        Section(str(at), part.title or "Campos", "", _fields_of(read_plain(file.text), ("sections", at, "fields")))
        for at, part in enumerate(file.form.sections)
    ]
    return [head, *rest]


def values_of(part: Section, file: FormFile) -> dict[str, str]:
    """What must be answered says so; of what need not, nothing is written."""
    document = read_plain(file.text)
    return {field.name: _shown(field, plain_at(document, field.place)) for field in part.fields}


def seen_mark(part: Section, file: FormFile) -> str:
    return sha256(repr(sorted(values_of(part, file).items())).encode()).hexdigest()[:16]


def fill_in(part: Section, typed: Typed, file: FormFile, files: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The text with what was typed, or the text as it was and what is wrong, by field."""
    reading = _read(part, typed, read_plain(file.text))
    text = file.text
    for place, value in reading.changes.items():
        text = drop(text, place) if value is None else put(text, place, value)
    if not reading.wrong:
        before = {one.message for one in form_problems(files)}
        new = [one.message for one in form_problems({**files, file.path: text}) if one.message not in before]
        reading.wrong |= {f"form.{at}": f"{_plainly(message, file.form)}." for at, message in enumerate(new)}
    return (file.text, reading.wrong) if reading.wrong else (text, {})


def changed_labels(part: Section, before: FormFile, after: str) -> list[str]:
    was, now = read_plain(before.text), read_plain(after)
    return [field.subject for field in part.fields if plain_at(was, field.place) != plain_at(now, field.place)]


def _read(part: Section, typed: Typed, document: Plain) -> Reading:
    reading = Reading()
    for field in part.fields:
        before = plain_at(document, field.place)
        value = entered(field, typed.get(field.name, ()), _NO if _is_blank_answer(field, before) else before)
        if isinstance(value, Wrong):
            reading.wrong[field.name] = value.message
        elif value != before and not (before is None and value == _NO):
            reading.changes[field.place] = value
    return reading


def _shown(field: Field, value: Plain | None) -> str:
    return _NO if _is_blank_answer(field, value) else shown(field, value)


def _is_blank_answer(field: Field, value: Plain | None) -> bool:
    return field.kind is Kind.YES_NO and value is None


def _head() -> tuple[Field, ...]:
    rule = "O nome na lista de fichas."
    return (
        Field(("title",), "o nome da ficha", Kind.TEXT, rule, _WHERE, bounds=Bounds.of(1, _LONGEST_LABEL)),
        Field(
            ("about",),
            "a explicação",
            Kind.TEXT,
            "Quando se usa.",
            _WHERE,
            bounds=Bounds.of(0, _LONGEST_HINT),
            optional=True,
        ),
    )


def _fields_of(document: Plain, place: Place) -> tuple[Field, ...]:
    """Of each question, and of those that repeat within one."""
    questions = plain_at(document, place)
    found: list[Field] = []
    for at, one in enumerate(questions if isinstance(questions, list) else []):
        here = (*place, at)
        found += _asked(here, one if isinstance(one, dict) else {})
        found += _fields_of(document, (*here, "fields"))
    return tuple(found)


def _asked(place: Place, one: Mapping[str, Plain]) -> list[Field]:
    label, kind = str(one.get("label", "")), str(one.get("kind", ""))
    called = Field(
        (*place, "label"),
        f"o nome de «{label}»",
        Kind.TEXT,
        "O que se lê ao lado do campo.",
        _WHERE,
        bounds=Bounds.of(1, _LONGEST_LABEL),
    )
    hint = Field(
        (*place, "hint"),
        f"a dica de «{label}»",
        Kind.TEXT,
        "Uma linha abaixo do nome. Pode ficar em branco.",
        _WHERE,
        bounds=Bounds.of(0, _LONGEST_HINT),
        optional=True,
    )
    fields = [called, hint]
    if kind in _CHOSEN:
        rule = "Uma por linha, na ordem em que aparecem. «outros» sempre pede justificativa."
        fields.append(Field((*place, "choices"), f"as escolhas de «{label}»", Kind.LINES, rule, _WHERE))
    if kind not in _COMPUTED:
        rule = "Com «sim», não se encerra sem responder."
        fields.append(
            Field(
                (*place, "required"), f"a obrigação de responder «{label}»", Kind.YES_NO, rule, _WHERE, options=YES_NO
            )
        )
    return fields


def _plainly(message: str, form: Form) -> str:
    """As the form calls its fields, which the checks call by their codes."""
    told = message.partition(": ")[2] or message
    for one in form.fields:
        told = told.replace(f"«{one.id}»", f"«{one.label}»").replace(f"«{one.id}:", f"«{one.label}:")
    return told[:1].upper() + told[1:]


def _is_yaml(text: str) -> bool:
    try:
        return bool(read_plain(text))
    except yaml.YAMLError:
        return False
