"""F2: who tries a draft is answered by its trial release from the first message on; nobody else ever is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.documents import PaperDocuments
from bot.application.changes import TurnRecord
from bot.application.desk import Services
from bot.application.handle_turn import TurnTools, hand_over_failed
from bot.domain.conversation import Conversation
from tests.builders import PHONE, SENDER, a_message
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.unit.application.test_failed_turn import NoDialogue, OnlyTheLive

TRIAL = "abcdef123456"


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage(FakeClock())


@pytest.fixture
async def tools(storage: FakeStorage) -> TurnTools:
    releases = OnlyTheLive()
    releases.others[TRIAL] = replace(await releases.live(), id=TRIAL)
    services = Services(storage.records(), storage.numbers(), HolidayCalendar(), PaperDocuments())
    return TurnTools(
        inbox=storage.inbox(),
        dialogue=NoDialogue(),  # type: ignore[arg-type]
        releases=releases,
        services=services,
        clock=FakeClock(),
        default_creditor="cassems",
        quiet=timedelta(seconds=1),
        lease_s=30,
    )


def trying(given: Mapping[str, str], tools: TurnTools) -> TurnTools:
    async def trial_at(contact: str) -> str | None:
        return given.get(contact)

    return replace(tools, trial_at=trial_at)


async def turn_of(storage: FakeStorage, tools: TurnTools) -> TurnRecord:
    conversation = await storage.inbox().store(a_message(body="oi"))
    assert conversation is not None
    assert await hand_over_failed(conversation, tools)
    return storage.turns[-1]


def trial_of(conversation: Conversation) -> tuple[str | None, str | None]:
    return conversation.release, conversation.trial


async def test_a_test_phone_begins_on_the_trial_and_it_is_recorded(storage: FakeStorage, tools: TurnTools) -> None:
    turn = await turn_of(storage, trying({PHONE: TRIAL}, tools))

    assert trial_of(turn.conversation) == (TRIAL, TRIAL)


async def test_every_other_phone_begins_on_what_is_live(storage: FakeStorage, tools: TurnTools) -> None:
    turn = await turn_of(storage, trying({"+5567999999999": TRIAL}, tools))

    assert trial_of(turn.conversation) == ("live", None)


async def test_a_trial_that_is_gone_leaves_the_phone_on_what_is_live(storage: FakeStorage, tools: TurnTools) -> None:
    turn = await turn_of(storage, trying({PHONE: "000000000000"}, tools))

    assert trial_of(turn.conversation) == ("live", None)


async def test_a_simulated_line_keeps_the_trial_it_was_given(storage: FakeStorage, tools: TurnTools) -> None:
    line = a_message(body="oi", contact=PHONE, sender=SENDER, simulated=True)
    conversation = await storage.inbox().store(line)
    assert conversation is not None
    held = storage.held[conversation]
    held.conversation = replace(held.conversation, simulated=True, trial=TRIAL)

    assert await hand_over_failed(conversation, tools)

    assert trial_of(storage.turns[-1].conversation) == (TRIAL, TRIAL)
