"""The rate of a sender is shared by all who send from it, and answers go first (R3; issue 6, 4)."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.adapters.redis_bell import open_redis
from bot.adapters.redis_pace import MOST_BEHIND_S, PER_SECOND, AnswersFirst, RedisPace
from bot.application.messages import OutgoingMessage
from bot.application.notices.ledger import attempt_key
from bot.application.ports import Sending
from bot.config import Settings
from bot.domain.conversation import Channel
from tests.builders import PHONE
from tests.fakes import NOON


@pytest.mark.parametrize("channel", list(Channel))
async def test_places_of_one_sender_are_apart_however_many_ask_at_once(redis_url: str, channel: Channel) -> None:
    first, second = open_redis(redis_url), open_redis(redis_url)
    asked = [RedisPace(client).wait_s("+556733141010", channel) for client in (first, second) for _ in range(3)]

    waits = sorted(await asyncio.gather(*asked))
    other = await RedisPace(first).wait_s("+556733141011", channel)
    await first.aclose()
    await second.aclose()

    # Time passes between the questions: a later one is answered with what is left of its wait.
    apart = 1 / PER_SECOND[channel]
    assert waits[0] == 0.0
    assert other == 0.0
    assert waits[-1] <= 5 * apart


async def test_the_rate_is_the_one_the_settings_give(redis_url: str) -> None:
    """A number that was granted more than others may use it."""
    client = open_redis(redis_url)
    settings = Settings(_env_file=None, whatsapp_per_second=2, sms_per_second=1)
    pace = RedisPace(client, settings.per_second)

    waits = [await pace.wait_s("+556733141012", Channel.WHATSAPP) for _ in range(9)]
    await client.aclose()

    assert waits[0] == 0.0
    assert 0.5 < waits[-1] <= 8 * 0.5


async def test_without_redis_each_dispatcher_keeps_to_the_rate_by_itself() -> None:
    client = open_redis("redis://127.0.0.1:1")

    assert await RedisPace(client).wait_s("+556733141010", Channel.SMS) == 1.0
    await client.aclose()


class Taken:
    """The `Provider` port: takes whatever is sent."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    async def send(self, sending: Sending) -> str:
        self.keys.append(sending.message.key)
        return f"SM{len(self.keys)}"

    async def find(self, sending: Sending) -> Sequence[str]:
        return ()


def a_sending(key: str, sender: str, *, simulated: bool = False) -> Sending:
    said = OutgoingMessage(key, "Bom dia.")
    return Sending(1, 1, Channel.SMS, PHONE, sender, said, 1, NOON, simulated)


@pytest.mark.parametrize("answers", [1, 50])
async def test_an_answer_never_waits_and_what_we_begin_goes_after_it_within_two_seconds(
    redis_url: str, answers: int
) -> None:
    """A number that says one SMS a second: the places are the worker's that sends and the worker's that begins."""
    one, other = open_redis(redis_url), open_redis(redis_url)
    sender, taken = f"+55673314200{answers % 10}", Taken()
    line = AnswersFirst(taken, one)

    for number in range(answers):
        await line.send(a_sending(f"turn:1:{number}:0", sender))
    await line.tell()
    wait = await RedisPace(other).wait_s(sender, Channel.SMS)
    await one.aclose()
    await other.aclose()

    assert len(taken.keys) == answers
    assert 0 < wait <= min(answers, MOST_BEHIND_S)


async def test_answers_never_bring_nearer_a_place_that_others_have_taken(redis_url: str) -> None:
    client, sender = open_redis(redis_url), "+556733142011"
    pace, line = RedisPace(client), AnswersFirst(Taken(), client)
    before = [await pace.wait_s(sender, Channel.SMS) for _ in range(6)]

    await line.send(a_sending("turn:1:1:0", sender))
    await line.tell()
    after = await pace.wait_s(sender, Channel.SMS)
    await client.aclose()

    assert after > before[-1]


@pytest.mark.parametrize(("key", "simulated"), [(f"{attempt_key(7)}:0", False), ("turn:1:1:0", True)])
async def test_what_has_its_place_or_needs_none_takes_none(redis_url: str, key: str, simulated: bool) -> None:
    client, sender = open_redis(redis_url), "+556733142012"
    line = AnswersFirst(Taken(), client)

    await line.send(a_sending(key, sender, simulated=simulated))
    await line.tell()
    wait = await RedisPace(client).wait_s(sender, Channel.SMS)
    await client.delete(f"concilia:pace:{sender}")
    await client.aclose()

    assert wait == 0.0


async def test_without_redis_an_answer_goes_all_the_same() -> None:
    client, taken = open_redis("redis://127.0.0.1:1"), Taken()
    line = AnswersFirst(taken, client)

    await line.send(a_sending("turn:1:1:0", "+556733142013"))
    await line.tell()
    await client.aclose()

    assert taken.keys == ["turn:1:1:0"]
