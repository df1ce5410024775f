"""A turn of part of what was written: nothing closes on it (P16), and who could not be read gets a person (H1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.application.changes import HandedOff
from bot.application.handle_turn import TurnTools, handle_turn, silent_turn
from bot.application.ports import Claim, Prediction, Utterance
from bot.application.waiting import MOST_IN_A_TURN
from bot.domain.conversation import Owner
from tests.builders import a_message
from tests.fake_inbox import FakeInbox
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.notice_desks import tools_of

AT_ONCE = timedelta(0)


@dataclass
class Hears:
    """Keeps what it is told, and waits."""

    told: list[Utterance] = field(default_factory=list)

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        self.told = list(messages)
        return Prediction((), None, {"step": "start/wait"})


class WithOneUnread(FakeInbox):
    """And the seventh message could not be opened."""

    async def claim(self, conversation_id: int, *, quiet_since: datetime, lease_s: float) -> Claim | None:
        claim = await super().claim(conversation_id, quiet_since=quiet_since, lease_s=lease_s)
        return replace(claim, unread=(7,)) if claim else None


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage(FakeClock())


async def said_yes(times: int, storage: FakeStorage) -> Hears:
    hears = Hears()
    tools = replace(tools_of(storage), dialogue=hears, quiet=AT_ONCE)
    for number in range(times):
        talk = await tools.inbox.store(a_message(f"SM{number}", "sim", payload="affirm"))
    assert await handle_turn(talk or 0, tools)
    return hears


async def test_a_yes_closes_when_it_is_all_that_was_written(storage: FakeStorage) -> None:
    hears = await said_yes(MOST_IN_A_TURN, storage)

    assert {(one.intent, one.conditional) for one in hears.told} == {("affirm", False)}


async def test_a_yes_with_more_behind_it_than_a_turn_answers_is_a_doubtful_one(storage: FakeStorage) -> None:
    """P16: what waits may take it back."""
    hears = await said_yes(MOST_IN_A_TURN + 1, storage)

    assert {(one.intent, one.conditional) for one in hears.told} == {("affirm", True)}


def with_one_unread(storage: FakeStorage) -> TurnTools:
    return replace(tools_of(storage), inbox=WithOneUnread(storage), quiet=AT_ONCE)


async def test_who_could_not_be_read_goes_to_a_person_and_is_told_so(storage: FakeStorage) -> None:
    tools = with_one_unread(storage)
    talk = await tools.inbox.store(a_message())

    assert await handle_turn(talk or 0, tools)

    [turn] = storage.turns
    assert [change.reason for change in turn.changes if isinstance(change, HandedOff)] == ["tool_failure"]
    assert [reply.key for reply in turn.replies] == ["turn:1:7:failed"]
    assert turn.handled == (1,)


async def test_where_nothing_could_be_read_a_person_goes_on_all_the_same(storage: FakeStorage) -> None:
    tools = with_one_unread(storage)
    talk = await tools.inbox.store(a_message())
    claim = await tools.inbox.claim(talk or 0, quiet_since=tools.clock.now(), lease_s=30)
    assert claim is not None

    silent = await silent_turn(replace(claim, messages=()), tools)

    assert (silent.handled, silent.replies) == ((), ())


async def test_where_a_person_has_the_word_the_bot_stays_silent_about_it(storage: FakeStorage) -> None:
    """H2"""
    tools = with_one_unread(storage)
    talk = await tools.inbox.store(a_message())
    held = storage.held[talk or 0]
    held.conversation = replace(held.conversation, owner=Owner.AGENT)

    assert await handle_turn(talk or 0, tools)

    assert storage.turns[0].replies == ()
