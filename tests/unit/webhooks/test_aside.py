"""What becomes of deliveries a door refused: a flood of them costs no more than a sample (issue 6, 2)."""

import subprocess
import sys
from collections.abc import Sequence

import pytest
from prometheus_client import REGISTRY

from bot.application.refused import RefusedRequest
from bot.config import ROOT
from bot.domain.errors import BotError
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.unit.webhooks.conftest import Door, samples
from webhooks import aside as shelf
from webhooks.aside import MOST_BYTES, OURS_A_MINUTE, STRANGERS_A_MINUTE, Aside, Room

MESSAGES = "/webhooks/twilio/messages"
TEXT = samples("messages")["text"]
STRANGERS = {**TEXT, "AccountSid": "AC" + "f" * 32}


def counted(whose: str, outcome: str) -> float:
    labels = {"whose": whose, "outcome": outcome}
    return REGISTRY.get_sample_value("concilia_webhook_refused_total", labels) or 0


def test_each_kind_is_told_before_the_first_came() -> None:
    """A figure that begins at one is no increase, and an alarm would miss it."""
    told = "import webhooks.aside, prometheus_client as p; print(p.generate_latest().decode())"

    begun = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True, cwd=ROOT).stdout

    assert begun.count("concilia_webhook_refused_total{") == 4
    assert 'concilia_webhook_refused_total{outcome="kept",whose="ours"} 0.0' in begun


async def test_what_was_refused_is_kept_whole_so_that_it_can_be_looked_at_again(
    door: Door, aside: Aside, refused: list[RefusedRequest], clock: FakeClock
) -> None:
    pairs = [*TEXT.items(), ("Tag", "b"), ("Tag", "a")]

    await door.post(f"{MESSAGES}?profile=cassems", pairs, signature="bad")
    await aside.flush()

    [kept] = refused
    assert (kept.path, kept.query, kept.signature) == (MESSAGES, "profile=cassems", "bad")
    assert (kept.pairs, kept.at, kept.names_us) == (tuple(pairs), clock.now(), True)
    assert kept.origin == "http://10.0.0.7:8000"


async def test_nothing_is_stored_while_a_forgery_is_answered(
    door: Door, aside: Aside, refused: list[RefusedRequest], storage: FakeStorage
) -> None:
    await door.post(MESSAGES, TEXT, signature="bad")

    assert (refused, len(aside.waiting), storage.messages) == ([], 1, {})


async def test_of_a_flood_of_strangers_a_sample_is_kept_and_all_are_counted(
    door: Door, aside: Aside, clock: FakeClock
) -> None:
    before = counted("strangers", "counted")

    answers = [(await door.post(MESSAGES, STRANGERS, signature="bad")).status_code for _ in range(STRANGERS_A_MINUTE)]
    at_limit = len(aside.waiting)
    answers += [(await door.post(MESSAGES, STRANGERS, signature="bad")).status_code for _ in range(2)]
    past = len(aside.waiting)
    clock.advance(minutes=1)
    await door.post(MESSAGES, STRANGERS, signature="bad")

    assert set(answers) == {403}
    assert (at_limit, past, len(aside.waiting)) == (STRANGERS_A_MINUTE, STRANGERS_A_MINUTE, STRANGERS_A_MINUTE + 1)
    assert counted("strangers", "counted") == before + 2


async def test_a_flood_of_strangers_takes_no_room_from_those_that_name_our_account(door: Door, aside: Aside) -> None:
    """Those are most likely real: an address or a token of ours is wrong."""
    for _ in range(STRANGERS_A_MINUTE + 1):
        await door.post(MESSAGES, STRANGERS, signature="bad")

    await door.post(MESSAGES, TEXT, signature="bad")

    assert [offered.names_us for offered in aside.waiting].count(True) == 1


def test_the_room_of_a_minute_ends_at_its_number_and_begins_anew(clock: FakeClock) -> None:
    room = Room(2)

    taken = [room.take(clock.now()) for _ in range(3)]
    clock.advance(minutes=1)

    assert (taken, room.take(clock.now())) == ([True, True, False], True)
    assert OURS_A_MINUTE > STRANGERS_A_MINUTE


async def test_of_a_long_one_only_the_beginning_is_kept(
    door: Door, aside: Aside, refused: list[RefusedRequest]
) -> None:
    await door.post(MESSAGES, {**TEXT, "Body": "x" * 2 * MOST_BYTES}, signature="bad")
    await aside.flush()

    assert sum(len(name) + len(value) for name, value in refused[0].pairs) <= MOST_BYTES


async def test_the_memory_of_those_waiting_is_bounded_in_bytes(
    door: Door, aside: Aside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database is away they wait in memory."""
    await door.post(MESSAGES, TEXT, signature="bad")
    monkeypatch.setattr(shelf, "MOST_WAITING_BYTES", aside.waiting_bytes * 2)

    for _ in range(3):
        await door.post(MESSAGES, TEXT, signature="bad")

    assert len(aside.waiting) == 2


async def test_what_could_not_be_kept_waits_for_the_next_time(
    door: Door, clock: FakeClock, refused: list[RefusedRequest], aside: Aside
) -> None:
    class Away(BotError):
        """The storage is."""

    async def away(_requests: Sequence[RefusedRequest]) -> None:
        raise Away

    kept, aside.keep = aside.keep, away
    await door.post(MESSAGES, TEXT, signature="bad")

    with pytest.raises(Away):
        await aside.flush()
    assert len(aside.waiting) == 1
    aside.keep = kept
    await aside.flush()

    assert (len(refused), len(aside.waiting), aside.waiting_bytes) == (1, 0, 0)
