"""From what a debtor sent to what the dialogue is told: masked texts, decided intents, no personal data."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.application.messages import InboundMessage, MessageKind
from bot.application.ports import Dialogue, Meaning, Utterance
from bot.domain.conversation import Channel, Option
from bot.domain.reading.message import Entity, Expectation, Reading, read, read_button
from bot.domain.reading.named import named_in
from bot.domain.reading.opt_out import asks_to_stop, may_ask_to_stop
from bot.domain.reading.options import SCOPE_OF_ALL
from bot.domain.reading.proposals import offered_amounts
from bot.domain.reading.text import fold, vocabulary

_INTENT_OF_KIND = {
    MessageKind.AUDIO: "unreadable_media",
    MessageKind.VIDEO: "unreadable_media",
    MessageKind.OTHER: "unreadable_media",
    MessageKind.CONTACTS: "unreadable_media",
    MessageKind.IMAGE: "sent_document",
    MessageKind.DOCUMENT: "sent_document",
    MessageKind.LOCATION: "sent_location",
    MessageKind.STICKER: "sent_sticker",
}

# What a tapped option means when its payload is not an intent itself.
_INTENT_OF_PAYLOAD = {
    "plan": "ask_installments",
    "creditor": "choose_option",
    "scope": "choose_option",
    "option": "choose_option",
}


_SCOPE, _PLAN = "scope:", "plan:"
_A_COUNT = re.compile(r"\W*(?:(?:em|a de|de|quero) )?(\d{1,2})\W*")
_MOST_PARTS = 60
_AROUND_A_NAME = vocabulary("""
so somente apenas a o as os de da do das dos quero essa esse primeiro vamos comecar com por pela pelo parcelar
pagar ver eu codigo titulo
""")
NOT_UNDERSTOOD = "out_of_scope"
_IMPLIED_BY = (
    ("counter_offer", frozenset({"money_per_month", "money_down", "money_total", "money", "fraction_down"})),
    ("ask_installments", frozenset({"count"})),
    ("choose_due_date", frozenset({"date"})),
)
# Said beside an amount that is offered, these are its reason: the amount is answered (P9).
_REASONS = frozenset({"hardship", "ask_discount"})
_PLACES = frozenset({"email", "phone"})
_ANY_TALK = frozenset({"hoje", "agora"})  # said of anything: no date chosen


@dataclass(frozen=True)
class Understood:
    """A text, what it means, and the values in it."""

    text: str
    meant: Meaning
    entities: tuple[Entity, ...]


def read_message(message: InboundMessage, expects: Expectation, today: date, offered: Iterable[Option] = ()) -> Reading:
    """Read one message; a button tapped, or its label typed out, needs no interpretation."""
    typed = fold(message.body).strip(" .!")
    offered = tuple(offered)
    payload = message.payload or next((each.payload for each in offered if fold(each.label) == typed), None)
    payload = payload or _plan_counted(message, offered) or _scope_named(message.body, offered)
    if payload:
        return read_button(payload, message.body)
    return read(message.body, expects, today)


def _plan_counted(message: InboundMessage, offered: Sequence[Option]) -> str | None:
    """A list of plans without numbers is picked from by counts: "3" is three parts, listed or not (section 9)."""
    said = _A_COUNT.fullmatch(fold(message.body))
    payloads = {each.payload for each in offered}
    if said is None or message.channel is Channel.SMS or not any(each.startswith(_PLAN) for each in payloads):
        return None
    listed = f"{_PLAN}{int(said[1])}"
    return listed if listed in payloads else f"count:{int(said[1])}" if 2 <= int(said[1]) <= _MOST_PARTS else None


def _scope_named(text: str, offered: Iterable[Option]) -> str | None:
    """One of the negotiations offered, by its number or a word of its own and nothing else (P4)."""
    single = (each for each in offered if each.payload.startswith(_SCOPE) and each.payload != SCOPE_OF_ALL)
    labels = {each.payload.removeprefix(_SCOPE): each.label for each in single}
    said = " ".join(word for word in fold(text).split() if word not in _AROUND_A_NAME).strip(" .!?")
    if not labels or " " in said or not said:
        return None
    named = named_in(said, labels)
    return f"{_SCOPE}{named}" if named is not None else None


def utterances(messages: Sequence[InboundMessage], readings: Sequence[Reading]) -> list[Utterance]:
    """One utterance per clause to be classified; media and taps come with their intent."""
    return [
        utterance
        for message, reading in zip(messages, readings, strict=True)
        for utterance in _utterances_of(message, reading)
    ]


def implied_instead(intent: str | None, readings: Iterable[Reading]) -> Utterance | None:
    """What the values in messages say when their words were not understood, or only give the reason of an offer."""
    readings = list(readings)
    if intent == "opt_out" and not any(_may_stop(reading) for reading in readings):
        return Utterance("", "update_contact", "reader")
    if intent in _REASONS and any(offered_amounts(reading.text, reading.entities) for reading in readings):
        return Utterance("", "counter_offer", "reader")
    if intent != NOT_UNDERSTOOD:
        return None
    kinds = {entity.kind for reading in readings for entity in reading.entities if fold(entity.text) not in _ANY_TALK}
    implied = next((implied for implied, implying in _IMPLIED_BY if kinds & implying), None)
    return Utterance("", implied, "reader") if implied else None


def _may_stop(reading: Reading) -> bool:
    """ "Manda para 67 99999-1234" says where to send: no wish to stop is guessed from it (R3)."""
    said = fold(reading.text)
    return asks_to_stop(said) or may_ask_to_stop(said) or not any(each.kind in _PLACES for each in reading.entities)


async def understand_each(texts: Sequence[str], dialogue: Dialogue, release: str, today: date) -> list[Understood]:
    """What the bot would take each text for, were it the only message and nothing asked before."""
    messages = [_alone(text) for text in texts]
    readings = [read_message(message, Expectation(), today) for message in messages]
    said = [utterances([message], [reading]) for message, reading in zip(messages, readings, strict=True)]
    bursts = [burst if text.strip() else [Utterance("")] for text, burst in zip(texts, said, strict=True)]
    meanings = await dialogue.mean(release, bursts)
    return [
        Understood(text, _or_implied(meant, reading), reading.entities)
        for text, meant, reading in zip(texts, meanings, readings, strict=True)
    ]


def _alone(text: str) -> InboundMessage:
    return InboundMessage("", Channel.WHATSAPP, contact="", sender="", kind=MessageKind.TEXT, body=text)


def _or_implied(meant: Meaning, reading: Reading) -> Meaning:
    implied = implied_instead(meant.intent, [reading])
    return Meaning(implied.intent, 1.0, meant.conditional) if implied and implied.intent else meant


def expectation(expects: Iterable[str], options: Iterable[str]) -> Expectation:
    """The readers' hints for the step the conversation waits at."""
    hints = set(expects)
    return Expectation(
        identity="identity" in hints,
        mother="mother" in hints,
        money="money" in hints,
        count="count" in hints,
        date="date" in hints,
        contact="contact" in hints,
        time="time" in hints,
        more="more" in hints,
        options=tuple(options),
    )


def _utterances_of(message: InboundMessage, reading: Reading) -> list[Utterance]:
    if not message.body.strip() and not message.payload:
        return [Utterance("", _INTENT_OF_KIND.get(message.kind, "empty_message"), "reader")]
    if reading.payload and reading.intent is None:
        prefix = reading.payload.partition(":")[0]
        return [Utterance(reading.masked, _INTENT_OF_PAYLOAD.get(prefix, prefix), "button")]
    if reading.intent is not None:
        source = "button" if message.payload else "reader"
        return [Utterance(reading.masked, reading.intent, source, reading.conditional), *_document(message)]
    parts = reading.parts or (reading.masked,)
    return [Utterance(part, conditional=reading.conditional) for part in parts] + _document(message)


def _document(message: InboundMessage) -> list[Utterance]:
    """A receipt with a caption: the caption says what it is, the document still counts."""
    is_document = message.kind in (MessageKind.IMAGE, MessageKind.DOCUMENT)
    return [Utterance("", "sent_document", "reader")] if is_document else []
