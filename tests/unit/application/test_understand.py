"""What the readers and the classifier make of a text together; the classifier is played."""

from collections.abc import Sequence
from datetime import date

import pytest

from bot.application.messages import InboundMessage, MessageKind
from bot.application.ports import Meaning, Utterance
from bot.application.understand import Understood, implied_instead, read_message, understand_each
from bot.domain.conversation import Channel, Option
from bot.domain.reading.message import Expectation, Reading, read

TODAY = date(2026, 11, 21)


class DeafClassifier:
    """Knows what the readers decided and nothing else; keeps what it was shown."""

    def __init__(self) -> None:
        self.shown: list[Sequence[Utterance]] = []

    async def mean(self, release: str, bursts: Sequence[Sequence[Utterance]]) -> Sequence[Meaning]:
        self.shown += bursts
        return [self._meaning(burst[-1]) for burst in bursts]

    def _meaning(self, last: Utterance) -> Meaning:
        return Meaning(last.intent, 1.0) if last.intent else Meaning("out_of_scope", 0.2)


async def understood(text: str, classifier: DeafClassifier | None = None) -> Understood:
    [one] = await understand_each([text], classifier or DeafClassifier(), "r1", TODAY)  # type: ignore[arg-type]
    return one


@pytest.mark.parametrize(
    ("text", "intent"),
    [("045", "inform_identity"), ("s", "affirm"), ("👍", "affirm"), ("6x", "ask_installments"), ("n", "deny")],
)
async def test_what_a_reader_decides_is_certain(text, intent):
    meant = (await understood(text)).meant

    assert (meant.intent, meant.confidence) == (intent, 1.0)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("zzz uns 250 conto por mês zzz", "counter_offer"),
        ("zzz 8 vezes zzz", "ask_installments"),
        ("zzz dia 28 zzz", "choose_due_date"),
        ("zzz hoje zzz", "out_of_scope"),
        ("zzz", "out_of_scope"),
    ],
)
async def test_a_value_among_words_not_understood_says_what_is_meant(text, intent):
    assert (await understood(text)).meant.intent == intent


async def test_a_value_changes_nothing_that_was_understood():
    readings = [read("250 reais", Expectation(), TODAY)]

    assert implied_instead("ask_discount", readings) is None
    assert implied_instead("out_of_scope", readings) is not None


async def test_the_classifier_sees_no_digit_of_a_cpf_and_each_clause_apart():
    classifier = DeafClassifier()

    one = await understood("sim, mas o cpf 529.982.247-25 é da minha mãe", classifier)

    [[yes, rest]] = classifier.shown
    assert yes.text == "sim"
    assert not any(sign.isdigit() for sign in rest.text)
    assert [(entity.kind, entity.value) for entity in one.entities] == [("cpf", "52998224725")]


async def test_an_empty_line_is_not_understood():
    assert (await understood("  ")).meant == Meaning("out_of_scope", 0.2)


async def test_many_texts_are_asked_in_one_call_and_keep_their_order():
    found = await understand_each(["s", "n", ""], DeafClassifier(), "r1", TODAY)  # type: ignore[arg-type]

    assert [(one.text, one.meant.intent) for one in found] == [("s", "affirm"), ("n", "deny"), ("", "out_of_scope")]


SCOPES = (
    Option("Tudo junto", "scope:all"),
    Option("Só Contribuição 002", "scope:002"),
    Option("Só Coparticipação 050", "scope:050"),
)


@pytest.mark.parametrize(
    ("text", "payload"),
    [("so o 50", "scope:050"), ("quero a coparticipação", "scope:050"), ("contribuição primeiro", "scope:002")],
)
def test_one_negotiation_of_those_offered_is_named_in_a_few_words(text: str, payload: str) -> None:
    """P4: as if its option had been tapped."""
    assert _read(text).payload == payload


@pytest.mark.parametrize("text", ["quero parcelar tudo", "quero parcelar", "a coparticipação em 3x", "só não a 50"])
def test_more_than_a_name_picks_no_option(text: str) -> None:
    assert _read(text).payload is None


def _read(text: str) -> Reading:
    message = InboundMessage("", Channel.WHATSAPP, contact="", sender="", kind=MessageKind.TEXT, body=text)
    return read_message(message, Expectation(), TODAY, SCOPES)


def test_no_wish_to_stop_is_guessed_from_where_to_send():
    """R3, P12: "manda para 67 99999-1234" looks like "para de mandar" to a classifier."""
    sending = [read("manda para 67 99999-1234", Expectation(), TODAY)]
    implied = implied_instead("opt_out", sending)

    assert implied is not None
    assert implied.intent == "update_contact"


@pytest.mark.parametrize("text", ["para de mandar no 67 99999-1234", "quero sair", "me esquece"])
def test_a_wish_to_stop_stands(text):
    """R3."""
    assert implied_instead("opt_out", [read(text, Expectation(), TODAY)]) is None


@pytest.mark.parametrize(
    ("text", "channel", "payload"),
    [
        ("3", Channel.WHATSAPP, "plan:3"),
        ("em 6", Channel.WHATSAPP, "plan:6"),
        ("4", Channel.WHATSAPP, "count:4"),
        ("3", Channel.SMS, "plan:9"),
        ("61", Channel.WHATSAPP, None),
    ],
)
def test_a_list_of_plans_without_numbers_is_picked_from_by_counts(text, channel, payload):
    """P5, section 9: by SMS options have numbers, on WhatsApp "3" is three parts."""
    offered = [Option(f"{count}x", f"plan:{count}") for count in (3, 6, 9)]
    message = InboundMessage("", channel, contact="", sender="", kind=MessageKind.TEXT, body=text)
    expects = Expectation(money=True, count=True, options=tuple(each.payload for each in offered))

    assert read_message(message, expects, TODAY, offered).payload == payload
