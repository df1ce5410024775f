"""What the nlu answered to a place and an outcome is not asked again; what somebody wrote always is (F2, section 9)."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest

from bot.adapters.nlu_client import DialogueRefused, NluClient
from bot.adapters.nlu_memory import NluMemory, what_follows, what_is_meant
from bot.application.ports import Prediction, Utterance
from tests.twilio_server.http import Answer, HttpServer, Request

RELEASE, OTHER = "0123456789ab", "ba9876543210"
SLOTS = {"profile": "cassems", "step": "offers", "return_to": ""}
TAP = Utterance("1", "affirm", "button")
READ = Utterance("[quantia]", "counter_offer", "reader")
WRITTEN = Utterance("quero pagar")


@dataclass
class Counting:
    """An nlu that says how often it was asked."""

    asked: list[str] = field(default_factory=list)
    status: int = 200

    async def answer(self, request: Request) -> Answer:
        self.asked.append(request.path)
        said = {"lines": [f"utter_{len(self.asked)}"], "act": None, "slots": {"step": "x"}, "events": [], "error": "no"}
        return Answer(self.status, json.dumps(said))


@pytest.fixture
def nlu() -> Counting:
    return Counting()


@pytest.fixture
async def client(nlu: Counting) -> AsyncIterator[NluClient]:
    server = HttpServer(nlu.answer)
    await server.start()
    client = NluClient([server.url])
    yield client
    await client.close()
    await server.close()


async def test_the_same_outcome_at_the_same_place_is_asked_once(client: NluClient, nlu: Counting) -> None:
    first = await client.resume(RELEASE, SLOTS, "quoted")
    again = await client.resume(RELEASE, dict(reversed(SLOTS.items())), "quoted")

    assert (again, nlu.asked) == (first, ["/resume"])


async def test_another_outcome_place_or_release_is_asked_anew(client: NluClient, nlu: Counting) -> None:
    said = [
        await client.resume(RELEASE, SLOTS, "quoted"),
        await client.resume(RELEASE, SLOTS, "none"),
        await client.resume(RELEASE, {**SLOTS, "step": "closing"}, "quoted"),
        await client.resume(RELEASE, {**SLOTS, "return_to": "offers"}, "quoted"),
        await client.resume(OTHER, SLOTS, "quoted"),
    ]

    assert len({step.lines for step in said}) == len(nlu.asked) == len(said)


@pytest.mark.parametrize(("said", "times"), [([TAP], 1), ([READ], 1), ([WRITTEN], 2), ([TAP, WRITTEN], 2)])
async def test_taps_are_asked_once_and_texts_each_time(
    client: NluClient, nlu: Counting, said: Sequence[Utterance], times: int
) -> None:
    await client.understand(RELEASE, SLOTS, said, {})
    await client.understand(RELEASE, SLOTS, said, {})

    assert len(nlu.asked) == times


async def test_a_yes_with_a_condition_is_not_the_plain_one_remembered(client: NluClient, nlu: Counting) -> None:
    """P16."""
    await client.understand(RELEASE, SLOTS, [Utterance("", "affirm", "reader")], {})
    await client.understand(RELEASE, SLOTS, [Utterance("", "affirm", "reader", conditional=True)], {})
    await client.understand(RELEASE, SLOTS, [Utterance("", "affirm", "button")], {})
    await client.understand(RELEASE, SLOTS, [Utterance("", "affirm", "reader")], {"channel": "sms"})

    assert len(nlu.asked) == 4


async def test_a_refusal_is_not_remembered(client: NluClient, nlu: Counting) -> None:
    nlu.status = 422
    with pytest.raises(DialogueRefused):
        await client.resume(RELEASE, SLOTS, "quoted")
    nlu.status = 200

    assert (await client.resume(RELEASE, SLOTS, "quoted")).lines == ("utter_2",)


def test_nothing_somebody_wrote_is_in_what_is_remembered() -> None:
    question = what_is_meant(RELEASE, SLOTS, [Utterance("meu nome é Fulano", "affirm", "button")], {})

    assert "Fulano" not in repr(question)


def test_what_was_kept_first_is_given_up_first() -> None:
    memory = NluMemory(most=2)
    questions = [what_follows(RELEASE, SLOTS, outcome) for outcome in ("a", "b", "c")]
    for question in questions:
        memory.keep(question, Prediction(lines=(), act=None, slots={}))

    assert [memory.known(question) is not None for question in questions] == [False, True, True]
