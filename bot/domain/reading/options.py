"""Option numbers and button payloads: what was tapped or picked needs no reading of language."""

import re

from bot.domain.reading.numbers import UNITS

_ORDINALS = {
    "primeir": 1,
    "segund": 2,
    "terceir": 3,
    "quart": 4,
    "quint": 5,
    "sext": 6,
    "setim": 7,
    "oitav": 8,
    "non": 9,
    "decim": 10,
}
_PICK = re.compile(
    r"(?:(?:sim|ok|oi)[, ]+)?(?:eu )?(?:quero |escolho |prefiro |fico com |vou de |vou querer |pode ser |seria "
    r"|e )?(?:a |o |as |na |no )?"
    r"(?:opcao |alternativa |item |numero |num |no |n[.o]? ?|letra |opc |op )?(?:n[.o]? ?)?(?P<number>\d{1,2}"
    r"|[a-z]+)(?: ?[oa](?= |$))?(?: (?:opcao|alternativa|item))?(?: por favor| pf)?"
)
_ORDINAL = re.compile("(" + "|".join(_ORDINALS) + ")[oa]")
# A place in a list has its article or its noun: "a segunda", "segunda opção".
_WEEKDAY = re.compile(
    r"(?:(?:sim|ok|oi|nao|entao|ta bom|mas|ai|fica|prefiro|eu prefiro|pode ser|seria|melhor|consigo|so)[, ]+)*"
    r"(?:ja )?(?P<on>na |pra |para |ate |nessa |ate na )?(?:segunda|quarta|quinta|sexta)(?: feira)?"
    r"(?: (?:entao|por favor|pf|que vem|pode ser|fica bom|da|ta bom|consigo|sim))*"
)
_LAST = frozenset({"ultima", "ultimo"})
SCOPE_OF_ALL = "scope:all"
_LISTED = ("plan:", "scope:", "creditor:")
_TOGETHER = re.compile(
    r"(?:(?:eu )?(?:quero|prefiro|pode ser|vamos ver|ver) )?(?:(?:tod[ao]s|tudo)(?: el[ae]s)?(?: junt[ao]s?)?"
    r"|(?:as|os) (?P<number>2|3|duas|dois|tres)(?: junt[ao]s)?|ambas|ambos)(?: por favor| pf)?"
)

# Payloads whose argument is a value, and what choosing them means.
_ARGUMENTS = {
    "plan": ("ask_installments", "count"),
    "count": ("ask_installments", "count"),
    "date": ("choose_due_date", "date"),
    "money": ("counter_offer", "money"),
}
INTENTS = frozenset(
    str.split("""
greet affirm deny inform_identity refuse_identity ask_titles pay_lump_sum ask_installments counter_offer
ask_discount choose_due_date ask_pix ask_boleto ask_second_copy ask_status ask_human not_me third_party
contest_debt already_paid acknowledge_notice hardship later opt_out ask_who ask_is_it_real ask_composition
ask_plan_return cancel_plan ask_bureau other_debts deceased lawyer hospitalised complaint update_contact
repeat thank goodbye out_of_scope data_request
""")
)


def pick(folded: str, options: tuple[str, ...]) -> int | None:
    """The place of the option a message names, or None."""
    said = re.sub(r"[^a-z0-9]+", " ", folded).strip()
    if SCOPE_OF_ALL in options and (together := _TOGETHER.fullmatch(said)) is not None:
        named = _place(together["number"] or "")
        return options.index(SCOPE_OF_ALL) if named in {0, len(options) - 1} else None
    match = _PICK.fullmatch(said) if options else None
    if match is None:
        return None
    place = len(options) if match["number"] in _LAST else _place(match["number"])
    return place - 1 if 1 <= place <= len(options) else None


def names_a_weekday(folded: str, options: tuple[str, ...]) -> bool:
    """ "Pode ser segunda" to one offer is a day; where plans or negotiations are listed, the second of them (P7)."""
    said = _WEEKDAY.fullmatch(re.sub(r"[^a-z0-9]+", " ", folded).strip())
    is_list = any(option.startswith(_LISTED) for option in options)
    return said is not None and (not is_list or said["on"] is not None)


def intent_of(payload: str) -> tuple[str | None, tuple[str, str] | None]:
    """The intent a payload stands for, and the kind and value of its argument."""
    head, _, argument = payload.strip().partition(":")
    if head in _ARGUMENTS and argument:
        intent, kind = _ARGUMENTS[head]
        return intent, (kind, argument)
    return (head if head in INTENTS else None), None


def _place(word: str) -> int:
    if word.isdigit():
        return int(word)
    ordinal = _ORDINAL.fullmatch(word)
    return _ORDINALS[ordinal[1]] if ordinal else UNITS.get(word, 0)
