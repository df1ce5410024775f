"""Questions about paying what is agreed: where and how, and what if it is late (P11, G0, G5)."""

import re

from bot.domain.reading.text import fold

_OPENING = (
    r"(?:(?:e|mas|oi|ah|ta|bom|ok|certo|entendi|sei|blz|beleza|hum+|entao|moca|moco|olha|ue"
    r"|agora|ai|me (?:diz|fala|explica)) )*"
)
_POLITE = r"(?:mesmo|entao|moca|moco|ai|aqui|agora|por favor|pf|pfv|ne|kk+)"
_IT = (
    r"(?:isso|(?:o|os|esse|esses|meu|meus) (?:boletos?|acordo|valor|parcelamento)|(?:a|as|essa|essas|minha|primeira"
    r"|proxima)(?: (?:primeira|proxima|1a))? (?:entrada|parcelas?|conta)|a entrada|a primeira|tudo)"
)
_EACH = r"(?: que| q| e que| eh que)?(?: eu| a gente| se)?"
_PAY = r"(?:pago|paga|pagar|pagamos|faco o pagamento|fazer o pagamento|efetuo o pagamento|quito)"
_WHERE = (
    rf"(?:onde|aonde|por onde|em que lugar|em qual lugar|onde e){_EACH}(?: posso| consigo| faco (?:pra|para)| devo)?"
    rf" {_PAY}"
)
_HOW = (
    rf"como{_EACH} (?:pago|paga|pagamos|faco o pagamento|(?:posso|consigo) pagar|(?:faco|fasso|faz|fazemos)(?: eu)?"
    r" (?:pra|para|p) (?:pagar|efetuar o pagamento|fazer o pagamento))"
)
_SLIP = (
    r"(?:cade|kd|onde (?:ta|esta|fica|ficou|vejo|pego|baixo))(?: (?:o|os|meu|meus|esse|a|as))* (?:boletos?|boletinho"
    r"|codigo(?: de barras)?)"
)
_WHEN_COMES = (
    r"(?:quando|qnd|qdo|que horas|que dia|em quanto tempo)(?: que)?(?: (?:me|voces?|vcs?|eu))* (?:chega|chegam|vem"
    r"|vao mandar"
    r"|manda|mandam|envia|enviam|recebo|vou receber|sai|saem)(?: (?:o|os|meu|meus) boletos?)?"
)
_ALREADY = r"(?:ja|agora ja) (?:posso|da pra|consigo) (?:ir )?(?:pagar|pagando|fazer o pagamento)"
_HOW_TO_PAY = re.compile(rf"{_OPENING}(?:{_WHERE}|{_HOW}|{_SLIP}|{_WHEN_COMES}|{_ALREADY})(?: (?:{_IT}|{_POLITE}))*")

_LATE = (
    r"(?:atras(?:ar|o|asse|armos)|esquec(?:er|esse|o)|perd(?:er|esse|o) (?:o prazo|a data|o dia|o vencimento)"
    r"|pass(?:ar|asse) d(?:o dia|a data|o vencimento|o prazo)|pag(?:ar|asse) (?:atrasad\w+|em atraso|depois(?: d\w+"
    r" \w+)?)"
    r"|nao (?:conseguir |puder |der pra )?pag(?:ar|o|asse)(?: (?:no dia|em dia|a tempo|na data|(?:uma|alguma|a|essa|as)"
    r" (?:parcelas?|boleto|entrada)|o boleto|um boleto|um mes)))"
)
_THEN = r"(?:o que|que|oq|oque) (?:acontece|vai acontecer|ocorre|voces fazem)"
_UNDONE = r"(?:(?:o acordo )?(?:cancelam?|cai|quebra|acaba|desfaz|perde|perco)(?: (?:o acordo|tudo|o desconto))?)"
_NOT_AT_ALL = (
    r"(?:nao|n|nunca) (?:for |quiser |puder |conseguir |der pra )?pag(?:ar|o|asse)(?: (?:nada|isso|nunca|mais|nunca"
    r" mais|tudo|a divida|essa divida|voces|vcs))*"
)
_IF_UNPAID = re.compile(
    rf"{_OPENING}(?:{_THEN} )?(?:e )?(?:se|caso)(?: (?:eu|a gente))? {_NOT_AT_ALL}(?: (?:{_THEN}|como fica|{_POLITE}))*"
)
_IF_LATE = re.compile(
    rf"{_OPENING}(?:{_THEN} |tem (?:multa|juros|problema) )?(?:e )?(?:se|caso|quando)(?: (?:eu|a gente|por acaso|eu"
    rf" por acaso"
    rf"|um dia|acontecer de|eu acabar))* {_LATE}"
    rf"(?: (?:{_UNDONE}|umas?|uns|alguma?|alguns|a|o|as|de|dia|dias|mes|parcelas?|boletos?|pagar|pagamento|pouco"
    rf"|pouquinho|entrada|acordo"
    rf"|{_THEN}|tem (?:multa|juros|problema)|como fica|\d+|{_POLITE}))*"
)


def asks_how_to_pay(text: str) -> bool:
    """ "Onde eu pago?", "cadê o boleto?", "já posso pagar?": no claim of a payment and no complaint."""
    return _HOW_TO_PAY.fullmatch(_plain(text)) is not None


def asks_what_if_late(text: str) -> bool:
    """ "E se eu atrasar?": of a part of a deal; of leaving everything unpaid it is another question."""
    return _IF_LATE.fullmatch(_plain(text)) is not None


def asks_if_unpaid(text: str) -> bool:
    """ "E se eu não pagar?", and no part of a deal named."""
    return _IF_UNPAID.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())
