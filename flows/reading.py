"""Reads one YAML value after another, noting in plain words what is not as it should be, and going on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.problems import Problem
from flows.strict_yaml import BadYaml, load_yaml


@dataclass
class Notes:
    """Where the reader is, and the problems met so far."""

    file: str
    flow: str = ""
    step: str = ""
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, message: str) -> None:
        self.problems.append(Problem(code, self.flow, self.step, (), message, file=self.file))

    def at(self, flow: str, step: str = "") -> "Notes":
        """The same notebook, opened at another place."""
        return Notes(self.file, flow, step, self.problems)


def read_document(text: str, notes: Notes) -> dict[str, Any]:
    """The mapping a file holds; empty, with a problem noted, when it holds none."""
    try:
        document = load_yaml(text)
    except BadYaml as error:
        code = "duplicate_key" if error.repeated else "bad_yaml"
        fault = "chave repetida" if error.repeated else "YAML inválido"
        notes.add(code, f"{fault} na linha {error.line}: {error.reason}")
        return {}
    return mapping_of(document, notes, "o arquivo")


def mapping_of(value: object, notes: Notes, what: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        notes.add("wrong_type", f"{what} deve ser um conjunto de pares «chave: valor»")
        return {}
    return value


def texts_of(value: object, notes: Notes, what: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        notes.add("wrong_type", f"{what} deve ser uma lista de palavras")
        return ()
    return tuple(value)


def text_of(value: object, notes: Notes, what: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        notes.add("wrong_type", f"{what} deve ser um texto (use aspas)")
        return ""
    return value.strip()


def flag_of(value: object, notes: Notes, what: str) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    notes.add("wrong_type", f"{what} deve ser true ou false")
    return False


def number_of(value: object, default: float, notes: Notes, what: str) -> float:
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        notes.add("wrong_type", f"{what} deve ser um número entre 0 e 1")
        return default
    return float(value)


def words_by_key(value: object, notes: Notes, what: str) -> dict[str, str]:
    """A mapping of text to text; whole numbers are taken as written."""
    pairs = mapping_of(value, notes, what)
    return {key: _word(item, notes, f"{what}.{key}") for key, item in pairs.items()}


def _word(value: object, notes: Notes, what: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text_of(value, notes, what)


def refuse_unknown(given: Mapping[str, object], known: Iterable[str], notes: Notes) -> None:
    for key in given:
        if key not in known:
            notes.add("unknown_key", f"chave desconhecida «{key}»; conhecidas: {', '.join(sorted(known))}")
