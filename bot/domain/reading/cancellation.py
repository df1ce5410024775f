"""What a message says of the plan itself: that it was already cancelled, or that nobody uses it (C13, F5)."""

import re

from bot.domain.reading.text import fold

_PLAN = r"(?:(?:os?|a|meus?|minha|nosso|esses?|este|dess[ae]|essa) )?(?:planos?|convenio|cassems|assefaz)"
_ENDED = r"(?:cancelad[oa]s?|cortad[oa]s?|encerrad[oa]s?|desligad[oa]s?)"
_PAPERS = r"(?:(?:o|a|meu|minha|esse|essa) )?(?:acordo|boleto|pix|fatura|cart|pedido|parcel|inscric)"
_BEFORE = r"(?:^|\b(?:ja|voces|vcs|eles|eu|plano|convenio|que|se|pois|porque|pq|e|mas) )(?:me )?"
_CANCELLED = re.compile(
    rf"{_BEFORE}(?:cancelaram|cancelei|cancelou|cortaram|encerraram|encerrei)\b(?! {_PAPERS})"
    rf"|\b(?:foi|ta|tava|esta|estava|to|estou|fui|tinha sido|ja ta|ta tudo) (?:ja )?{_ENDED}\b"
    rf"|\b(?:ja|tinha|havia) (?:tinha |havia |pedi e )?(?:cancelado|cancelaram|cancelei)\b(?! {_PAPERS})"
    rf"|\bplano {_ENDED}\b"
    rf"|\b(?:nao (?:tenho|tem|temos) mais|sai d[oae]|saimos d[oae]|perdi) {_PLAN}\b"
    r"|\bnao (?:sou|estou|to) mais (?:[dn][oa] )?(?:plano|convenio|cassems|assefaz|associad|beneficiari|usuari)"
)
_NOT_CANCELLED = re.compile(
    r"\b(?:nao|nunca|nem) (?:foi |ta |esta |tinha sido |me |o plano foi )?(?:cancel|cort|encerr)\w+"
    r"|\b(?:acordo|boleto|pix|cartao|fatura|pedido|protocolo) (?:foi |ta |esta |ja foi )*cancelad"
)
_NEVER_USE = (
    r"\b(?:nao|n|nem|nunca|jamais|mal) (?:us[oe]i?|usamos|usava|utiliz\w+|tenho usado|(?:es)?to(?:u)? usando)\b"
)
_MORE = r"(?: (?:nunca|mais|quase|muito|nada|pra nada))*"
_UNUSED = re.compile(
    rf"{_NEVER_USE}{_MORE}(?: (?:{_PLAN}|isso|nada|e|entao|mas|por|faz|ha|desde)\b| *(?:$|[,.;!?]))"
    rf"|\bsem (?:usar|utilizar)(?: nada| {_PLAN})?(?: *$|[,.;!?]| e\b)"
)


def says_plan_was_cancelled(text: str) -> bool:
    """ "Já cancelaram, por que pago?"; not "quero cancelar" and not "não cancelaram"."""
    said = " ".join(fold(text).split())
    return bool(_CANCELLED.search(said)) and not _NOT_CANCELLED.search(said)


def says_plan_is_unused(text: str) -> bool:
    """ "Nem uso o plano": an objection to paying, and no wish to leave."""
    return bool(_UNUSED.search(" ".join(fold(text).split())))
