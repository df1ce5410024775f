"""Whose debtor a contact is: by the number written to, then by the titles its phone holds (I0, contract)."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.documents import PaperDocuments
from bot.application.acts.identity import WE_STARTED, people_here
from bot.application.acts.opening import choose_creditor, open_contact
from bot.application.desk import Desk, Instant, Services
from bot.application.policy_document import read_profile
from bot.domain.conversation import Channel, Conversation
from bot.domain.our_senders import OurSenders
from tests.builders import PHONE, SENDER, a_message, a_person, a_title
from tests.fake_storage import FakeStorage
from tests.fakes import FakeCalendar, FakeClock

CONTENT = Path(__file__).parents[4] / "flows" / "content"
POLICIES = {slug: read_profile(CONTENT / slug) for slug in ("assefaz", "cassems")}
# A third profile, which no sample policy has yet.
POLICIES["croam"] = replace(POLICIES["assefaz"], slug="croam")
ASSEFAZ_ONLY, PAIR = "+556133140001", "+556133140002"
SENDERS = OurSenders(
    {Channel.WHATSAPP: SENDER},
    {("assefaz", Channel.WHATSAPP): ASSEFAZ_ONLY},
)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage(FakeClock())


def hold(storage: FakeStorage, *creditors: str) -> None:
    """Open titles of the phone's owner, one with each creditor."""
    for creditor in creditors:
        person = a_person(id=len(storage.people) + 1, creditor=creditor)
        storage.add_person(person, PHONE, titles=[a_title(f"1{person.id}")])


def a_desk(
    storage: FakeStorage, sender: str = SENDER, senders: OurSenders = SENDERS, *, text: str = "oi", **changes: object
) -> Desk:
    now = storage.clock.now()
    conversation = Conversation(1, Channel.WHATSAPP, PHONE, sender)
    services = Services(storage.records(), storage.numbers(), FakeCalendar(), PaperDocuments(), senders)
    return Desk(
        conversation=replace(conversation, **changes),
        policy=POLICIES[str(changes.get("creditor", "cassems"))],
        policies=POLICIES,
        phrase_texts={},
        services=services,
        at=Instant(now, storage.clock.business_now()),
        messages=[a_message(body=text)],
    )


async def opened_with(desk: Desk) -> tuple[str, str | None, str]:
    outcome = await open_contact(desk)
    return outcome, desk.conversation.creditor, desk.policy.slug


async def test_on_a_number_of_one_creditor_nobody_is_asked_which(storage: FakeStorage) -> None:
    """With open titles of two others, the number written to decides."""
    hold(storage, "cassems", "croam", "assefaz")

    assert await opened_with(a_desk(storage, ASSEFAZ_ONLY)) == ("known", "assefaz", "assefaz")


async def test_a_number_of_one_creditor_is_that_creditors_for_who_owes_it_nothing(storage: FakeStorage) -> None:
    hold(storage, "cassems")

    assert await opened_with(a_desk(storage, ASSEFAZ_ONLY)) == ("unknown", "assefaz", "assefaz")


async def test_a_shared_number_is_that_of_the_creditor_holding_the_phones_titles(storage: FakeStorage) -> None:
    hold(storage, "croam")

    assert await opened_with(a_desk(storage)) == ("known", "croam", "croam")


async def test_a_shared_number_is_the_default_creditors_for_a_phone_without_titles(storage: FakeStorage) -> None:
    assert await opened_with(a_desk(storage)) == ("unknown", "cassems", "cassems")


async def test_with_several_creditors_on_a_shared_number_the_debtor_is_asked_which(storage: FakeStorage) -> None:
    """Only those it speaks for are named: the third has a number of its own."""
    hold(storage, "cassems", "croam", "assefaz")
    desk = a_desk(storage)

    assert await open_contact(desk) == "choose_creditor"

    assert [payload for _, payload in desk.variables["creditor_options"]] == ["creditor:cassems", "creditor:croam"]


async def test_a_creditor_with_another_number_cannot_be_chosen_on_this_one(storage: FakeStorage) -> None:
    hold(storage, "cassems", "croam", "assefaz")

    chosen = [await choose_creditor(a_desk(storage, text=slug)) for slug in ("assefaz", "croam")]

    assert chosen == ["unclear", "chosen"]


async def test_without_numbers_set_every_creditor_is_on_every_number(storage: FakeStorage) -> None:
    hold(storage, "assefaz")

    assert await opened_with(a_desk(storage, senders=OurSenders())) == ("known", "assefaz", "assefaz")


async def test_after_a_lapse_the_creditor_that_now_holds_the_titles_is_settled(storage: FakeStorage) -> None:
    """I6: what was Cassems' is with another creditor when the debtor writes again, and so is the protocol."""
    hold(storage, "croam")
    desk = a_desk(storage, creditor="cassems", protocol="41902520261119000001")
    desk.memory["lapsed"] = "contact"

    assert await opened_with(desk) == ("known", "croam", "croam")
    assert desk.conversation.protocol != "41902520261119000001"
    assert str(desk.conversation.protocol).startswith(POLICIES["croam"].parties.protocol_prefix)


async def test_after_a_lapse_the_creditor_stays_while_it_or_nobody_holds_titles(storage: FakeStorage) -> None:
    """I6"""
    desk = a_desk(storage, creditor="croam", protocol="1")
    desk.memory["lapsed"] = "contact"

    assert await opened_with(desk) == ("unknown", "croam", "croam")
    hold(storage, "cassems", "croam")
    desk.memory["lapsed"] = "contact"

    assert await opened_with(desk) == ("known", "croam", "croam")


async def test_without_a_lapse_the_creditor_is_not_settled_anew(storage: FakeStorage) -> None:
    hold(storage, "croam")

    assert await opened_with(a_desk(storage, creditor="cassems", protocol="1")) == ("continue", "cassems", "cassems")


async def test_after_a_lapse_a_number_that_became_one_creditors_own_is_that_ones(storage: FakeStorage) -> None:
    hold(storage, "cassems")
    desk = a_desk(storage, ASSEFAZ_ONLY, creditor="cassems", protocol="1")
    desk.memory["lapsed"] = "contact"

    assert await opened_with(desk) == ("unknown", "assefaz", "assefaz")


async def test_a_contact_the_debtor_starts_asks_what_a_receptive_one_asks(storage: FakeStorage) -> None:
    """I2: that the one before was ours is forgotten with it."""
    hold(storage, "assefaz")
    desk = a_desk(storage, ASSEFAZ_ONLY)
    desk.memory[WE_STARTED] = "yes"

    await open_contact(desk)

    assert (await people_here(desk)).we_started is False
