"""The simulator's query port on both databases."""

import pytest

from bot.adapters.db.simulator_view import SqlSimulatorView
from bot.adapters.db.storage import SqlStorage
from bot.application.changes import HandedOff
from bot.application.messages import Attachment, DeliveryState, Media, MessageKind, StatusCallback
from bot.application.simulator_view import PhoneLine, Screen
from bot.domain.conversation import Channel, Option, Owner
from tests.builders import CPF, PHONE, SENDER, a_message, a_reply, a_row, a_title, a_turn
from tests.fakes import FakeClock
from tests.integration.db.debtors import put

LINE = PhoneLine(Channel.WHATSAPP, PHONE, SENDER)
PIX = Attachment("pix_qr", "image/png", "pix.png", b"png")


@pytest.fixture
def view(sql_storage: SqlStorage) -> SqlSimulatorView:
    return SqlSimulatorView(sql_storage.database)


async def say(storage: SqlStorage, clock: FakeClock, *replies: object, **message: object) -> int:
    """One message of the simulated phone, answered; its conversation."""
    inbox = storage.inbox()
    conversation_id = await inbox.store(a_message(**{"simulated": True, **message}))
    assert conversation_id is not None
    claim = await inbox.claim(conversation_id, quiet_since=clock.now(), lease_s=60)
    assert claim is not None
    assert await inbox.commit(claim, a_turn(claim, *replies))
    return conversation_id


async def send(storage: SqlStorage, clock: FakeClock, *told: DeliveryState) -> None:
    """What is due goes out, and the provider tells how far it came."""
    outbox = storage.outbox()
    for sending in await outbox.claim(20, 60):
        await outbox.sent(sending, f"SID{sending.id}", clock.now())
        for state in told:
            await storage.inbox().store_status(StatusCallback(f"SID{sending.id}", state, None, clock.now(), {}))


async def test_a_phone_that_never_wrote_has_an_empty_screen(view: SqlSimulatorView) -> None:
    assert await view.screen(LINE) == Screen()


async def test_a_message_is_on_the_screen_at_once_and_waits_for_its_turn(
    view: SqlSimulatorView, sql_storage: SqlStorage
) -> None:
    await sql_storage.inbox().store(a_message(body="oi", simulated=True))

    screen = await view.screen(LINE)

    [bubble] = screen.bubbles
    assert (bubble.body, bubble.is_mine, bubble.is_handled) == ("oi", True, False)
    assert screen.is_pending


async def test_an_answer_appears_once_it_was_sent(
    view: SqlSimulatorView, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    await say(sql_storage, clock, a_reply(body="Olá.", options=(Option("Sim", "affirm"),)))
    before = await view.screen(LINE)
    await send(sql_storage, clock)
    after = await view.screen(LINE)

    assert [bubble.is_mine for bubble in before.bubbles] == [True]
    assert before.is_pending
    assert not after.is_pending
    assert after.bubbles[1].options == (Option("Sim", "affirm"),)


async def test_ticks_are_the_furthest_state_the_provider_told(
    view: SqlSimulatorView, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    await say(sql_storage, clock, a_reply())
    await send(sql_storage, clock, DeliveryState.READ, DeliveryState.SENT, DeliveryState.DELIVERED)

    assert (await view.screen(LINE)).bubbles[1].state is DeliveryState.READ


async def test_documents_and_media_are_in_their_bubbles(
    view: SqlSimulatorView, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    voice = Media("http://localhost/voz.ogg", "audio/ogg")
    await say(sql_storage, clock, a_reply(attachment=PIX), kind=MessageKind.AUDIO, body="", media=(voice,))
    await send(sql_storage, clock)

    mine, theirs = (await view.screen(LINE)).bubbles

    assert mine.file is not None
    assert theirs.file is not None
    assert (mine.kind, mine.file.address) == ("audio", "http://localhost/voz.ogg")
    assert (theirs.file.content_type, theirs.file.name) == ("image/png", "pix.png")
    assert await sql_storage.outbox().attachment(theirs.file.address.removeprefix("/files/")) == PIX


async def test_a_real_conversation_of_the_same_number_is_not_shown(
    view: SqlSimulatorView, sql_storage: SqlStorage
) -> None:
    await sql_storage.inbox().store(a_message(body="de verdade"))

    assert await view.screen(LINE) == Screen()


async def test_earlier_messages_can_be_left_out(
    view: SqlSimulatorView, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    await say(sql_storage, clock, body="primeira")
    await say(sql_storage, clock, external_id="SM2", body="segunda")

    assert [bubble.body for bubble in (await view.screen(LINE, after=1)).bubbles] == ["segunda"]


async def test_starting_over_ends_the_contact_and_keeps_what_was_said(
    view: SqlSimulatorView, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    inbox = sql_storage.inbox()
    conversation_id = await inbox.store(a_message(simulated=True))
    claim = await inbox.claim(conversation_id, quiet_since=clock.now(), lease_s=60)
    assert await inbox.commit(claim, a_turn(claim, a_reply(), changes=(HandedOff("asked_for", {}),)))
    held = await view.screen(LINE)

    after = await view.start_over(LINE, clock.now())

    fresh = await view.screen(LINE)
    assert (held.owner, fresh.owner) == (Owner.QUEUE, Owner.BOT)
    assert (fresh.protocol, fresh.step, fresh.is_pending) == (None, "", False)
    assert (await view.screen(LINE, after)).bubbles == ()
    assert fresh.bubbles[0].body == "oi"


async def test_a_turn_begun_before_starting_over_is_not_written_after_it(
    view: SqlSimulatorView, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    inbox = sql_storage.inbox()
    conversation_id = await inbox.store(a_message(simulated=True))
    claim = await inbox.claim(conversation_id, quiet_since=clock.now(), lease_s=60)

    await view.start_over(LINE, clock.now())

    assert not await inbox.commit(claim, a_turn(claim, a_reply()))


async def test_a_line_may_begin_with_its_creditor_settled(view: SqlSimulatorView, clock: FakeClock) -> None:
    await view.start_over(LINE, clock.now(), "assefaz")

    assert (await view.screen(LINE)).creditor == "assefaz"


@pytest.mark.parametrize("search", ["fabio vasc", "", "159.083.016-47", "(67) 90000-0001", "+55 67 90000-0001"])
async def test_a_debtor_is_found_by_name_cpf_or_phone(
    view: SqlSimulatorView, sql_storage: SqlStorage, search: str
) -> None:
    await put(sql_storage, a_row(a_title(), PHONE))

    [entry] = await view.debtors(search, 10)

    assert (entry.name, entry.creditor, entry.role, entry.phone) == (
        "Fábio Vasconcelos Barbosa",
        "cassems",
        "titular",
        PHONE,
    )


async def test_nobody_is_found_by_somebody_elses_name(view: SqlSimulatorView, sql_storage: SqlStorage) -> None:
    await put(sql_storage, a_row(a_title(), PHONE))

    assert await view.debtors("rosângela", 10) == []


async def test_the_list_of_debtors_has_an_end(view: SqlSimulatorView, sql_storage: SqlStorage) -> None:
    await put(sql_storage, *(a_row(None, registration=str(number)) for number in range(4)))

    assert len(await view.debtors("", 3)) == 3


async def test_a_debtor_is_given_with_phones_or_not_at_all(view: SqlSimulatorView, sql_storage: SqlStorage) -> None:
    [person] = await put(sql_storage, a_row(a_title(), PHONE))

    debtor = await view.debtor(person.id)

    assert debtor is not None
    assert (debtor.person.document, debtor.phones) == (CPF, ((Channel.WHATSAPP, PHONE),))
    assert await view.debtor(person.id + 1) is None
