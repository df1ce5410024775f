"""A phone that writes without end: all of it is stored, answers are bounded, and it is told so once (issue 6, 4)."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.application.desk import Services
from bot.application.handle_turn import TurnTools, handle_turn
from bot.application.ports import Claim
from bot.application.turn_limits import TOLD_EVERY, TurnLimits
from bot.application.waiting import MOST_IN_A_TURN
from bot.domain.conversation import Channel, Owner, Verification
from tests.builders import a_message
from tests.fake_storage import FakeStorage
from tests.fakes import FakeCalendar, FakeClock
from tests.unit.application.test_failed_turn import OnlyTheLive

LINE = "Recebi muitas mensagens suas em pouco tempo. Vou ler todas e respondo de uma vez só, em menos de um minuto."


@dataclass
class CountedPlaces:
    """The `Places` port: so many under each phone's key and each debtor's, and no more."""

    most: tuple[int, int]
    taken: Counter[tuple[int, str]] = field(default_factory=Counter)

    async def wait_s(self, key: str, *others: str) -> int:
        for asked in enumerate((key, *others)):
            if self.taken[asked] >= self.most[asked[0]]:
                return 2
            self.taken[asked] += 1
        return 0


@pytest.fixture
def storage(clock: FakeClock) -> FakeStorage:
    return FakeStorage(clock)


async def none_allowed(_claim: Claim) -> bool:
    return False


@pytest.fixture
def tools(storage: FakeStorage, clock: FakeClock) -> TurnTools:
    """Where no turn is allowed, none is thought over: there is no dialogue to ask."""
    return TurnTools(
        inbox=storage.inbox(),
        dialogue=None,  # type: ignore[arg-type]
        releases=OnlyTheLive(),
        services=Services(storage.records(), storage.numbers(), FakeCalendar(), None),  # type: ignore[arg-type]
        clock=clock,
        default_creditor="cassems",
        quiet=timedelta(0),
        lease_s=30,
        is_allowed=none_allowed,
    )


async def flooded(storage: FakeStorage, messages: int = 500) -> int:
    for number in range(messages):
        talk = await storage.inbox().store(a_message(f"SM{number}", "oi"))
        assert talk is not None
    return talk


async def test_five_hundred_messages_are_all_kept_for_later_and_the_debtor_is_told_once(
    storage: FakeStorage, tools: TurnTools, clock: FakeClock
) -> None:
    talk = await flooded(storage)

    told = [await handle_turn(talk, tools) for _ in range(5)]

    assert told == [True, False, False, False, False]
    assert [entry.message.body for entry in storage.entries] == [LINE]
    assert (len(storage.messages), storage.handled) == (500, set())
    claim = await storage.inbox().claim(talk, quiet_since=clock.now(), lease_s=30)
    assert claim is not None
    assert (len(claim.messages), claim.has_more) == (MOST_IN_A_TURN, True)


async def test_it_is_said_again_only_when_an_hour_has_gone_by(
    storage: FakeStorage, tools: TurnTools, clock: FakeClock
) -> None:
    talk = await flooded(storage, 2)
    await handle_turn(talk, tools)

    clock.advance(seconds=TOLD_EVERY.total_seconds() - 1)
    early = await handle_turn(talk, tools)
    clock.advance(seconds=1)
    await storage.inbox().store(a_message("SM-later", "oi"))
    storage.handled |= {1, 2}

    assert (early, await handle_turn(talk, tools)) == (False, True)
    assert [entry.message.body for entry in storage.entries] == [LINE, LINE]


async def test_what_a_person_answers_is_not_held_off(storage: FakeStorage, tools: TurnTools) -> None:
    """H2: opt-outs and replies to notices are recorded at once, whoever speaks."""
    talk = await flooded(storage, 3)
    held = storage.held[talk]
    held.conversation = replace(held.conversation, owner=Owner.QUEUE)

    assert await handle_turn(talk, tools)

    assert (storage.entries, storage.handled) == ([], {1, 2, 3})


async def test_a_release_without_the_words_says_nothing_and_loses_nothing(
    storage: FakeStorage, tools: TurnTools
) -> None:
    talk, releases = await flooded(storage, 2), OnlyTheLive()
    releases._live = replace(releases._live, phrases={})

    assert not await handle_turn(talk, replace(tools, releases=releases))

    assert (storage.entries, storage.handled) == ([], set())
    assert storage.held[talk].lease_until is None


def claim_of(storage: FakeStorage, conversation: int, person: int | None = None) -> Claim:
    held = storage.held[conversation].conversation
    return Claim(replace(held, verification=replace(Verification(), person_id=person)), (), 1)


async def test_a_phone_and_a_debtor_have_a_limit_each(storage: FakeStorage) -> None:
    """A debtor with several phones is one."""
    phones = [await storage.inbox().store(a_message(f"SM{n}", channel=channel)) for n, channel in enumerate(Channel)]
    first, second = (phone or 0 for phone in phones)
    limits = TurnLimits(CountedPlaces((2, 3)))

    unknown = [await limits.allow(claim_of(storage, first)) for _ in range(3)]
    known = TurnLimits(CountedPlaces((2, 3)))
    together = [await known.allow(claim_of(storage, talk, person=7)) for talk in (first, first, second, second)]

    assert unknown == [True, True, False]
    assert together == [True, True, True, False]


async def test_a_debtor_is_asked_about_by_the_person_proved(storage: FakeStorage) -> None:
    talk, places = await flooded(storage, 1), CountedPlaces((2, 1))

    assert await TurnLimits(places).allow(claim_of(storage, talk))
    assert await TurnLimits(places).allow(claim_of(storage, talk, person=7))
    assert places.taken == {(0, str(talk)): 2, (1, "7"): 1}
