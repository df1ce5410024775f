"""Amounts somebody offers to pay, told from the others in the same message (P9)."""

import re
from collections.abc import Iterable
from fractions import Fraction

from bot.domain.reading.entity import Entity
from bot.domain.reading.figures import MONEY
from bot.domain.reading.text import fold

_OFFERING = re.compile(
    r"\b(?:consigo|conseguiria|conseguimos|posso|podemos|poderia|podia|da (?:pra|para)|daria|dou|pago|pagaria|ofereco"
    r"|arrumo|arranjo|separo|junto|deposito|topo|aceito|fecho|so (?:tenho|cabe)|cabe|faco)\b"
)
# "200 por mês eu consigo sim": the verb may come after.
_OFFERED = re.compile(
    r" *(?:reais )?(?:(?:por|ao|todo) mes |mensal |mensais |de entrada |agora |hoje )?(?:ai |isso )?(?:eu |a gente )?"
    r"(?:consigo|conseguiria|conseguimos|dou conta|da (?:pra|para) (?:mim|pagar|eu)|posso|pago|pagaria|cabe|encaixa)\b"
)
_NEGATED = re.compile(r"\b(?:nao|n|nem|nunca|jamais|sem|se|quando)(?: (?:eu|me|mais|ja|que|a gente|nunca))*\s*$")
_SPENT = re.compile(r"\b(?:aluguel|pensao|remedios?|luz|agua|escola|faculdade|mercado|farmacia|ganho|recebo|salario)\b")
_HARD_TIMES = re.compile(
    r"\b(?:desempregad\w*|sem (?:emprego|trabalho|servico|dinheiro|renda|salario|condic\w+|grana)"
    r"|perdi (?:o |meu )+emprego|momento (?:complicado|dificil|ruim|delicado)|apertad\w+|aperto|doentes?"
    r"|dificil|dificuldades?|crise|nao tenho (?:como|dinheiro|condic\w+|nada)"
    r"|passando necessidade|situacao (?:ta |esta )?(?:ruim|feia|critica)|quebrad[oa]|endividad\w+)\b"
)
_OTHER_PERCENT = re.compile(r"\b(?:juros?|multas?|entrada|sinal|ao mes|reajuste|aumento|coparticipacao)\b")
_NEAR, _BESIDE = 40, 20


def offered_amounts(text: str, entities: Iterable[Entity]) -> list[Entity]:
    """The amounts a verb of offering leads to: "ganho 1.200 e consigo 150" offers 150, "não consigo 150" none."""
    folded = fold(text)
    return [entity for entity in entities if entity.kind in MONEY and _is_offered(folded, entity)]


def discount_asked(text: str, entities: Iterable[Entity]) -> Fraction | None:
    """The part of the whole somebody wants taken off: "50% de desconto", "e 20%?"; none of charges or an entrada."""
    if _OTHER_PERCENT.search(fold(text)):
        return None
    parts = [int(entity.value) for entity in entities if entity.kind == "percent"]
    return next((Fraction(part, 100) for part in parts if 0 < part < 100), None)


def tells_of_hardship(text: str) -> bool:
    """Whether the words beside an offer deserve a word of care."""
    return bool(_HARD_TIMES.search(fold(text)))


def _is_offered(folded: str, amount: Entity) -> bool:
    if _OFFERED.match(folded, amount.end):
        return True
    clause = re.split(r"[.;!?\n]", folded[: amount.start])[-1]
    verbs = [match for match in _OFFERING.finditer(clause) if len(clause) - match.end() <= _NEAR]
    if not verbs or _NEGATED.search(clause[: verbs[-1].start()]):
        return False
    return not _SPENT.search(clause[verbs[-1].end() :] + folded[amount.start : amount.end + _BESIDE])
