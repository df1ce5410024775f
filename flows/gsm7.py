"""What an SMS can carry: the GSM-7 alphabet, Portuguese brought into it, and how many segments a text takes."""

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")  # each takes two places
_SIMPLER = str.maketrans(
    {
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‘’‚´`′", "'"),
        **dict.fromkeys("–—―‐‑−", "-"),
        **dict.fromkeys("•·", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\t", " "),
        "…": "...",
        "º": "o",
        "ª": "a",
        "×": "x",
        "→": "->",
    }
)
_ONE_GSM, _MANY_GSM = 160, 153
_ONE_UCS, _MANY_UCS = 70, 67


def to_gsm7(text: str) -> str:
    """The text as GSM-7 has it: é and à stay, ã becomes a, emoji go; a letter with no likeness is left alone."""
    return "".join(_simplest(sign) for sign in text.translate(_SIMPLER))


def outside_gsm7(text: str) -> list[str]:
    """The signs of a text that an SMS would lose or could not carry."""
    return sorted({sign for sign in text.translate(_SIMPLER) if not _is_gsm7(_simplest(sign)) or not _simplest(sign)})


def segments(text: str) -> int:
    """How many SMS the text takes as it stands."""
    if _is_gsm7(text):
        return _parts(sum(2 if sign in _EXTENDED else 1 for sign in text), _ONE_GSM, _MANY_GSM)
    return _parts(len(text.encode("utf-16-be")) // 2, _ONE_UCS, _MANY_UCS)


def _parts(places: int, one: int, many: int) -> int:
    return 1 if places <= one else -(-places // many)


def _is_gsm7(text: str) -> bool:
    return all(sign in _BASIC or sign in _EXTENDED for sign in text)


def _simplest(sign: str) -> str:
    if _is_gsm7(sign):
        return sign
    if unicodedata.category(sign) in {"So", "Sk", "Cf", "Mn"}:
        return ""
    plain = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return plain if _is_gsm7(plain) else sign
