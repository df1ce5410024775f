"""Amounts of money, and the role each one plays in a counter-offer."""

import re
from dataclasses import replace

from bot.domain.money import Money
from bot.domain.reading.entity import Entity
from bot.domain.reading.numbers import Number
from bot.domain.reading.sketch import Sketch

_UNIT = r"(?:reais|real|reai|riais|contos?|pilas?|mangos?|paus?|pratas?|dinheiros?|merreis|rs)\b"
_ABOUT = r"(?P<about>uns |umas |cerca de |quase |em torno de |mais ou menos |por volta de )?"
_LOOSE = r"(?P<loose> e (?:poucos?|pouquinhos?|uns quebrados|quebrados|tantos|alguma coisa))?"
_WITH_SIGN = re.compile(rf"{_ABOUT}(?<![a-z])(?:r\$|rs\b\$?|\$) ?:? ?(#++)(?: ?{_UNIT})?")
_WITH_UNIT = re.compile(rf"{_ABOUT}(#++){_LOOSE} ?(?:de )?{_UNIT}(?: e (?P<cents>#++) ?centavos?\b)?")
_NOT_MONEY = (
    r"(?! ?(?:x\b|×|vez|veiz|parcel|prestac|dias?\b|anos?\b|mes(?:es)?\b|semanas?\b|horas?\b|h\b|hrs?\b|min|%"
    r"|por cento|/|da (?:manha|tarde|noite)"
    r"|pessoas?|filhos?|mensalidades?|boletos?|titulos?|ultim|primeir|digitos?|pontos?|mil\b))"
)
_AFTER_VERB = re.compile(
    r"\b(?:consigo|consegui(?:mos|ria)|posso|podia|poderia|pagar|pago|pagaria|dou|daria|faz|faco|fecho|fecha"
    r"|fechar|deixa|deixar|quito|quitar|por"
    r"|ate|maximo|max|minimo|ofereco|oferecer|arrumar|arrumo|juntar|juntei|entrada|sinal|valor|abaixa|baixa|dar)"
    rf"(?: (?:so|apenas|somente|pagar|dar|de|uns|umas|ate|no|maximo|por|em|pra|fazer|seria|e|mais"
    rf"|tipo)){{0,3}}:? {_ABOUT}(#++){_LOOSE}{_NOT_MONEY}"
)
_PER_MONTH = (
    r"(?:por|ao|a|/|p/?|no|todo|cada|todos? os?) ?mes(?:es)?\b|/ ?mes|p/ ?mes|mensa(?:l|is|lmente)\b"
    r"|(?:em )?cada (?:parcela|uma|mes)\b|de parcela\b"
)
_BEFORE_CUE = re.compile(
    rf"{_ABOUT}(#++){_LOOSE}(?= ?(?:{_PER_MONTH}|(?:de|na|pra) entrada\b|de sinal\b|de desconto\b|no total\b|em"
    rf" tudo\b|pra quitar\b|agora e (?:o"
    rf"|mais)\b|agora,? (?:e )?o resto\b|hoje e o resto\b))"
)
_EACH = re.compile(
    rf"\b(?:parcelas?|prestacoes|prestacao|vezes|x) (?:de |com |a )(?:ate )?{_ABOUT}(#++){_NOT_MONEY}|C+ (?:de "
    rf"|a )(?:ate )?(#++){_NOT_MONEY}"
)
_BARE_WORDS = re.compile(rf"{_ABOUT}(#++){_LOOSE}{_NOT_MONEY}(?! (?:desculpas|perdoes|coisas|vezes|motivos|obrigad))")

# "2900 à vista", and nothing else said: the count of one stands drawn beside it.
_ASKING = (
    r"(?:e|se|for|so|da|eu|der|tenho|seria|pode ser|pode|aceitam?|que tal|no maximo|fech(?:a|o|ou|ado)|agora|hoje"
    r"|ta bom|ok|sim)"
)
_ALL_AT_ONCE = re.compile(rf"^ *(?:{_ASKING},? )*(?:(#++),? C+|C+,? (?:{_ASKING},? )*(#++))(?:,? {_ASKING})*[ ?!.]*$")

_ABOUT_SO_MUCH = re.compile(rf"\b(?P<about>uns|umas|cerca de|em torno de|por volta de) (#++){_LOOSE}{_NOT_MONEY}")

_MONTHLY_AFTER = re.compile(rf" ?(?:{_PER_MONTH})")
_MONTHLY_BEFORE = re.compile(
    r"(?:\b(?:parcelas?|prestacoes|prestacao|vezes|mensalidades?) (?:mensa(?:l|is) )?(?:de |com |a )?(?:ate )?"
    r"|C+ (?:de |a )(?:ate )?"
    r"|\b(?:por mes|mensalmente|todo mes|ao mes)(?: eu)?(?: (?:so|pago|consigo|posso|pagar|dou|de|ate))* )$"
)
# "1200 e fecho agora", "dou 1200 agora e acabou": nothing is paid after that, in parts or later.
_ENDS_IT = (
    r",? ?(?:(?:agora|hoje|ja|a vista|de uma vez)\b,? ?)?(?:(?:e|ai|que) )?(?:eu |a gente |ja |nos )?(?:(?P<deal>fecho"
    r"|fechamos|fecha|ta fechado|fechou)|quito|quitamos|acab(?:ou|a|amos)|pronto|resolv(?:o|e|emos|ido)|encerr(?:o|a"
    r"|amos)"
    r"|zer(?:o|a|amos)|mata|nada mais|(?:ta|fica) (?:pago|quitado|resolvido))\b"
    r"(?!.{0,25}(?:C|#|\bresto\b|\brestante\b|\bentrada\b|\bparcel|\bmes\b))"
)
_ALL_OF_IT = re.compile(_ENDS_IT)
_BEFORE_THE_END = re.compile(rf"{_ABOUT}(#++){_LOOSE}{_NOT_MONEY}(?={_ENDS_IT})")
_DOWN_AFTER = re.compile(
    r" ?(?:(?:de|na|pra|como|a titulo de) (?:entrada|sinal)\b|(?:agora|hoje|ja)\b,? ?(?:e|mais|o|\+"
    r"|depois)\b(?!.{0,20}\bquito)"
    r"|,? (?:e|mais) (?:o resto|o restante|C)|(?: M*)? ?(?:mais|\+|e) C)"
)
_DOWN_BEFORE = re.compile(r"\b(?:entrada|sinal)(?: (?:de|com|seria|pode ser|e|no valor de|ate))*:? ?(?:ate )?$")
_TOTAL_BEFORE = re.compile(
    r"\b(?:(?:faz|faca|fazer|fecha|fecho|fechar|deixa|deixar|quito|quitar|quita|pago tudo|pagar tudo|tudo|fica"
    r"|sai|resolve|total|mata|abaixa|baixa|aceita|aceitam)"
    r"(?: (?:isso|tudo|a divida|ai|pra mim))?(?: (?:por|em|a|de|pra|para))|por) $"
)
_TOTAL_AFTER = re.compile(r" ?(?:(?:no|pelo) total|em tudo|a ?vista|CCC+ ?$|pra quitar|para quitar|e quito)\b")


def read_marked_money(sketch: Sketch, *, forms: bool) -> None:
    """Amounts that carry a sign, a unit or the form only money has."""
    for pattern in (_WITH_SIGN, _WITH_UNIT):
        for match in sketch.matches(pattern):
            _take(sketch, match)
    for number in sketch.free_numbers():
        if forms and number.is_amount:
            sketch.take("money", str(_cents(number)), (number.start, number.end))


def read_money_in_context(sketch: Sketch) -> None:
    """Bare numbers that the words around make an amount."""
    for match in sketch.matches(_BEFORE_CUE):
        if sketch.number(match, 2).whole >= 10:
            _take(sketch, match)
    for pattern, lowest in ((_EACH, 10), (_AFTER_VERB, 30), (_ABOUT_SO_MUCH, 30), (_BEFORE_THE_END, 30)):
        for match in sketch.matches(pattern):
            _take_alone(sketch, match, lowest)
    _read_all_at_once(sketch)
    for match in sketch.matches(_BARE_WORDS):
        number = sketch.number(match, 2)
        if number.in_words and number.whole >= 100 and number.whole != 1000:
            _take(sketch, match)


def _read_all_at_once(sketch: Sketch) -> None:
    """Beside one payment and nothing else; less than three digits may be an option or a day."""
    counts = [entity.value for entity in sketch.entities if entity.kind == "count"]
    for match in sketch.matches(_ALL_AT_ONCE):
        number = _first_number(sketch, match)
        if 100 <= number.whole <= 999_999 and counts == ["1"]:
            sketch.take("money_total", str(_cents(number)), (number.start, number.end))


def assign_roles(sketch: Sketch) -> None:
    """Per month, down payment or total, from the words beside the amount."""
    sketch.entities = [_with_role(sketch, entity) if entity.kind == "money" else entity for entity in sketch.entities]


def _with_role(sketch: Sketch, amount: Entity) -> Entity:
    role = _role(sketch.before(amount.start), sketch.line[amount.end : amount.end + 40])
    return replace(amount, kind=role) if role else amount


def _role(before: str, after: str) -> str | None:
    if _MONTHLY_AFTER.match(after):
        return "money_per_month"
    if (ended := _ALL_OF_IT.match(after)) is not None:
        return None if ended["deal"] else "money_total"  # "200 e fecho" to a plan is a part of it
    if _DOWN_AFTER.match(after) or _DOWN_BEFORE.search(before):
        return "money_down"
    if _MONTHLY_BEFORE.search(before):
        return "money_per_month"
    if _TOTAL_BEFORE.search(before) or _TOTAL_AFTER.match(after):
        return "money_total"
    return None


def _take(sketch: Sketch, match: re.Match[str]) -> None:
    groups = match.groupdict()
    number = _first_number(sketch, match)
    cents = _cents(number)
    if groups.get("cents"):
        cents += sketch.number(match, "cents").whole
    begin = match.end("about") if groups.get("about") else match.start()
    sketch.take("money", str(cents), (begin, match.end()), approximate=_is_loose(match))


def _take_alone(sketch: Sketch, match: re.Match[str], lowest: int) -> None:
    """The amount without the words that gave it away, which the role is read from."""
    number = _first_number(sketch, match)
    if lowest <= number.whole <= 999_999:
        end = match.end("loose") if match.groupdict().get("loose") else number.end
        sketch.take("money", str(_cents(number)), (number.start, end), approximate=_is_loose(match))


def _first_number(sketch: Sketch, match: re.Match[str]) -> Number:
    return sketch.numbers[next(start for start, _ in match.regs[1:] if start in sketch.numbers)]


def _is_loose(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    return bool(groups.get("about") or groups.get("loose"))


def _cents(number: Number) -> int:
    return Money(number.hundredths).cents
