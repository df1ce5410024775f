"""Questions about plans: in how many parts it can be paid, and which is the lightest (P5, P9)."""

import re

from bot.domain.reading.text import fold

_OPENING = (
    r"(?:(?:e|mas|oi|ah|ta|bom|ok|entao|moca|moco|olha|o rest(?:o|ante)|a diferenca|me (?:diz|fala|mostra)|(?:eu"
    r" )?(?:quero|queria|gostaria de|preciso)"
    r" (?:saber|ver)) )*"
)
_POLITE = r"(?:mesmo|entao|moca|moco|ai|por favor|pf|pfv|ne|isso|disso|tudo|agora|ate)"
_ABLE = (
    r"(?:da|daria|posso|podemos|pode|podem|poderia|consigo|consegue|conseguem|tem como|aceitam?|fazem?|faco|eu|a gente"
    r"|voces?|vcs?|vc|da pra|pra|para)"
)
_SPLIT = r"(?:dividir|divid[eo]m?|parcelar|parcela|parcelam|parcelo|pagar|pago|fazer|ser|fica|ficaria|sao|seria|seriam)"
_OF_WHAT = r"(?:(?:o|esse|este) valor|(?:a|essa) divida|no boleto|possivel|no maximo)"
_AROUND = rf"(?: (?:{_ABLE}|{_SPLIT}|{_OF_WHAT}|{_POLITE}))*"
_HOW_MANY = re.compile(
    rf"{_OPENING}(?:(?:{_ABLE}|{_SPLIT}) )*(?:(?:em|de|ate|por|no maximo) )*(?:quantas|quanta|qtas|qts|quants)"
    rf"(?: (?:vezes|veses|veiz|veis|vzs|vz|x|parcelas?|parcelinhas|prestac\w+|meses))?{_AROUND}"
)
_LEAST = r"(?:minim[oa]|menor|mais (?:baix[oa]|barat[oa]|lev[ei]|em conta|pequen[oa]))"
_PART = r"(?:valor|parcela|parcelinha|prestacao|mensalidade|pagamento|plano|quantia)"
_A_MONTH = r"(?:por mes|ao mes|mensal|todo mes|p mes|cada mes|(?:da|de|das|por) parcelas?)"
_THAT_MAY_BE = (
    rf"(?:(?:que|q) (?:{_ABLE} )*(?:{_SPLIT}|tem|tiver|existe|ha|der|da|pode|posso|voces (?:tem|fazem|aceitam))"
    rf"|possivel"
    rf"|{_SPLIT}|que)"
)
_LIGHTEST = re.compile(
    rf"{_OPENING}(?:(?:qual|quanto|quale|ql|quero|prefiro|me faz|faz|tem|pode ser)(?: (?:e|seria|fica|ficaria|sai"
    rf"|da))? )?"
    rf"(?:(?:o|a|um|uma|no) )?(?:{_PART} )?{_LEAST}(?: {_PART})?"
    rf"(?: (?:{_A_MONTH}|{_THAT_MAY_BE}|{_POLITE}|{_SPLIT}))*"
)


def asks_how_many(text: str) -> bool:
    """ "Em quantas vezes dá?": of the plans there may be; "quantas parcelas estão em atraso" is of what is owed."""
    return _HOW_MANY.fullmatch(_plain(text)) is not None


def asks_lightest(text: str) -> bool:
    """ "Qual o mínimo por mês?": of a part, and not of the down payment nor of the whole."""
    return _LIGHTEST.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())
