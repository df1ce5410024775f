"""Messages that are little more than a figure: an amount, a count of installments, a day."""

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.reading.calendar import next_day_of_month
from bot.domain.reading.entity import Entity, Expectation
from bot.domain.reading.fractions import FRACTIONS
from bot.domain.reading.numbers import Number
from bot.domain.reading.sketch import Sketch
from bot.domain.reading.text import vocabulary

MONEY = frozenset({"money", "money_per_month", "money_down", "money_total"})
DATES = frozenset({"date", "date_fifth_business_day"})
type _Meaning = tuple[str, str, str]  # the intent, and the kind and value of what is named
_PLAIN = frozenset({"digits", "cpf_first3", "cpf_last2", "money", "year"})

_YES = vocabulary(
    "sim ok ta bom tá beleza fechado fechou combinado pode ser podia seria entao então certo oi bom dia boa"
    " tarde noite por favor moça moço obrigado"
)
_MONEY_WORDS = _YES | vocabulary("""
eu eh é so só consigo consigo posso poderia pagar pago pagaria dou daria tenho ofereço ofereco por pra para mes
mês mensal mensais de do da entrada sinal agora e o a os as resto restante em uns umas faz fecha fechar fecho
deixa deixar até ate no na máximo maximo fazer hoje ao cada parcela parcelas x vezes total tudo quito quitar
consegue fazem faço acabou acaba pronto resolvo resolve resolvido encerro encerra zera zero mata fechamos nada já ta
tá quitado isso tenho mais ou menos apenas somente com dar à vista depois parcelado quero queria aceita aceitam
voces voce você tipo minha proposta é que vem próximo proximo outro outra parte metade terço daqui ser pode podia
""")
_COUNT_WORDS = _YES | vocabulary("""
eu é em de parcela parcelar parcelas parcelado parcelada parcelo dividir divide dividido dividida faz fazer faço
quero queria prefiro pagar posso da dá no na o a pra para só so até ate umas seria pago gostaria vou querer me
consigo rola consegue
""")
_DATE_WORDS = _YES | vocabulary("""
eu é pago pagar pagaria posso consigo só so no na o a para pra pro até ate quero queria prefiro vencimento vence
vencer próximo proximo próxima fica ficar melhor coloca coloque bota põe poe marca marcar em agendar agenda
deixa de data
""")
_BARE_WORDS = _YES | vocabulary(
    "eu é em dia no na o a quero de uns umas só so consigo posso pagar até ate faz fica prefiro melhor parcelas"
    " vezes reais dou pago e se for fosse mostra ver verdade quer dizer digo alias ah mas desculpa talvez por volta"
    " mesmo mesma msm então entao aí ai fechado fecha aceito"
)
# "Não, era 8": the figure in place of the one understood; "não quero 8" refuses it, and "não é 8" may.
_SAID = r"(?:eu )?(?:era|eram|seria|seriam|falei|disse|pedi|(?:quis|queria|quero|tava querendo) dizer)"
_CORRECTS = re.compile(
    r"(?:(?:oi|ah|eita|opa|ops|desculpa|moca|moco|perai|pera|calma)[\s,.!]+)*(?:nao|n|naum)(?: nao)?"
    rf"(?: ?[,.!;:]+ ?(?:{_SAID} |e |sao |eu quero |quero |pode ser )?| {_SAID} )(?:(?:em|so|de|por|uns|pra ser|para"
    rf" ser) )*"
)
_NEAR = timedelta(days=7)  # a first payment is no later (P7)
# "A de 9", "e se for 10?": of plans, as a day would be called one.
_OF_A_PLAN = re.compile(r"\b(?:as? de|as? em|se (?:for|fosse)(?: em| de| as? de)?) #+(?: entao)?\s*[?.!]*$")


def figure_intent(sketch: Sketch, expects: Expectation) -> str | None:
    """The intent of a message that is a figure and the few words that go with one."""
    kinds = {entity.kind for entity in sketch.entities}
    if not kinds or kinds - MONEY - DATES - FRACTIONS - {"count", "percent"}:
        return None
    start = _after_correction(sketch)
    said = {word.plain for word in sketch.words_outside() if word.start >= start}
    if kinds & MONEY or "fraction_down" in kinds:
        return "counter_offer" if said <= _MONEY_WORDS else None
    if "percent" in kinds or kinds <= FRACTIONS:
        return None
    if "count" in kinds:
        return _count_intent(sketch) if said <= _COUNT_WORDS else None
    days = {entity.value for entity in sketch.entities if entity.kind in DATES}
    if len(days) == 1 and said <= _DATE_WORDS:
        vague = any(entity.approximate for entity in sketch.entities)
        return None if vague and not expects.date else "choose_due_date"
    return None


def bare_number(sketch: Sketch, expects: Expectation, today: date) -> tuple[str, Entity] | None:
    """What a number alone means here, when the step leaves a single way to take it."""
    number = _only_number(sketch)
    if number is None:
        return None
    as_count = _as_count(number, expects)
    if as_count is not None and _OF_A_PLAN.search(sketch.numbered):
        meanings = [as_count]
    else:
        each = (_as_money(number, expects), as_count, _as_day(number, expects, today))
        meanings = [meaning for meaning in each if meaning is not None]
    if len(meanings) == 2 and expects.money:
        meanings = [_count_or_day(meanings, expects, today)]
    if len(meanings) != 1:
        return None
    intent, kind, value = meanings[0]
    return intent, Entity(kind, value, sketch.text[number.start : number.end], number.start, number.end)


def with_entity(entities: tuple[Entity, ...], entity: Entity) -> tuple[Entity, ...]:
    """The entity in place of whatever else was read there."""
    others = [other for other in entities if other.end <= entity.start or entity.end <= other.start]
    return tuple(sorted([*others, replace(entity)], key=lambda each: each.start))


def _count_intent(sketch: Sketch) -> str | None:
    counts = {entity.value for entity in sketch.entities if entity.kind == "count"}
    if counts == {"1"}:
        return "pay_lump_sum"
    return "ask_installments" if "1" not in counts else None


def _only_number(sketch: Sketch) -> Number | None:
    if len(sketch.numbers) != 1 or any(entity.kind not in _PLAIN for entity in sketch.entities):
        return None
    [number] = sketch.numbers.values()
    start = _after_correction(sketch)
    words = [word for word in sketch.words if word.start >= start]
    outside = [word.plain for word in words if word.end <= number.start or number.end <= word.start]
    fits = all(plain in _BARE_WORDS for plain in outside)
    return number if fits and not (number.digits.startswith("0") and not number.in_words) else None


def _after_correction(sketch: Sketch) -> int:
    """Where a figure begins that is said in place of another; 0 when none is."""
    starts = [*sketch.numbers, *(entity.start for entity in sketch.entities)]
    first = min(starts, default=0)
    return first if _CORRECTS.fullmatch(sketch.folded, 0, first) else 0


def _count_or_day(meanings: list[_Meaning], expects: Expectation, today: date) -> _Meaning:
    """Where a plan is offered a number alone counts its parts; to a lump sum a day of these is a day (P7, P9)."""
    count, day = meanings
    is_plan_offered = any(option.startswith(("plan:", "option:")) for option in expects.options)
    is_near = date.fromisoformat(day[2]) - today <= _NEAR
    return day if is_near and not is_plan_offered else count


def _as_money(number: Number, expects: Expectation) -> _Meaning | None:
    lowest = 10 if not expects.count and not expects.date else 61
    fits = expects.money and lowest <= number.whole <= 999_999
    return ("counter_offer", "money", str(number.hundredths)) if fits else None


def _as_count(number: Number, expects: Expectation) -> _Meaning | None:
    fits = expects.count and 2 <= number.whole <= 60 and not number.is_amount
    return ("ask_installments", "count", str(number.whole)) if fits else None


def _as_day(number: Number, expects: Expectation, today: date) -> _Meaning | None:
    day = next_day_of_month(number.whole, today) if expects.date and not number.is_amount else None
    return ("choose_due_date", "date", day.isoformat()) if day else None
