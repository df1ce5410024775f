"""Questions of when: the day a payment falls due, and what happens next."""

import re

from bot.domain.reading.text import fold

_WHEN = r"(?:quando|qnd|qdo|qndo|(?:em |pra |para )?(?:que|q|qual) (?:e o |o )?(?:dia|data))"
_DUE = r"(?:vence|venceria|vencera|vai vencer|e o vencimento|fica o vencimento|cai o vencimento|ficou o vencimento)"
_THING = r"(?:(?:o|a|os|as|meu|minha|esse|essa|isso|primeir[oa]|proxim[oa]|boletos?|parcelas?|entrada|acordo) ?)*"
_CLOSE = r"(?:mesmo|isso|ne|entao|agora|a entrada|pra mim|por favor|pfv|kk+|moca|ai)"
_ASKS_DAY = re.compile(
    rf"(?:e |mas |oi |ah |eita |moca |desculpa )*(?:{_THING})?(?:{_WHEN} (?:e )?(?:que )?{_THING}{_DUE}?|{_DUE} {_WHEN}"
    rf"|qual (?:e )?(?:o |a )?(?:(?:data|dia) (?:do|de) )?vencimento)(?: {_THING}| {_CLOSE})*"
)
_DAY_AT_ALL = re.compile(r"venc")
_ASKS_NEXT = re.compile(
    r"(?:ta |ok |oi |bom |certo |mas |ue |kk+ )*"
    r"(?:e (?:agora|depois|ai agora)|agora (?:e )?o que|(?:e )?(?:agora )?o que (?:acontece|vai acontecer|faco|eu faco)"
    r"(?: agora| depois)?|qual (?:e )?o proximo passo|quais os proximos passos|e agora (?:o que|como fica|faco o que|o"
    r" que (?:eu )?faco|o que acontece|o que vai acontecer))(?: entao| moca| mesmo| agora| eu)*"
)


def asks_when_due(text: str) -> bool:
    """ "Quando vence mesmo?": the day is asked for, and none is named."""
    said = _plain(text)
    return bool(_DAY_AT_ALL.search(said)) and _ASKS_DAY.fullmatch(said) is not None


def asks_what_next(text: str) -> bool:
    """ "E agora?", as the whole message."""
    return _ASKS_NEXT.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())
