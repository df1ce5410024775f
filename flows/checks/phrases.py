"""The phrases that acts put together are all there, on both channels, and threaten nobody (N9)."""

from collections.abc import Iterator, Mapping

from flows.checks.case import words_in_content
from flows.graph import placeholders
from flows.model import CHANNELS
from flows.phrase_names import PHRASES, PHRASES_FILE
from flows.problems import Problem
from flows.reading import Notes, read_document


def phrase_problems(files: Mapping[str, str], threats: tuple[str, ...]) -> list[Problem]:
    if PHRASES_FILE not in files:
        return []
    notes = Notes(PHRASES_FILE)
    phrases = read_document(files[PHRASES_FILE], notes)
    if notes.problems:
        return notes.problems
    missing = [("phrase_missing", f"falta a frase «{name}»") for name in PHRASES if name not in phrases]
    faults = [*missing, *(fault for name, text in phrases.items() for fault in _faults(name, text, threats))]
    return [Problem(code, "", "", (), message, file=PHRASES_FILE) for code, message in faults]


def _faults(name: str, text: object, threats: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(text, Mapping):
        said = [str(text.get(channel) or "") for channel in CHANNELS]
        if not all(said) or set(text) - set(CHANNELS):
            yield "channel_variant_missing", f"a frase «{name}» precisa de um texto para WhatsApp e um para SMS"
    else:
        said = [text] if isinstance(text, str) else []
        if not said:
            yield "wrong_type", f"a frase «{name}» deve ser um texto"
    yield from _words(name, "\n".join(said), threats)


def _words(name: str, said: str, threats: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    rest = said
    for value in placeholders(said):
        rest = rest.replace(f"{{{value}}}", "")
        if name in PHRASES and value not in PHRASES[name]:
            yield "unknown_placeholder", f"a frase «{name}» usa {{{value}}}, que nada preenche"
    if "{" in rest or "}" in rest:
        yield "unknown_placeholder", f"a frase «{name}» tem uma chave {{ ou }} fora de um nome de campo"
    for word in words_in_content(said, threats):
        yield "threat", f"a frase «{name}» diz «{word}», que ameaça; diga como possibilidade e só se for verdade"
