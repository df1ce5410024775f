"""Reads forms from content: a profile has those of the folders it includes, and its own over them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import PurePosixPath

from flows.forms import COUNTED, FORMS_FOLDER, Form, FormField, Kind, Mentions, Section, Source
from flows.parsing import PROFILE_FILE
from flows.problems import Problem
from flows.reading import Notes, flag_of, mapping_of, read_document, refuse_unknown, text_of, texts_of, words_by_key

_FORM_KEYS = {"form", "title", "about", "usual", "sections", "mentions", "dated_by", "counts_as"}
_SECTION_KEYS = {"title", "fields"}
_FIELD_KEYS = {
    *("id", "label", "kind", "hint", "required", "required_when", "unless_filled", "choices"),
    *("min", "max", "which", "from", "days_between", "fields"),
}
_MENTION_KEYS = {"in", "of", "words"}
_ID = re.compile(r"[a-z][a-z0-9_]*")
_VERSION_LENGTH = 12


def forms_by_profile(files: Mapping[str, str]) -> tuple[dict[str, tuple[Form, ...]], list[Problem]]:
    """The forms of each profile, the usual one first, and what could not be read."""
    problems: list[Problem] = []
    folders = _forms_by_folder(files, problems)
    found: dict[str, tuple[Form, ...]] = {}
    for path in map(PurePosixPath, sorted(files)):
        if len(path.parts) == 2 and path.name == PROFILE_FILE:
            profile = read_document(files[str(path)], Notes(str(path)))
            own: dict[str, Form] = {}
            for folder in (*texts_of(profile.get("includes"), Notes(str(path)), "includes"), path.parts[0]):
                own.update(folders.get(folder, {}))
            found[path.parts[0]] = tuple(sorted(own.values(), key=lambda form: (not form.is_usual, form.title)))
    return found, problems


def read_form(text: str, file: str) -> tuple[Form | None, list[Problem]]:
    notes = Notes(file)
    given = read_document(text, notes)
    refuse_unknown(given, _FORM_KEYS, notes)
    name = text_of(given.get("form"), notes, "form")
    if not name:
        notes.add("missing_key", "falta «form», o nome da ficha")
        return None, notes.problems
    form = Form(
        id=name,
        title=text_of(given.get("title"), notes, "title") or name,
        about=text_of(given.get("about"), notes, "about"),
        sections=tuple(_section(one, notes) for one in _items(given.get("sections"), notes, "sections")),
        is_usual=flag_of(given.get("usual"), notes, "usual"),
        mentions=_mentions(given.get("mentions"), notes),
        dated_by=text_of(given.get("dated_by"), notes, "dated_by"),
        counts_as=words_by_key(given.get("counts_as"), notes, "counts_as"),
    )
    refuse_unknown(form.counts_as, COUNTED, notes)
    version = sha256(text.encode()).hexdigest()[:_VERSION_LENGTH]
    return replace(form, version=version), notes.problems


def _forms_by_folder(files: Mapping[str, str], problems: list[Problem]) -> dict[str, dict[str, Form]]:
    folders: dict[str, dict[str, Form]] = {}
    for name in sorted(files):
        path = PurePosixPath(name)
        if len(path.parts) != 3 or path.parts[1] != FORMS_FOLDER or path.suffix not in {".yml", ".yaml"}:
            continue
        form, found = read_form(files[name], name)
        problems += found
        own = folders.setdefault(path.parts[0], {})
        if form is not None and form.id in own:
            Notes(name, problems=problems).add("duplicate_form", f"a ficha «{form.id}» já está em outro arquivo")
        elif form is not None:
            own[form.id] = form
    return folders


def _section(value: object, notes: Notes) -> Section:
    given = mapping_of(value, notes, "a parte da ficha")
    refuse_unknown(given, _SECTION_KEYS, notes)
    fields = tuple(_field(one, notes) for one in _items(given.get("fields"), notes, "fields"))
    return Section(text_of(given.get("title"), notes, "title"), tuple(one for one in fields if one is not None))


def _field(value: object, notes: Notes) -> FormField | None:
    given = mapping_of(value, notes, "o campo")
    name = text_of(given.get("id"), notes, "id")
    if not _ID.fullmatch(name):
        notes.add("field_id", f"o nome de campo «{name}» deve ter letras minúsculas sem acento, números e _")
        return None
    refuse_unknown(given, _FIELD_KEYS, notes)
    kind = _word(Kind, text_of(given.get("kind"), notes, f"{name}.kind"), notes, f"o campo «{name}»: o tipo")
    if kind is None:
        return None
    told = given.get("from")
    inner = tuple(_field(one, notes) for one in _items(given.get("fields"), notes, f"{name}.fields"))
    return FormField(
        id=name,
        label=text_of(given.get("label"), notes, f"{name}.label"),
        kind=kind,
        hint=text_of(given.get("hint"), notes, f"{name}.hint"),
        required=flag_of(given.get("required"), notes, f"{name}.required"),
        required_when=_conditions(given.get("required_when"), notes, name),
        unless_filled=text_of(given.get("unless_filled"), notes, f"{name}.unless_filled"),
        choices=texts_of(given.get("choices"), notes, f"{name}.choices"),
        least=_whole(given.get("min"), notes, f"{name}.min"),
        most=_whole(given.get("max"), notes, f"{name}.max"),
        which=text_of(given.get("which"), notes, f"{name}.which"),
        source=_word(Source, told, notes, f"o campo «{name}»: a origem") if told is not None else None,
        days_between=texts_of(given.get("days_between"), notes, f"{name}.days_between"),
        fields=tuple(one for one in inner if one is not None),
    )


def _conditions(value: object, notes: Notes, name: str) -> dict[str, tuple[str, ...]]:
    given = mapping_of(value, notes, f"{name}.required_when")
    return {other: texts_of(answers, notes, f"{name}.required_when.{other}") for other, answers in given.items()}


def _mentions(value: object, notes: Notes) -> Mentions | None:
    if value is None:
        return None
    given = mapping_of(value, notes, "mentions")
    refuse_unknown(given, _MENTION_KEYS, notes)
    words = mapping_of(given.get("words"), notes, "mentions.words")
    return Mentions(
        text_of(given.get("in"), notes, "mentions.in"),
        text_of(given.get("of"), notes, "mentions.of"),
        {choice: texts_of(said, notes, f"mentions.words.{choice}") for choice, said in words.items()},
    )


def _word[W: (Kind, Source)](words: type[W], told: object, notes: Notes, what: str) -> W | None:
    if isinstance(told, str) and told in set(words):
        return words(told)
    notes.add("unknown_word", f"{what} «{told}» não existe; use: {', '.join(words)}")
    return None


def _whole(value: object, notes: Notes, what: str) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    notes.add("wrong_type", f"{what} deve ser um número inteiro")
    return None


def _items(value: object, notes: Notes, what: str) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        notes.add("wrong_type", f"{what} deve ser uma lista")
        return []
    return value
