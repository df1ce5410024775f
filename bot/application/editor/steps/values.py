"""The values texts may name, as pages offer them: by their Portuguese names, each with an example."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.application.editor.steps.samples import sample_of
from flows.catalogue import PROFILE_PLACEHOLDERS
from flows.checks.references import FILLED_BY_ACTS
from flows.names import names

_VALUE = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Value:
    """`here`: it surely has a value where the text is said."""

    code: str
    name: str
    sample: str
    here: bool


@dataclass(frozen=True)
class Values:
    known: Sequence[Value]

    @cached_property
    def _by_code(self) -> Mapping[str, str]:
        return {one.code: one.name for one in self.known}

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        return {_plain(one.name): one.code for one in self.known}

    def as_names(self, text: str) -> str:
        """`{lump_total}` as "{valor à vista}"; what nobody knows stays as it is."""
        return _VALUE.sub(lambda found: f"{{{self._by_code.get(found[1], found[1])}}}", text)

    def as_codes(self, text: str) -> str:
        return _VALUE.sub(lambda found: f"{{{self._code(found[1]) or found[1]}}}", text)

    def unknown(self, text: str) -> list[str]:
        """What stands between braces and is no value."""
        return [word for word in _VALUE.findall(text) if not self._code(word)]

    def _code(self, word: str) -> str:
        told = word.strip()
        return self._by_name.get(_plain(told)) or (told if told in self._by_code else "")


def values_known(fixed: Mapping[str, str], here: Collection[str]) -> Values:
    """All that texts of a creditor may name, by name; `fixed` are its own."""
    codes = sorted({*PROFILE_PLACEHOLDERS, *fixed, *FILLED_BY_ACTS, *here})
    named = Counter(names().placeholder(code) for code in codes)
    known = [Value(code, _name_once(code, named), sample_of(code, fixed), code in here) for code in codes]
    return Values(sorted(known, key=lambda one: one.name.casefold()))


def is_unpaired(text: str) -> bool:
    """Whether a brace stands alone."""
    return bool(re.search(r"[{}]", _VALUE.sub("", text)))


def _name_once(code: str, named: Counter[str]) -> str:
    name = names().placeholder(code)
    return name if named[name] == 1 else code


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(sign for sign in bare if not unicodedata.combining(sign))
