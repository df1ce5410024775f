"""Whose signature is looked at when: a flood of strangers never stands before those that name our account."""

import asyncio

import pytest
from fastapi import FastAPI

from tests.fake_storage import FakeStorage
from tests.unit.webhooks.conftest import ACCOUNT, Door, samples
from webhooks.lanes import Lane, Lanes

MESSAGES = "/webhooks/twilio/messages"
TEXT = samples("messages")["text"]
STRANGERS = {**TEXT, "AccountSid": "AC" + "f" * 32}


async def test_while_strangers_wait_what_names_our_account_is_taken(
    door: Door, app: FastAPI, storage: FakeStorage
) -> None:
    lanes: Lanes = app.state.lanes
    async with lanes.strangers.entered():
        forged = asyncio.ensure_future(door.post(MESSAGES, STRANGERS, signature="bad"))
        answer = await door.post(MESSAGES, TEXT)
        was_waiting = not forged.done()

    assert (answer.status_code, was_waiting, len(storage.messages)) == (200, True, 1)
    assert (await forged).status_code == 403


async def test_a_delivery_that_does_not_name_our_account_is_taken_if_it_is_signed(
    door: Door, storage: FakeStorage
) -> None:
    assert (await door.post(MESSAGES, STRANGERS)).status_code == 200
    assert len(storage.messages) == 1


async def test_one_signature_is_looked_at_at_a_time_and_others_go_on_between_two() -> None:
    """Else whatever is being stored would wait for the whole flood at each of its steps."""
    lane, done, steps = Lane(), [], []

    async def forged(number: int) -> None:
        async with lane.entered():
            done.append(number)
            await lane.rest()

    async def being_stored() -> None:
        while len(done) < 5:
            steps.append(len(done))
            await asyncio.sleep(0)

    await asyncio.gather(*(forged(number) for number in range(5)), being_stored())

    assert done == [0, 1, 2, 3, 4]
    assert set(steps) == {1, 2, 3, 4}


async def test_more_than_may_wait_are_asked_to_come_again(door: Door, app: FastAPI) -> None:
    app.state.lanes = Lanes(ACCOUNT, strangers=Lane(most=1))
    async with app.state.lanes.strangers.entered():
        refused = await door.post(MESSAGES, STRANGERS, signature="bad")

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert (await door.post(MESSAGES, STRANGERS, signature="bad")).status_code == 403


async def test_a_lane_is_left_whatever_happens_in_it() -> None:
    lane = Lane(most=1)

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            async with lane.entered():
                raise ZeroDivisionError

    assert (lane.waiting, lane.turn.locked()) == (0, False)
