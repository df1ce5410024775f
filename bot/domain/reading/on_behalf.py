"""Whether somebody who is not the holder offers to hear or settle the matter in their place (I5, C4)."""

import re

from bot.domain.reading.text import fold

_WITH_ME = r"(?:comigo|pra mim|para mim|a mim|por ele|por ela|no lugar d(?:ele|ela)|em nome d(?:ele|ela))"
_TELL = (
    r"(?:fal(?:a|e|ar|em)|trat(?:a|e|ar|em)|resolv(?:e|a|er|am)|diz|diga|dizer|cont(?:a|e|ar)|pass(?:a|e|ar)"
    r"|explic(?:a|ar|que))"
)
_OFFERS = re.compile(
    rf"\b(?:me )?{_TELL} (?:\w+ ){{0,3}}?{_WITH_ME}\b|\bme (?:{_TELL}) (?:o que|oq|que|do que|qual|sobre)\b"
    r"|\b(?:eu|sou eu que(?:m)?) (?:\w+ )?(?:resolv|cuid|respond|trat|pag)o\b"
)
_ANOTHER_TIME = re.compile(r"\b(?:amanha|depois|mais tarde|outr[oa] (?:dia|hora)|semana|nao)\b")


def offers_to_answer(text: str) -> bool:
    """ "Pode falar comigo", "me diz o que é que eu resolvo"; not "fala comigo amanhã"."""
    said = " ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())
    return bool(_OFFERS.search(said)) and not _ANOTHER_TIME.search(said)
