"""What is counted of a message's way, on both databases: each stage once, and nothing that was not."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from prometheus_client import REGISTRY

from bot.adapters.db.engine import Database
from bot.adapters.nlu_client import DialogueUnavailable
from bot.adapters.twilio_http import API_HOST
from bot.application.changes import HandedOff
from bot.application.delivery_reasons import DeliveryReason
from bot.application.messages import DeliveryState, StatusCallback
from bot.application.ports import Claim, Sending
from bot.application.releases import ReleaseMissing
from bot.application.send_outbox import DeliveryFailed, DeliveryUnknown
from bot.assembly import Assembly
from bot.domain.conversation import Channel
from bot.observing import depths as looked
from bot.observing.depths import Depths
from bot.observing.dialogue import WatchedDialogue
from bot.observing.door import WatchedDoors
from bot.observing.inbox import WatchedInbox, WatchedOutbox
from bot.observing.provider import WatchedHttp, WatchedProvider
from bot.observing.spans import NO_SPAN, NoTracing, Span, open_tracing
from bot.observing.turns import Turns
from tests.builders import NOON, a_message, a_reply, a_turn
from tests.fakes import FakeClock
from tests.twilio_server.http import Answer, Handler, HangUp, HttpServer, Request

SID = "SM" + "0" * 32


class Counted:
    """How much more there is than when it was begun."""

    def __init__(self) -> None:
        self._before = self._all()

    def __call__(self, name: str, **labels: str) -> float:
        key = (f"concilia_{name}", tuple(sorted(labels.items())))
        return round(self._all().get(key, 0.0) - self._before.get(key, 0.0), 6)  # sums of floats, apart by their dust

    def _all(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
        samples = (sample for metric in REGISTRY.collect() for sample in metric.samples)
        return {(sample.name, tuple(sorted(sample.labels.items()))): sample.value for sample in samples}


@dataclass
class HeardSpan:
    name: str
    carried: str
    parent: str
    links: tuple[str, ...]
    facts: dict[str, str | int] = field(default_factory=dict)

    def end(self, **facts: str | int) -> None:
        self.facts = facts


@dataclass
class HeardTracing:
    """Keeps spans, each carried on by its own number."""

    is_on: bool = True
    spans: list[HeardSpan] = field(default_factory=list)

    def begin(self, name: str, parent: str = "", links: Sequence[str] = (), began_ns: int | None = None) -> Span:
        self.spans.append(HeardSpan(name, f"{name}-{len(self.spans)}", parent, tuple(links)))
        return self.spans[-1]

    def close(self) -> None:
        """Nothing waits."""

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(span.name, span.parent) for span in self.spans]


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def tracing() -> HeardTracing:
    return HeardTracing()


@pytest.fixture
def inbox(database: Database, clock: FakeClock, tracing: HeardTracing) -> WatchedInbox:
    return WatchedInbox(database, clock, Turns(tracing))


async def claimed(inbox: WatchedInbox, clock: FakeClock, *bodies: str) -> Claim:
    """Messages a second apart, and a worker that comes some seconds after they were due."""
    for place, body in enumerate(bodies):
        at = clock.now() + timedelta(seconds=place)
        talk = await inbox.store(a_message(f"SM{place}", body, received_at=at))
    assert talk is not None
    quiet_since = clock.now() + timedelta(seconds=len(bodies) - 1 + 4)
    claim = await inbox.claim(talk, quiet_since=quiet_since, lease_s=30)
    assert claim is not None
    return claim


async def test_a_message_told_again_is_counted_apart(inbox: WatchedInbox, counted: Counted) -> None:
    for _ in range(3):
        await inbox.store(a_message("SM1"))

    assert (counted("messages_total", outcome="new"), counted("messages_total", outcome="repeated")) == (1, 2)


async def test_a_turn_is_measured_from_its_first_message_to_its_commit(
    inbox: WatchedInbox, clock: FakeClock, counted: Counted
) -> None:
    claim = await claimed(inbox, clock, "oi", "tudo bem?", "quero pagar")
    held = counted("leases")

    turn = replace(a_turn(claim, a_reply("1", "Olá")), intent="greet", changes=(HandedOff("asked", {}),))
    assert await inbox.commit(claim, turn)

    assert (held, counted("leases")) == (1, 0)
    assert (counted("burst_seconds_sum"), counted("turn_lag_seconds_sum")) == (2, 4)
    assert (counted("turn_seconds_count"), counted("commit_seconds_count")) == (1, 1)
    assert counted("turns_total", outcome="committed") == 1
    assert counted("understood_total", intent="greet") == 1
    assert counted("handovers_total", reason="asked") == 1


async def test_a_turn_that_came_too_late_is_superseded_and_decided_nothing(
    inbox: WatchedInbox, clock: FakeClock, counted: Counted
) -> None:
    claim = await claimed(inbox, clock, "oi")

    assert not await inbox.commit(replace(claim, token=claim.token + 1), replace(a_turn(claim), intent="greet"))

    assert counted("turns_total", outcome="superseded") == 1
    assert (counted("understood_total", intent="greet"), counted("leases")) == (0, 0)


async def test_a_turn_given_back_failed_in_the_act_it_was_at(
    inbox: WatchedInbox, clock: FakeClock, tracing: HeardTracing, counted: Counted
) -> None:
    claim = await claimed(inbox, clock, "oi")
    async with a_dialogue(Turns(tracing), an_answer(act="open_contact")) as dialogue:
        await dialogue.understand("r", {}, [], {})

    await inbox.release(claim)

    assert counted("turns_total", outcome="failed") == 1
    assert counted("acts_total", act="open_contact", outcome="failed") == 1
    assert counted("leases") == 0


async def test_questions_and_acts_are_timed_and_traced_below_their_turn(
    inbox: WatchedInbox, clock: FakeClock, tracing: HeardTracing, counted: Counted
) -> None:
    asked: list[Request] = []
    claim = await claimed(inbox, clock, "oi", "tudo bem?")
    async with a_dialogue(Turns(tracing), an_answer(act="open_contact"), an_answer(), heard=asked) as dialogue:
        await dialogue.understand("r", {}, [], {})
        await dialogue.resume("r", {}, "known")
    await inbox.commit(claim, a_turn(claim, a_reply("1", "Olá")))

    first, second, turn = "webhook-0", "webhook-1", "turn-2"
    assert tracing.told == [
        ("webhook", ""),
        ("webhook", ""),
        ("turn", first),
        ("nlu understand", turn),
        ("act open_contact", turn),
        ("nlu resume", turn),
        ("commit", turn),
    ]
    assert tracing.spans[2].links == (second,)
    assert [request.headers["traceparent"] for request in asked] == ["nlu understand-3", "nlu resume-5"]
    assert tracing.spans[4].facts == {"outcome": "known"}
    assert counted("acts_total", act="open_contact", outcome="known") == 1
    assert counted("act_seconds_count", act="open_contact") == 1
    assert counted("nlu_client_seconds_count", call="understand") == 1


async def test_a_reply_carries_the_trace_to_whoever_sends_it(
    inbox: WatchedInbox, clock: FakeClock, tracing: HeardTracing, database: Database, counted: Counted
) -> None:
    claim = await claimed(inbox, clock, "oi")
    await inbox.commit(claim, a_turn(claim, a_reply("1", "Olá")))
    clock.advance(seconds=7)

    [sending] = await WatchedOutbox(database, clock).claim(10, 30)
    await WatchedProvider(Carrying(), tracing).send(sending)

    assert tracing.told[-1] == ("send", "turn-1")
    assert counted("outbox_wait_seconds_sum") == 7
    assert counted("sendings_total", outcome="taken", reason="") == 1


async def test_without_tracing_nothing_is_carried(database: Database, clock: FakeClock) -> None:
    off = WatchedInbox(database, clock, Turns(NoTracing()))
    claim = await claimed(off, clock, "oi")
    await off.commit(claim, a_turn(claim, a_reply("1", "Olá")))

    [sending] = await WatchedOutbox(database, clock).claim(10, 30)

    assert (claim.messages[0].trace, sending.message.trace) == ("", "")
    assert open_tracing("", "api").begin("webhook") is NO_SPAN


async def test_a_delivery_is_timed_from_our_handing_it_over(
    inbox: WatchedInbox, clock: FakeClock, database: Database, counted: Counted
) -> None:
    claim = await claimed(inbox, clock, "oi")
    await inbox.commit(claim, a_turn(claim, a_reply("1", "Olá")))
    outbox = WatchedOutbox(database, clock)
    [sending] = await outbox.claim(10, 30)
    await outbox.sent(sending, SID, clock.now())

    for sid, state, seconds in (
        (SID, DeliveryState.SENT, 2),
        (SID, DeliveryState.DELIVERED, 5),
        ("SM1", DeliveryState.DELIVERED, 9),
    ):
        await inbox.store_status(StatusCallback(sid, state, None, clock.now() + timedelta(seconds=seconds), {}))

    assert counted("status_callbacks_total", state="delivered") == 2
    assert (counted("delivery_seconds_count"), counted("delivery_seconds_sum")) == (1, 5)


@pytest.mark.parametrize(
    ("error", "outcome", "reason"),
    [
        (DeliveryFailed(DeliveryReason.RATE, permanent=False), "later", "rate"),
        (DeliveryFailed(DeliveryReason.INVALID_NUMBER, permanent=True), "refused", "invalid_number"),
        (DeliveryFailed("no +5567991000042 here", permanent=True), "refused", "other"),
        (DeliveryUnknown("ReadTimeout"), "unknown", ""),
        (ZeroDivisionError(), "broken", ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
async def test_what_became_of_a_message_is_told_in_words_of_ours(
    error: Exception, outcome: str, reason: str, counted: Counted
) -> None:
    with pytest.raises(type(error)):
        await WatchedProvider(Carrying(error), NoTracing()).send(a_sending())

    assert counted("sendings_total", outcome=outcome, reason=reason) == 1


@pytest.mark.parametrize(("status", "code"), [(201, "2xx"), (400, "4xx"), (429, "429"), (503, "5xx")])
async def test_a_request_to_the_provider_is_told_by_the_class_of_its_answer(
    status: int, code: str, counted: Counted
) -> None:
    async def answer(_request: Request) -> Answer:
        return Answer(status)

    async with a_provider(answer) as http:
        await http.request("GET", f"https://{API_HOST}/")

    assert counted("provider_seconds_count", code=code) == 1


async def test_a_provider_that_hangs_up_gave_no_answer(counted: Counted) -> None:
    async def hang_up(_request: Request) -> Answer:
        raise HangUp

    async with a_provider(hang_up) as http:
        with pytest.raises(DeliveryUnknown):
            await http.request("POST", f"https://{API_HOST}/", data={"Body": "oi"})

    assert counted("provider_seconds_count", code="none") == 1


async def test_a_question_nobody_answers_is_counted_by_its_error(counted: Counted) -> None:
    dialogue = WatchedDialogue([], Turns(NoTracing()))

    with pytest.raises(DialogueUnavailable):
        await dialogue.understand("r", {}, [], {})

    assert counted("nlu_client_failures_total", call="understand", error="DialogueUnavailable") == 1


async def test_each_door_is_told_by_name_and_status_and_no_other_path_is(counted: Counted) -> None:
    app = FastAPI()
    app.add_middleware(WatchedDoors)
    app.add_api_route("/webhooks/twilio/messages", _accept, methods=["POST"])
    app.add_api_route("/console", _accept, methods=["POST"])

    async with AsyncClient(transport=ASGITransport(app), base_url="http://concilia.exemplo.invalid") as client:
        for path in ("/webhooks/twilio/messages", "/webhooks/+5567991000042", "/console"):
            await client.post(path)

    assert counted("webhooks_total", door="messages", code="200") == 1
    assert counted("webhooks_total", door="other", code="404") == 1
    assert counted("webhook_seconds_count", door="messages") == 1
    assert REGISTRY.get_sample_value("concilia_webhooks_total", {"door": "console", "code": "200"}) is None


async def test_what_waits_is_counted_with_its_age(inbox: WatchedInbox, clock: FakeClock, database: Database) -> None:
    claim = await claimed(inbox, clock, "oi")
    await inbox.commit(claim, replace(a_turn(claim, a_reply("1", "Olá")), changes=(HandedOff("asked", {}),)))
    await inbox.store(a_message("SM7", "alguém aí?", received_at=clock.now()))
    clock.advance(seconds=90)

    await Depths(a_house(database, clock), stands_for_s=0).measure()

    told = REGISTRY.get_sample_value
    assert (told("concilia_inbox_waiting"), told("concilia_inbox_age_seconds")) == (1, 90)
    assert told("concilia_outbox", {"state": "pending"}) == 1
    assert told("concilia_outbox_age_seconds", {"state": "pending"}) == 90
    assert told("concilia_outbox", {"state": "unknown"}) == 0
    assert (told("concilia_queue"), told("concilia_queue_age_seconds")) == (1, 90)
    assert told("concilia_release_live", {"release": "abc"}) == 1
    assert [told("concilia_up", {"part": part}) for part in ("database", "redis", "nlu")] == [1, 0, 1]


async def test_a_look_stands_for_a_while_whoever_asks(database: Database, clock: FakeClock) -> None:
    house = a_house(database, clock)
    depths = Depths(house)

    for _ in range(5):
        await depths.measure()

    assert cast(Any, house).releases.asked == 2  # the live release, and whether nlu has it: once each


async def test_without_a_live_release_none_is_told(database: Database, clock: FakeClock) -> None:
    house = a_house(database, clock)
    cast(Any, house).releases.missing = True
    looked.RELEASE.clear()

    await Depths(house).measure()

    assert REGISTRY.get_sample_value("concilia_release_live", {"release": "abc"}) is None
    assert REGISTRY.get_sample_value("concilia_up", {"part": "nlu"}) == 0


async def _accept() -> dict[str, str]:
    return {}


@dataclass
class Carrying:
    """A provider that takes everything, or breaks."""

    error: Exception | None = None

    async def send(self, sending: Sending) -> str:
        if self.error is not None:
            raise self.error
        return SID

    async def find(self, sending: Sending) -> Sequence[str]:
        return []

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Live:
    asked: int = 0
    missing: bool = False

    async def live(self) -> SimpleNamespace:
        self.asked += 1
        if self.missing:
            raise ReleaseMissing(None)
        return SimpleNamespace(id="abc")


class Ready:
    async def is_ready(self, release: str) -> bool:
        return release == "abc"


class RedisAway:
    async def hgetall(self, key: str) -> dict[bytes, bytes]:
        raise ConnectionRefusedError(key)


def a_house(database: Database, clock: FakeClock) -> Assembly:
    parts = {"database": database, "clock": clock, "redis": RedisAway(), "releases": Live(), "dialogue": Ready()}
    return cast(Assembly, SimpleNamespace(**parts))


def a_sending() -> Sending:
    return Sending(1, 1, Channel.SMS, "+5567999990001", "+556733140001", a_reply("1", "Olá"), 1, NOON, False)


def an_answer(act: str | None = None) -> dict[str, object]:
    return {"lines": [], "act": {"name": act, "args": {}} if act else None, "slots": {}, "events": []}


@asynccontextmanager
async def a_dialogue(
    turns: Turns, *answers: dict[str, object], heard: list[Request] | None = None
) -> AsyncIterator[WatchedDialogue]:
    """Of a server that gives these answers in turn."""
    left = list(answers)

    async def answer(request: Request) -> Answer:
        if heard is not None:
            heard.append(request)
        return Answer(200, json.dumps(left.pop(0)))

    async with served(answer) as url:
        dialogue = WatchedDialogue([url], turns)
        yield dialogue
        await dialogue.close()


@asynccontextmanager
async def a_provider(answer: Handler) -> AsyncIterator[WatchedHttp]:
    async with served(answer) as url:
        http = WatchedHttp({API_HOST: url})
        yield http
        await http.close()


@asynccontextmanager
async def served(answer: Handler) -> AsyncIterator[str]:
    server = HttpServer(answer)
    await server.start()
    yield server.url
    await server.close()
