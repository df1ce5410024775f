"""A message as the readers see it: lower case, without accents, no position ever moved."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

# Signs people answer with; they stand for a word each.
SIGNS: Mapping[str, str] = {
    "👍": "sim",
    "👌": "sim",
    "✅": "sim",
    "✔": "sim",
    "☑": "sim",
    "🤝": "fechado",
    "🆗": "ok",
    "👎": "nao",
    "❌": "nao",
    "✖": "nao",
    "🚫": "nao",
    "🙏": "obrigado",
}
ALIASES: Mapping[str, str] = {
    **dict.fromkeys(("n", "naum", "nau", "naoo", "non", "nop", "nope", "nao", "noa"), "nao"),
    **dict.fromkeys(("s", "sim", "sin", "si", "smi", "siim", "yes", "yep", "ssim", "simn"), "sim"),
    **dict.fromkeys(
        ("obg", "obgd", "obgda", "obrigada", "brigado", "brigada", "vlw", "valeu", "grato", "grata"), "obrigado"
    ),
    **dict.fromkeys(("tah", "esta", "tá"), "ta"),
    **dict.fromkeys(("tou", "estou"), "to"),
    **dict.fromkeys(("blz", "belza", "blza", "bls", "belesa", "belezinha"), "beleza"),
    **dict.fromkeys(("okay", "okey", "okei", "oki", "okk"), "ok"),
    **dict.fromkeys(("vc", "ce", "cê"), "voce"),
    **dict.fromkeys(("vcs", "ces"), "voces"),
    **dict.fromkeys(("pf", "pfv", "pfvr", "pvf"), "favor"),
    **dict.fromkeys(("pq", "pque"), "porque"),
    **dict.fromkeys(("peraí", "perai", "pera", "perae", "peraai"), "pera"),
    **dict.fromkeys(("aham", "ahan", "arram", "ahum", "uhum", "unhum", "uhm", "anham", "aram"), "aham"),
    **dict.fromkeys(("eh",), "e"),
    **dict.fromkeys(("msg", "msgs", "mensagens", "mensagen", "mensage", "mensagem"), "mensagem"),
    **dict.fromkeys(("mto",), "muito"),
    **dict.fromkeys(("td",), "tudo"),
    **dict.fromkeys(("hj",), "hoje"),
}
_LAUGH = re.compile(r"k|(?:rs)+|(?:ha)+h?|(?:he)+h?")
_WORD = re.compile("[a-z]+|[0-9]+|[" + "".join(SIGNS) + "]")
_REPEATED = re.compile(r"([a-z])\1+")


@dataclass(frozen=True)
class Word:
    """One word or sign of a message, in its plainest spelling."""

    plain: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case and without accents, exactly as long as the text."""
    return "".join(map(_fold_sign, text))


@lru_cache(maxsize=8192)
def squeeze(word: str) -> str:
    """One spelling for "simmm", "sim" and "s"."""
    short = _REPEATED.sub(r"\1", word)
    return _SQUEEZED_ALIASES.get(short, short)


def words(folded: str) -> list[Word]:
    found = (Word(_plain(match[0]), match.start(), match.end()) for match in _WORD.finditer(folded))
    return [word for word in found if not _LAUGH.fullmatch(word.plain)]


def vocabulary(lines: str) -> frozenset[str]:
    """The set of plain words in a block of text."""
    return frozenset(squeeze(fold(word)) for word in lines.split())


def phrases(block: str) -> frozenset[tuple[str, ...]]:
    """The phrases of a block of text, set apart by semicolons or line ends."""
    entries = (entry for entry in re.split(r"[;\n]", block) if entry.strip())
    return frozenset(tuple(squeeze(fold(word)) for word in entry.split()) for entry in entries)


def _plain(found: str) -> str:
    return squeeze(SIGNS.get(found, found))


@lru_cache(maxsize=4096)
def _fold_sign(sign: str) -> str:
    if sign.isdigit():
        return str(unicodedata.digit(sign))
    if sign in "\n\r\u2028\u2029":
        return "\n"
    base = unicodedata.normalize("NFKD", sign)[0].lower()[0]
    # "#" and capitals are kept free: the readers draw with them over what is already understood.
    if base == "#" or base.isspace() or base.isdigit() or unicodedata.category(base) in {"Mn", "Me", "Cf", "Cc"}:
        return " "
    return base


_SQUEEZED_ALIASES: Mapping[str, str] = {
    _REPEATED.sub(r"\1", fold(alias)): _REPEATED.sub(r"\1", word) for alias, word in ALIASES.items()
}
