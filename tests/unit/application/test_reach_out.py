"""R3, H2, I2, N8: a contact we start is lawful, in nobody's way and once only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.documents import PaperDocuments
from bot.application.acts.identity import WE_STARTED
from bot.application.changes import DisclosureRecorded, TurnRecord
from bot.application.desk import Services
from bot.application.handle_turn import TurnTools
from bot.application.policy_document import read_profile
from bot.application.ports import ActCall, Prediction
from bot.application.reach_out import Outcome, Reach, Reached, reach_out
from bot.application.releases import LoadedRelease
from bot.application.wording import ResponseText, Texts
from bot.domain.conversation import Channel, Owner, Verification
from bot.domain.phones import same_person_key
from tests.builders import PHONE, SENDER, a_message, a_person
from tests.fake_storage import FakeStorage
from tests.fakes import SAO_PAULO, FakeClock

CONTENT = Path(__file__).parents[3] / "flows" / "content"
SATURDAY_10H = datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
GRAPH = {"profiles": {"cassems": {"steps": {"offer.full": {"wait": {}}}}}}
TEXTS = Texts(
    {
        "opener": ResponseText("{greeting}, {first_name}. Protocolo {protocol}.", "{protocol}"),
        "news": ResponseText("Uma novidade.", "Uma novidade."),
    }
)


@dataclass
class Entered:
    """A dialogue that says one line at the step it is made to enter, after an act where it is told of one."""

    act: str | None = None
    steps: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        self.steps.append(step)
        self.back.append(slots["return_to"])
        call = ActCall(self.act, {}) if self.act else None
        return Prediction(() if call else (step,), call, {"step": step, "return_to": ""})

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction:
        return Prediction((slots["step"],), None, dict(slots))


class OneRelease:
    def __init__(self) -> None:
        phrases = yaml.safe_load((CONTENT / "common/phrases.yml").read_text(encoding="utf-8"))
        policies = {slug: read_profile(CONTENT / slug) for slug in ("assefaz", "cassems")}
        self._live = LoadedRelease("live", GRAPH, TEXTS, policies, phrases)

    async def live(self) -> LoadedRelease:
        return self._live

    async def get(self, release_id: str) -> LoadedRelease:
        return self._live


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(SATURDAY_10H)


@pytest.fixture
def storage(clock: FakeClock) -> FakeStorage:
    return FakeStorage(clock)


@pytest.fixture
def dialogue() -> Entered:
    return Entered()


@pytest.fixture
def tools(storage: FakeStorage, clock: FakeClock, dialogue: Entered) -> TurnTools:
    services = Services(storage.records(), storage.numbers(), HolidayCalendar(), PaperDocuments())
    return TurnTools(
        inbox=storage.inbox(),
        dialogue=dialogue,  # type: ignore[arg-type]
        releases=OneRelease(),
        services=services,
        clock=clock,
        default_creditor="cassems",
        quiet=timedelta(seconds=1),
        lease_s=30,
    )


async def always() -> bool:
    return True


def a_reach(storage: FakeStorage, **changes: object) -> Reach:
    person = storage.people.get(1) or storage.add_person(a_person(), PHONE)
    reach = Reach(person, Channel.WHATSAPP, PHONE, SENDER, "notice:7", "opener")
    return replace(reach, **changes)  # type: ignore[arg-type]


async def verified_at(storage: FakeStorage, tools: TurnTools, when: datetime) -> int:
    """A conversation whose debtor was confirmed with a message of that instant."""
    conversation_id = await storage.inbox().store(a_message(received_at=when))
    assert conversation_id is not None
    claim = await storage.inbox().claim(conversation_id, quiet_since=when, lease_s=30)
    assert claim is not None
    known = replace(claim.conversation, creditor="cassems", verification=Verification(1, confirmed_at=when))
    await storage.inbox().commit(claim, TurnRecord(known, tuple(message.id for message in claim.messages)))
    return conversation_id


async def test_a_contact_is_opened_with_its_protocol_and_asks_what_an_active_one_asks(
    storage: FakeStorage, tools: TurnTools
) -> None:
    """N8, I2."""
    reached = await reach_out(a_reach(storage, changes=(DisclosureRecorded(1, "x"),)), tools)

    [entry], [turn] = storage.entries, storage.turns
    assert (reached.outcome, entry.message.key) == (Outcome.SAID, "notice:7:0")
    assert reached.protocol is not None
    assert entry.message.body == f"Bom dia, Fábio. Protocolo {reached.protocol}."
    assert WE_STARTED in turn.conversation.memory
    assert turn.changes == (DisclosureRecorded(1, "x"),)


async def test_the_same_contact_started_again_sends_nothing_more(storage: FakeStorage, tools: TurnTools) -> None:
    for _ in range(2):
        await reach_out(a_reach(storage), tools)

    assert len(storage.entries) == 1


async def test_a_stopped_bot_begins_nothing_until_it_answers_again(storage: FakeStorage, tools: TurnTools) -> None:
    """F2: nothing is written for later either; once resumed the same contact is begun, once."""
    stopped = replace(tools, is_stopped=always)

    refused = await reach_out(a_reach(storage), stopped)

    assert (refused, await storage.outbox().claim(10, 60)) == (Reached(Outcome.STOPPED), [])
    assert [(await reach_out(a_reach(storage), tools)).outcome for _ in range(2)] == [Outcome.SAID, Outcome.SAID]
    assert len(await storage.outbox().claim(10, 60)) == 1


async def test_who_wants_no_messages_gets_none(storage: FakeStorage, tools: TurnTools) -> None:
    storage.opted_out.add(same_person_key(PHONE))

    assert (await reach_out(a_reach(storage), tools)).outcome is Outcome.OPTED_OUT
    assert storage.entries == []


@pytest.mark.parametrize(
    ("hour", "state", "expected"),
    [
        ("2026-11-21T13:59", "MS", Outcome.SAID),  # a Saturday
        ("2026-11-21T14:00", "MS", Outcome.LATER),
        ("2026-11-21T10:00", "RJ", Outcome.LATER),
        ("2026-11-22T10:00", "MS", Outcome.LATER),  # a Sunday
        ("2026-11-20T10:00", "MS", Outcome.LATER),  # a holiday
        ("2026-11-23T07:59", "MS", Outcome.LATER),
        ("2026-11-23T08:00", "MS", Outcome.SAID),
    ],
)
async def test_a_contact_is_started_in_lawful_hours_only(
    hour: str, state: str, expected: Outcome, storage: FakeStorage, clock: FakeClock, tools: TurnTools
) -> None:
    """R3, at the limits."""
    clock.instant = datetime.fromisoformat(hour).replace(tzinfo=SAO_PAULO).astimezone(UTC)
    person = storage.add_person(a_person(state=state), PHONE)

    reached = await reach_out(a_reach(storage, person=person), tools)

    assert reached.outcome is expected
    assert (reached.not_before is None) == (expected is Outcome.SAID)


async def test_who_is_writing_with_us_is_not_started_anew(
    storage: FakeStorage, clock: FakeClock, tools: TurnTools
) -> None:
    await verified_at(storage, tools, SATURDAY_10H)

    clock.advance(minutes=29)
    assert (await reach_out(a_reach(storage), tools)).outcome is Outcome.TALKING
    clock.advance(minutes=1)
    assert (await reach_out(a_reach(storage), tools)).outcome is Outcome.SAID


async def test_a_conversation_that_a_person_holds_is_left_alone(storage: FakeStorage, tools: TurnTools) -> None:
    """H2: campaigns skip it."""
    opened = await storage.inbox().open(Channel.WHATSAPP, PHONE, SENDER)
    storage.held[opened].conversation = replace(storage.held[opened].conversation, owner=Owner.AGENT)

    assert (await reach_out(a_reach(storage), tools)).outcome is Outcome.OWNED
    assert storage.held[opened].lease_until is None


async def test_a_message_that_waits_goes_first(storage: FakeStorage, tools: TurnTools) -> None:
    await storage.inbox().store(a_message(received_at=SATURDAY_10H))

    assert (await reach_out(a_reach(storage), tools)).outcome is Outcome.BUSY


async def test_who_writes_with_us_and_is_not_confirmed_is_left_to_finish(
    storage: FakeStorage, clock: FakeClock, tools: TurnTools
) -> None:
    """Only the person who is confirmed here is told in the middle of a talk."""
    other = storage.add_person(a_person(id=2, document="27481593655"), PHONE)
    await verified_at(storage, tools, SATURDAY_10H)

    reached = await reach_out(a_reach(storage, person=other, verified_step="news"), tools)

    assert reached.outcome is Outcome.TALKING


@pytest.mark.parametrize(
    ("minutes", "comes_back", "expected"),
    [(29, True, ["offer.full"]), (30, True, [""]), (30, False, [""]), (29, False, [])],
)
async def test_a_question_in_hand_is_come_back_to_where_that_is_asked_for(
    minutes: int, comes_back: bool, expected: list[str], storage: FakeStorage, clock: FakeClock, tools: TurnTools
) -> None:
    conversation_id = await verified_at(storage, tools, SATURDAY_10H)
    held = storage.held[conversation_id]
    held.conversation = replace(held.conversation, slots={"step": "offer.full"})
    clock.advance(minutes=minutes)

    await reach_out(a_reach(storage, verified_step="news", comes_back=comes_back), tools)

    assert tools.dialogue.back == expected  # type: ignore[attr-defined]


@pytest.mark.parametrize(("hours", "step"), [(1, "news"), (12, "opener")])
async def test_who_is_confirmed_and_fresh_is_told_at_once(
    hours: int, step: str, storage: FakeStorage, clock: FakeClock, tools: TurnTools, dialogue: Entered
) -> None:
    """I6: a verification that lapsed opens nothing."""
    clock.instant = SATURDAY_10H + timedelta(hours=1)
    await verified_at(storage, tools, clock.instant - timedelta(hours=hours))

    reached = await reach_out(a_reach(storage, verified_step="news"), tools)

    assert (reached.outcome, dialogue.steps) == (Outcome.SAID, [step])


async def test_acts_of_the_step_entered_are_performed(
    storage: FakeStorage, tools: TurnTools, dialogue: Entered
) -> None:
    dialogue.act = "identity_level"

    await reach_out(a_reach(storage), tools)

    assert storage.entries[0].message.body.startswith("Bom dia, Fábio.")
