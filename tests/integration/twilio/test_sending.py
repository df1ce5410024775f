"""Sending through Twilio's API: the request, refusals, and outcomes nobody knows (section 9)."""

import socket
from datetime import timedelta

import pytest

from bot.adapters.senders import Senders
from bot.adapters.twilio_http import API_HOST, CONTENT_HOST, Credentials, TwilioHttp
from bot.adapters.twilio_sender import Addresses, TwilioSender
from bot.application.messages import Attachment, OutgoingMessage
from bot.application.send_outbox import SendTools
from bot.domain.conversation import Channel, Option
from tests.builders import NOON, PHONE, SENDER
from tests.fakes import FakeClock
from tests.integration.twilio.conftest import PATIENCE_S, PUBLIC_URL
from tests.integration.twilio.desk import FakeTemplates, SendingDesk
from tests.twilio_server.server import ACCOUNT, TOKEN, Day, TwilioServer

BUTTONS = (Option("Sim, à vista", "pay_lump_sum"), Option("Quero parcelar", "ask_installments"))


async def test_a_whatsapp_text_is_requested_as_the_description_says(desk: SendingDesk, twilio: TwilioServer) -> None:
    await desk.say("Bom dia, é a Portes. Posso falar com Fábio?")

    await desk.send()

    [taken] = twilio.ledger.messages
    assert taken.form == {
        "To": f"whatsapp:{PHONE}",
        "From": f"whatsapp:{SENDER}",
        "Body": "Bom dia, é a Portes. Posso falar com Fábio?",
        "StatusCallback": f"{PUBLIC_URL}/webhooks/twilio/status",
    }
    assert (desk.states, desk.sids) == (["sent"], [taken.sid])


async def test_an_sms_goes_from_number_to_number_with_its_own_numbered_options(
    desk: SendingDesk, twilio: TwilioServer
) -> None:
    reply = OutgoingMessage("sms:0", "Como prefere?\n1 Sim, a vista\n2 Quero parcelar", BUTTONS)
    await desk.say(reply, channel=Channel.SMS)

    await desk.send()

    [taken] = twilio.ledger.messages
    assert (taken.form["To"], taken.form["From"], taken.form["Body"]) == (PHONE, SENDER, reply.body)


async def test_the_number_answered_is_the_one_received_without_the_ninth_digit(
    desk: SendingDesk, twilio: TwilioServer
) -> None:
    await desk.say("Oi.", contact="+556790000001")

    await desk.send()

    assert twilio.ledger.messages[0].form["To"] == "whatsapp:+556790000001"


async def test_a_document_is_fetched_under_an_address_and_its_options_are_numbered(
    desk: SendingDesk, twilio: TwilioServer
) -> None:
    """G1: the QR image goes as media; a template has no room for it."""
    paper = Attachment("pix_qr", "image/png", "pix.png", b"png")
    await desk.say(OutgoingMessage("pix:0", "Aqui está o Pix.", BUTTONS, attachment=paper))

    await desk.send()

    [taken] = twilio.ledger.messages
    assert taken.media == (f"{PUBLIC_URL}/files/token-1",)
    assert taken.form["Body"] == "Aqui está o Pix.\n1 Sim, à vista\n2 Quero parcelar"


async def test_an_sms_carries_no_document_nor_its_address_and_is_found_again_by_its_text(
    desk: SendingDesk, twilio: TwilioServer, clock: FakeClock
) -> None:
    """P12: no MMS reaches a Brazilian phone, and an address that asks nobody who they are is not told there."""
    paper = Attachment("agreement_pdf", "application/pdf", "acordo.pdf", b"%PDF-1.4")
    await desk.say(OutgoingMessage("sms:0", "Acordo fechado.", attachment=paper), channel=Channel.SMS)
    twilio.days.append(Day.BROKEN_AFTER)

    await desk.send()
    clock.advance(minutes=1)
    await desk.send()

    [taken] = twilio.ledger.messages
    assert (taken.media, taken.body) == ((), "Acordo fechado.")
    assert (desk.states, desk.sids) == (["sent"], [taken.sid])


async def test_1600_signs_are_sent_whole(desk: SendingDesk, twilio: TwilioServer) -> None:
    await desk.say("á" * 1600)

    await desk.send()

    assert twilio.ledger.bodies == ["á" * 1600]


async def test_order_is_kept_within_a_conversation(desk: SendingDesk, twilio: TwilioServer) -> None:
    twilio.days.append(Day.BUSY)
    await desk.say("um", "dois", "três")

    await desk.send()
    assert twilio.ledger.bodies == []

    desk.tools.clock.advance(seconds=2)
    await desk.send()
    assert twilio.ledger.bodies == ["um", "dois", "três"]


@pytest.mark.parametrize("code", [429, 20003])
async def test_a_full_line_or_an_account_in_repair_is_tried_again_later_and_more_and_more_seldom(
    desk: SendingDesk, twilio: TwilioServer, clock: FakeClock, code: int
) -> None:
    days = {429: [Day.BUSY] * 3, 20003: []}[code]
    twilio.days.extend(days)
    if code != 429:
        twilio.refuse[f"whatsapp:{PHONE}"] = code
    await desk.say("oi")
    await desk.send()
    assert desk.entries[0].reason == ("rate" if code == 429 else "credentials")

    for pause in (2, 4, 8):
        clock.advance(seconds=pause - 0.001)
        assert await desk.send() == 0
        twilio.refuse.clear() if pause == 8 else None
        clock.advance(seconds=0.001)
        assert await desk.send() == 1

    assert (desk.states, twilio.ledger.bodies) == (["sent"], ["oi"])


async def test_a_message_that_could_not_be_sent_for_a_day_is_given_up(
    desk: SendingDesk, twilio: TwilioServer, clock: FakeClock
) -> None:
    await desk.say("oi")
    twilio.days.extend([Day.BUSY, Day.BUSY])
    await desk.send()

    clock.advance(hours=24, milliseconds=1)
    await desk.send()

    assert (desk.states, desk.entries[0].reason) == (["failed"], "rate")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (63016, "window_closed"),
        (21610, "opt_out"),
        (21211, "invalid_number"),
        (21614, "invalid_number"),
        (21408, "refused_by_channel"),
        (63007, "sender"),
        (63003, "unreachable"),
        (29999, "other"),
    ],
)
async def test_what_will_never_go_through_fails_with_its_reason_and_the_next_goes_on(
    desk: SendingDesk, twilio: TwilioServer, code: int, reason: str
) -> None:
    """R2: failed (why)."""
    twilio.refuse[f"whatsapp:{PHONE}"] = code
    await desk.say("oi")
    await desk.send()
    twilio.refuse.clear()
    await desk.say("de novo")

    await desk.send()

    assert (desk.states, desk.entries[0].reason) == (["failed", "sent"], reason)
    assert twilio.ledger.bodies == ["de novo"]


async def test_a_connection_refused_is_tried_again_without_a_look_up(clock: FakeClock, desk: SendingDesk) -> None:
    nowhere = socket.socket()  # a port taken and not listened at: no other test comes by it
    nowhere.bind(("127.0.0.1", 0))
    http = TwilioHttp({API_HOST: f"http://127.0.0.1:{nowhere.getsockname()[1]}"}, timeout_s=PATIENCE_S)
    sender = TwilioSender(http, Credentials(ACCOUNT, TOKEN), Addresses(PUBLIC_URL), FakeTemplates())
    desk.tools = SendTools(desk.tools.outbox, Senders(None, sender), clock)
    await desk.say("oi")

    await desk.send()

    assert (desk.states, desk.entries[0].reason) == (["pending"], "provider unreachable")
    await http.close()
    nowhere.close()


@pytest.mark.parametrize("day", [Day.SILENT, Day.HANGS_UP, Day.BROKEN_AFTER, Day.BABBLES])
async def test_a_message_taken_without_our_hearing_of_it_is_found_and_not_sent_again(
    desk: SendingDesk, twilio: TwilioServer, clock: FakeClock, day: Day
) -> None:
    """Section 9; style 5: an unknown outcome is looked up before any resend."""
    twilio.days.append(day)
    await desk.say("Sua proposta: R$ 1.802,50")
    await desk.send()
    assert desk.states == ["unknown"]

    clock.advance(seconds=9.999)
    assert await desk.send() == 0
    clock.advance(seconds=0.001)
    await desk.send()

    assert twilio.ledger.bodies == ["Sua proposta: R$ 1.802,50"]
    assert (desk.states, desk.sids) == (["sent"], [twilio.ledger.messages[0].sid])


@pytest.mark.parametrize("day", [Day.BROKEN, Day.DEAF])
async def test_a_message_not_found_after_the_look_up_delay_is_sent_again(
    desk: SendingDesk, twilio: TwilioServer, clock: FakeClock, day: Day
) -> None:
    twilio.days.append(day)
    await desk.say("oi")
    await desk.send()
    assert (desk.states, twilio.ledger.bodies) == (["unknown"], [])

    clock.advance(seconds=10)
    await desk.send()

    assert (desk.states, twilio.ledger.bodies) == (["sent"], ["oi"])


@pytest.mark.parametrize("day", [Day.BUSY, Day.BROKEN, Day.DEAF])
async def test_while_it_cannot_be_looked_up_it_stays_unknown_and_is_not_sent(
    desk: SendingDesk, twilio: TwilioServer, clock: FakeClock, day: Day
) -> None:
    twilio.days.append(Day.HANGS_UP)
    twilio.lookup_days.append(day)
    await desk.say("oi")
    await desk.send()

    clock.advance(seconds=10)
    await desk.send()
    assert (desk.states, twilio.ledger.bodies) == (["unknown"], ["oi"])

    clock.advance(seconds=10)
    await desk.send()
    assert (desk.states, twilio.ledger.bodies) == (["sent"], ["oi"])


async def test_two_equal_texts_in_a_row_each_keep_their_own_sid(
    desk: SendingDesk, twilio: TwilioServer, clock: FakeClock
) -> None:
    twilio.days.extend([Day.HANGS_UP, Day.HANGS_UP])
    await desk.say("Certo.", "Certo.")

    for _ in range(3):
        await desk.send()
        clock.advance(seconds=10)

    assert (desk.states, twilio.ledger.bodies) == (["sent", "sent"], ["Certo.", "Certo."])
    assert desk.sids == [message.sid for message in twilio.ledger.messages]


async def test_an_equal_text_of_long_ago_is_not_taken_for_this_one(
    desk: SendingDesk, twilio: TwilioServer, clock: FakeClock
) -> None:
    form = {"To": f"whatsapp:{PHONE}", "From": f"whatsapp:{SENDER}"}
    twilio.ledger.take(form, (), "Bom dia", NOON - timedelta(minutes=7))
    twilio.days.append(Day.BROKEN)
    await desk.say("Bom dia")
    await desk.send()

    clock.advance(seconds=10)
    await desk.send()

    assert (desk.states, len(twilio.ledger.messages)) == (["sent"], 2)
    assert desk.sids == [twilio.ledger.messages[1].sid]


async def test_a_look_up_reads_page_after_page_and_only_this_recipient(
    desk: SendingDesk, twilio: TwilioServer, clock: FakeClock
) -> None:
    twilio.days.append(Day.SILENT)
    await desk.say("a que se perdeu")
    await desk.send()
    for number in range(120):
        form = {"To": f"whatsapp:{PHONE}", "From": f"whatsapp:{SENDER}"}
        twilio.ledger.take(form, (), f"outra {number}", clock.now())
    twilio.ledger.take({"To": "whatsapp:+5567900000002", "From": SENDER}, (), "a que se perdeu", clock.now())

    clock.advance(seconds=10)
    await desk.send()

    assert desk.sids == [twilio.ledger.messages[0].sid]
    assert sum(request.method == "GET" for request in twilio.requests) == 3


async def test_a_worker_that_died_in_the_middle_is_followed_by_a_look_up(
    desk: SendingDesk, twilio: TwilioServer, clock: FakeClock
) -> None:
    await desk.say("oi")
    [claimed] = await desk.tools.outbox.claim(10, 60)
    await desk.tools.provider.send(claimed)  # and nothing was written down

    clock.advance(seconds=60)
    await desk.send()

    assert (desk.states, twilio.ledger.bodies) == (["sent"], ["oi"])


@pytest.mark.parametrize("sender_has_phone", [True, False])
async def test_a_simulated_conversation_never_reaches_the_provider_even_with_credentials(
    desk: SendingDesk, twilio: TwilioServer, sender_has_phone: bool
) -> None:
    twilio_sender = desk.tools.provider.twilio
    phone = FakePhone() if sender_has_phone else None
    desk.tools = SendTools(desk.tools.outbox, Senders(phone, twilio_sender), desk.tools.clock)
    await desk.say("oi", simulated=True)

    await desk.send()

    assert twilio.requests == []
    assert desk.states == ["sent" if sender_has_phone else "failed"]


async def test_without_credentials_every_conversation_goes_to_the_simulated_phone(desk: SendingDesk) -> None:
    phone = FakePhone()
    desk.tools = SendTools(desk.tools.outbox, Senders(phone, None), desk.tools.clock)
    await desk.say("oi")

    await desk.send()

    assert (phone.bodies, desk.states) == (["oi"], ["sent"])


async def test_the_environment_of_the_process_does_not_move_the_provider(
    monkeypatch: pytest.MonkeyPatch, http: TwilioHttp, desk: SendingDesk, twilio: TwilioServer
) -> None:
    for name, value in (("TWILIO_EDGE", "dublin"), ("TWILIO_REGION", "ie1"), ("HTTP_PROXY", "http://127.0.0.1:9")):
        monkeypatch.setenv(name, value)
    fresh = TwilioHttp({API_HOST: twilio.url, CONTENT_HOST: twilio.url}, timeout_s=PATIENCE_S)
    sender = TwilioSender(fresh, Credentials(ACCOUNT, TOKEN), Addresses(PUBLIC_URL), FakeTemplates())
    desk.tools = SendTools(desk.tools.outbox, Senders(None, sender), desk.tools.clock)
    await desk.say("oi")

    await desk.send()

    assert twilio.ledger.bodies == ["oi"]
    await fresh.close()


def test_the_token_is_not_shown_with_the_credentials() -> None:
    assert TOKEN not in repr(Credentials(ACCOUNT, TOKEN))


class FakePhone:
    """Takes everything."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    async def send(self, sending) -> str:
        self.bodies.append(sending.message.body)
        return f"SM{sending.id}"

    async def find(self, sending) -> list[str]:
        return []

    async def close(self) -> None:
        """Nothing to close."""
