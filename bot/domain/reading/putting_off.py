"""Words that leave the matter for another time, or for good; neither yes nor no to what was offered (C2)."""

import re

from bot.domain.reading.text import fold

_OPENING = r"(?:(?:ah|ai|entao|ok|ta|bom|moca|moco|olha|melhor|nao) )*"
_LETS_BE = re.compile(
    rf"{_OPENING}(?:deix(?:a|e) (?:(?:isso|tudo) )?(?:pra la|para la|quieto|queto|assim|isso)|esquec(?:e|a)(?:"
    rf" (?:isso|tudo))?"
    r"|larga (?:isso|mao)|nao precisa mais)(?: (?:entao|moca|moco|mesmo|por favor|obrigad[oa]|valeu|tchau|isso|nao))*"
)
_PUTS_OFF = re.compile(
    rf"{_OPENING}(?:deix(?:a|e|o|amos)|fica|vamos deixar|prefiro) (?:pra|para|pro) (?:amanha|depois|outro dia|outra"
    rf" hora|segunda"
    r"|terca|quarta|quinta|sexta|sabado|semana que vem|mais tarde)(?: .*)?"
)


def lets_it_be(text: str) -> bool:
    """ "Deixa pra lá", "esquece": the talk ends here, and nothing is pressed."""
    return _LETS_BE.fullmatch(_plain(text)) is not None


def puts_off(text: str) -> bool:
    """ "Deixa pra amanhã", where another day to talk is what was asked."""
    return _PUTS_OFF.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())
