"""What a message says before any classifier is asked: its values, and its intent when there is no doubt."""

import re
from dataclasses import dataclass
from datetime import date

from bot.domain.reading.answers import (
    Segment,
    closes_on_condition,
    is_hedged,
    leading_answer,
    only_agrees,
    segments,
    short_answer,
)
from bot.domain.reading.contact_words import says_where_to_send
from bot.domain.reading.due_words import asks_what_next
from bot.domain.reading.entity import Entity, Expectation
from bot.domain.reading.figures import bare_number, figure_intent, with_entity
from bot.domain.reading.identity import forgets, says_only_factors
from bot.domain.reading.mask import mask, mask_scanned
from bot.domain.reading.notice_words import asks_what_if_silent, says_notice_never_came
from bot.domain.reading.opt_out import may_ask_to_stop, opts_out
from bot.domain.reading.options import intent_of, names_a_weekday, pick
from bot.domain.reading.payment_words import asks_how_to_pay, asks_if_unpaid, asks_what_if_late
from bot.domain.reading.plan_words import asks_how_many, asks_lightest
from bot.domain.reading.putting_off import lets_it_be, puts_off
from bot.domain.reading.scan import scan
from bot.domain.reading.sketch import Sketch
from bot.domain.reading.text import fold, phrases

__all__ = ["Entity", "Expectation", "Reading", "mask", "read", "read_button"]

# Said to an offer these decline it; anywhere else they may tell of hardship.
_DECLINES = phrases("nao consigo; nao da; nao da nao; nao da ainda; ainda nao da; nao consigo nao; assim nao da")
# Said to an offer this wants a better one; anywhere else it may ask for other debts.
_ASKS_MORE = re.compile(r"(?:e )?(?:nao )?(?:tem|teria|tera|rola) (?:como )?(?:mais|melhor)(?: ainda| nao)? ?[?!.]*")
_IDENTIFYING = frozenset({"cpf", "cpf_first3", "cnpj", "birth_date", "name", "mother_name"})


@dataclass(frozen=True)
class Reading:
    """A message read: `intent` is None when the classifier must decide, over `masked` or each of `parts`.

    `payload` is the whole payload of the option picked ("plan:6"). A `conditional` yes closes nothing (P16).
    """

    text: str
    masked: str
    intent: str | None
    payload: str | None
    entities: tuple[Entity, ...]
    conditional: bool
    parts: tuple[str, ...]


@dataclass(frozen=True)
class _Message:
    text: str
    expects: Expectation
    today: date
    sketch: Sketch
    segments: list[Segment]


def read(text: str, expects: Expectation, today: date) -> Reading:
    """Read one turn's text. Never raises, whatever was typed."""
    place = _option_named(fold(text), expects)
    if place is not None:
        return _picked(text, expects.options[place])
    sketch = scan(text, expects, today)
    message = _Message(text, expects, today, sketch, segments(sketch.words, sketch.folded))
    bare = bare_number(sketch, expects, today)
    intent = _clear_intent(message)
    if intent is None and bare is not None:
        return _reading(message, bare[0], with_entity(sketch.taken(), bare[1]))
    intent = intent or _figure_or_identity(message)
    return _reading(message, intent, sketch.taken()) if intent else _undecided(message)


def read_button(payload: str, label: str) -> Reading:
    """A tap on a button or list row: no reading of language."""
    return _picked(label, payload)


def _option_named(folded: str, expects: Expectation) -> int | None:
    """The option a number picks; where identity is asked, two digits are the last of a CPF ("03", I4)."""
    if not expects.options or (expects.identity and re.search(r"\d\d", folded)):
        return None
    if expects.date and names_a_weekday(folded, expects.options):
        return None
    return pick(folded, expects.options)


def _picked(text: str, payload: str) -> Reading:
    intent, argument = intent_of(payload)
    entities = (Entity(*argument, text, 0, len(text)),) if argument else ()
    return Reading(text, mask(text), intent, payload, entities, conditional=False, parts=())


def _clear_intent(message: _Message) -> str | None:
    """What holds whatever the step waits for, then what identity and yes/no steps wait for."""
    folded = message.sketch.folded
    anywhere = _wherever_it_is_said(folded)
    if anywhere is not None:
        return anywhere
    if message.expects.identity and says_only_factors(message.sketch):
        return "inform_identity"
    if message.expects.identity and forgets(folded):
        return "refuse_identity"
    return _waited_for(message) or _said_shortly(message)


def _waited_for(message: _Message) -> str | None:
    """What only the question at hand makes clear: a place to send to, another day, a better price."""
    folded = message.sketch.folded
    if message.expects.contact and says_where_to_send(message.sketch):
        return "update_contact"
    if message.expects.time and puts_off(folded):
        return "later"
    if message.expects.money and _ASKS_MORE.fullmatch(folded.strip()):
        return "ask_discount"
    if message.expects.money and tuple(word.plain for word in message.sketch.words) in _DECLINES:
        return "deny"
    return None


def _said_shortly(message: _Message) -> str | None:
    answer = short_answer(message.segments, message.sketch.folded)
    if answer == "affirm" and message.expects.more and only_agrees(message.segments):
        return "thank"
    return None if answer in {"affirm", "deny"} and not message.expects.yes_no else answer


def _wherever_it_is_said(folded: str) -> str | None:
    if opts_out(folded) or may_ask_to_stop(folded):
        return "opt_out"
    asks_again = asks_what_if_silent(folded) or asks_what_next(folded) or says_notice_never_came(folded)
    return "repeat" if asks_again else _asked_of_paying(folded)


def _asked_of_paying(folded: str) -> str | None:
    if asks_how_many(folded) or asks_lightest(folded):
        return "ask_installments"
    if asks_how_to_pay(folded):
        return "ask_boleto"
    if asks_what_if_late(folded) or asks_if_unpaid(folded):
        return "ask_status"
    return "goodbye" if lets_it_be(folded) else None


def _figure_or_identity(message: _Message) -> str | None:
    intent = figure_intent(message.sketch, message.expects)
    if intent is not None:
        return intent
    identifies = any(entity.kind in _IDENTIFYING for entity in message.sketch.entities)
    return "inform_identity" if identifies and says_only_factors(message.sketch) else None


def _undecided(message: _Message) -> Reading:
    lead = leading_answer(message.segments, message.sketch.folded)
    if lead is None:
        folded = message.sketch.folded
        hesitates = message.expects.yes_no and is_hedged(folded)
        return _reading(message, None, message.sketch.taken(), conditional=hesitates or closes_on_condition(folded))
    text = message.sketch.text
    parts = (mask(text[: lead.end].strip()), mask(text[lead.rest :].strip()))
    return _reading(message, None, message.sketch.taken(), conditional=lead.conditional, parts=parts)


def _reading(
    message: _Message,
    intent: str | None,
    entities: tuple[Entity, ...],
    *,
    conditional: bool = False,
    parts: tuple[str, ...] = (),
) -> Reading:
    masked = mask(message.text) if message.expects.identity else mask_scanned(message.sketch)
    return Reading(message.text, masked, intent, None, entities, conditional, parts)
