"""What was typed in a part of the wording, as the file's new text, or why each field cannot be so."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from bot.application.editor.policy.entry import Wrong, entered
from bot.application.editor.policy.fields import Field
from bot.application.editor.policy.tables import Typed
from bot.application.editor.steps.values import is_unpaired
from bot.application.editor.wording.names import values_of
from bot.application.editor.wording.parts import GLOBALS, PRIORITY, SHARES, Part, in_words, meanings
from bot.application.editor.yaml_places import Plain, plain_at, put, read_plain
from flows.checks.case import words_in_content
from flows.checks.settings import settings_problems
from flows.editing.document import clean
from flows.model import ContentSettings
from flows.parsing import PROFILE_FILE, SETTINGS_FILE, parse_content

_BESIDE = {  # a fault of the settings is told beside the field that makes it
    "banned_word_dropped": "banned_before_identity",
    "threat_dropped": "threats",
    "priority_missing": PRIORITY,
    "filler_lost": "fillers",
}


def fill_in(part: Part, typed: Typed, files: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The text with what was typed, or the text as it was and what is wrong, by field."""
    before = files[part.path]
    document, text, wrong = read_plain(before), before, dict[str, str]()
    settings = parse_content(files)[0].settings
    for field in part.section.fields:
        held = plain_at(document, field.place)
        value = _entered(part, field, typed.get(field.name, ()), held)
        refused = value.message if isinstance(value, Wrong) else _refused(part, field, value, settings)
        if refused:
            wrong[field.name] = refused
        elif value is not None and not isinstance(value, Wrong) and value != held:
            text = put(text, field.place, value)
    if not wrong and part.path == SETTINGS_FILE:
        wrong = _faults({**files, SETTINGS_FILE: text}, settings)
    return (before, wrong) if wrong else (text, {})


def changed(part: Part, before: str, after: str) -> list[Field]:
    was, now = read_plain(before), read_plain(after)
    return [field for field in part.section.fields if plain_at(was, field.place) != plain_at(now, field.place)]


def _entered(part: Part, field: Field, typed: Sequence[str], held: Plain | None) -> Plain | Wrong | None:
    """What did not change stays as it is written, with the spaces around it."""
    words = [clean(one) for one in typed]
    if "\n".join(words) == in_words(part, field, held).strip():
        return held
    if part.is_phrases:
        return _phrase(field, words, str(held or ""))
    read = entered(field, words)
    if field.name in SHARES and isinstance(read, str):
        return f"{Decimal(read) / 100:f}"
    return _ordered(read) if field.place == (PRIORITY,) and isinstance(read, list) else read


def _phrase(field: Field, words: Sequence[str], held: str) -> Plain | Wrong | None:
    values = values_of(str(field.place[0]))
    read = entered(field, [values.as_codes(one) for one in words])
    if not isinstance(read, str):
        return read
    if unknown := values.unknown(read):
        return Wrong(f"Não existe o valor «{unknown[0]}» nesta frase.")
    if is_unpaired(read):
        return Wrong("Há uma chave { ou } sem par.")
    bare = held.strip()
    before, after = held.split(bare, 1) if bare else ("", "")
    return f"{before}{read}{after}"


def _ordered(read: list[Plain]) -> Plain | Wrong:
    known = meanings()
    unknown = [str(one) for one in read if str(one).casefold() not in known]
    if unknown:
        return Wrong(f"«{unknown[0]}» não é um dos assuntos. Escreva como estava, mudando só a ordem, ou tire a linha.")
    return list(dict.fromkeys(known[str(one).casefold()] for one in read))


def _refused(part: Part, field: Field, value: Plain | None, settings: ContentSettings) -> str:
    """A threat in a phrase, or a word of the debt in how one presents itself, is told at once (N9, I1)."""
    if not isinstance(value, str):
        return ""
    if part.is_phrases and (found := words_in_content(value, settings.threats)):
        return f"«{found[0]}» ameaça: diga como possibilidade, e só se for verdade."
    is_presented = part.path.endswith(f"/{PROFILE_FILE}") and field.place[0] == GLOBALS
    if is_presented and (found := words_in_content(value, settings.banned_before_identity)):
        return f"«{found[0]}» não se diz antes de confirmar quem é."
    return "Use só palavras: aqui não há valores entre chaves." if is_presented and set("{}") & set(value) else ""


def _faults(files: Mapping[str, str], before: ContentSettings) -> dict[str, str]:
    known = {one.message for one in settings_problems(before)}
    return dict(_beside(files, known))


def _beside(files: Mapping[str, str], known: set[str]) -> Iterator[tuple[str, str]]:
    for one in settings_problems(parse_content(files)[0].settings):
        if one.message not in known:
            yield _BESIDE.get(one.code, "threshold"), f"{one.message[:1].upper()}{one.message[1:]}."
