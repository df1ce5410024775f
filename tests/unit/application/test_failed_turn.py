"""H1: a turn that keeps failing goes to a person, the debtor hears so, and what must count is not lost with it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.documents import PaperDocuments
from bot.application.acts.identity import WE_STARTED
from bot.application.changes import HandedOff, OptedOut, TurnRecord
from bot.application.desk import Services
from bot.application.handle_turn import TurnTools, apologise, hand_over_failed, handle_turn
from bot.application.policy_document import read_profile
from bot.application.ports import Claim
from bot.application.releases import LoadedRelease, ReleaseMissing
from bot.application.wording import Texts
from bot.domain.conversation import Channel, Conversation, Owner, Verification
from bot.domain.our_senders import OurSenders
from tests.builders import PHONE, SENDER, a_message
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock

CONTENT = Path(__file__).parents[3] / "flows" / "content"


class OnlyTheLive:
    """Every release but the live one is gone."""

    def __init__(self) -> None:
        phrases: Mapping[str, Any] = yaml.safe_load((CONTENT / "common/phrases.yml").read_text(encoding="utf-8"))
        policies = {slug: read_profile(CONTENT / slug) for slug in ("assefaz", "cassems")}
        self.others: dict[str, LoadedRelease] = {}
        self._live = LoadedRelease("live", {"profiles": {}}, Texts({}), policies, phrases)

    async def live(self) -> LoadedRelease:
        return self._live

    async def get(self, release_id: str) -> LoadedRelease:
        if release_id not in self.others:
            raise ReleaseMissing(release_id)
        return self.others[release_id]


class NoDialogue:
    """Is asked nothing: a turn that failed is not thought over again."""


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage(FakeClock())


@pytest.fixture
def tools(storage: FakeStorage) -> TurnTools:
    services = Services(storage.records(), storage.numbers(), HolidayCalendar(), PaperDocuments())
    return TurnTools(
        inbox=storage.inbox(),
        dialogue=NoDialogue(),  # type: ignore[arg-type]
        releases=OnlyTheLive(),
        services=services,
        clock=FakeClock(),
        default_creditor="cassems",
        quiet=timedelta(seconds=1),
        lease_s=30,
    )


async def given_up(storage: FakeStorage, tools: TurnTools, body: str) -> TurnRecord:
    conversation = await storage.inbox().store(a_message(body=body))
    assert conversation is not None
    assert await hand_over_failed(conversation, tools)
    return storage.turns[-1]


async def test_the_debtor_is_told_and_a_person_goes_on(storage: FakeStorage, tools: TurnTools) -> None:
    turn = await given_up(storage, tools, "oi")

    assert [change.reason for change in turn.changes if isinstance(change, HandedOff)] == ["tool_failure"]
    assert "uma pessoa da equipe" in turn.replies[0].body


async def stopped() -> bool:
    return True


async def test_a_stopped_bot_asks_no_dialogue_and_leaves_the_conversation_to_people(
    storage: FakeStorage, tools: TurnTools
) -> None:
    """F2: the next turn of every conversation, honestly and without a word of why."""
    conversation = await storage.inbox().store(a_message(body="quanto devo? e parem de me mandar mensagem"))
    assert conversation is not None

    assert await handle_turn(conversation, replace(tools, is_stopped=stopped, quiet=timedelta(0)))

    turn = storage.turns[-1]
    assert [change.reason for change in turn.changes if isinstance(change, HandedOff)] == ["bot_stopped"]
    assert any(isinstance(change, OptedOut) for change in turn.changes)
    assert [reply.body for reply in turn.replies] == [
        "Quem continua esta conversa com você é uma pessoa da equipe. A sua mensagem já está na fila dela, "
        "e a resposta vem por aqui."
    ]


async def test_a_stop_says_nothing_where_a_person_answers_already(storage: FakeStorage, tools: TurnTools) -> None:
    """H2: the bot is silent there, stopped or not."""
    conversation = await storage.inbox().store(a_message(body="oi"))
    assert conversation is not None
    held = storage.held[conversation]
    held.conversation = replace(held.conversation, owner=Owner.AGENT)

    assert await handle_turn(conversation, replace(tools, is_stopped=stopped, quiet=timedelta(0)))

    assert storage.turns[-1].replies == ()
    assert not any(isinstance(change, HandedOff) for change in storage.turns[-1].changes)


async def test_a_contact_that_starts_over_begins_on_what_is_live(tools: TurnTools) -> None:
    """F2: a release is kept for the talk that began on it, not for the person."""
    old = Conversation(
        *(1, Channel.WHATSAPP, PHONE, SENDER, "cassems"),
        last_inbound_at=tools.clock.now() - timedelta(hours=12),
        release="old",
        slots={"profile": "cassems", "step": "offer.say_offer"},
    )
    releases = OnlyTheLive()
    releases.others = {"old": replace(await releases.live(), id="old")}
    tools = replace(tools, releases=releases)
    lately = replace(old, last_inbound_at=tools.clock.now() - timedelta(hours=1))

    turns = [await apologise(Claim(each, (a_message(id=1),), token=1), tools) for each in (old, lately)]

    assert [turn.conversation.release for turn in turns] == ["live", "old"]


async def test_an_opt_out_is_recorded_though_the_turn_failed(storage: FakeStorage, tools: TurnTools) -> None:
    """R3."""
    turn = await given_up(storage, tools, "parem de me mandar mensagem")

    assert OptedOut(PHONE, "parem de me mandar mensagem") in turn.changes


async def test_where_its_release_is_gone_the_conversation_starts_over_on_the_live_one(tools: TurnTools) -> None:
    """F2: pinned to a release no machine has any more, it must not fall silent."""
    slots = {"profile": "cassems", "step": "offer.say_offer"}
    pinned = Conversation(1, Channel.WHATSAPP, PHONE, SENDER, "cassems", release="gone", slots=slots)

    turn = await apologise(Claim(pinned, (a_message(id=1),), token=1), tools)

    assert (turn.conversation.release, turn.conversation.slots["step"]) == ("live", "")


async def test_a_first_turn_is_held_in_the_name_of_whose_number_was_written_to(tools: TurnTools) -> None:
    """Contract: a number of one creditor, and one that may be anybody's."""
    senders = OurSenders({}, {("assefaz", Channel.WHATSAPP): "+556133140001"})
    tools = replace(tools, services=replace(tools.services, senders=senders))
    strangers = [Conversation(1, Channel.WHATSAPP, PHONE, sender) for sender in ("+556133140001", SENDER)]

    turns = [await apologise(Claim(stranger, (a_message(id=1),), token=1), tools) for stranger in strangers]

    assert [turn.conversation.slots["profile"] for turn in turns] == ["assefaz", "cassems"]


@pytest.mark.parametrize(
    ("silent_for", "lapsed"), [(timedelta(hours=12, seconds=-1), None), (timedelta(hours=12), "contact")]
)
async def test_a_contact_lapses_at_the_very_moment_a_verification_does(
    tools: TurnTools, silent_for: timedelta, lapsed: str | None
) -> None:
    """I6: the policy's 12 h, by the domain's one rule."""
    quiet = Conversation(1, Channel.WHATSAPP, PHONE, SENDER, "cassems", last_inbound_at=tools.clock.now() - silent_for)

    turn = await apologise(Claim(quiet, (a_message(id=1),), token=1), tools)

    assert turn.conversation.memory.get("lapsed") == lapsed


@pytest.mark.parametrize(
    ("opened_before", "step"),
    [(timedelta(hours=12, seconds=-1), "news.who_reads"), (timedelta(hours=12), ""), (timedelta(days=3), "")],
)
async def test_an_answer_to_a_contact_of_ours_does_not_start_over(
    tools: TurnTools, opened_before: timedelta, step: str
) -> None:
    """N0, I6: the last message is of two days ago, our opener is not; whoever was confirmed then is not now."""
    now = tools.clock.now()
    ours = Conversation(
        *(1, Channel.WHATSAPP, PHONE, SENDER, "cassems"),
        last_inbound_at=now - timedelta(days=2),
        opened_at=now - opened_before,
        memory={WE_STARTED: "yes"},
        slots={"step": "news.who_reads"},
        verification=Verification(1, confirmed_at=now - timedelta(days=2)),
    )

    turn = await apologise(Claim(ours, (a_message(id=1),), token=1), tools)

    assert not turn.conversation.verification.is_confirmed
    assert turn.conversation.slots["step"] == step
    assert ("lapsed" in turn.conversation.memory) == (not step)
