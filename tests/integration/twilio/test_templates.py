"""Buttons and lists through Twilio's Content API, and plain numbered text where nothing is registered."""

import json

import pytest

from bot.adapters.twilio_content import TwilioContent
from bot.adapters.twilio_http import Credentials, TwilioHttp
from bot.application.messages import OutgoingMessage
from bot.application.registered_templates import sync_templates
from bot.application.send_outbox import DeliveryFailed
from bot.application.templates import Template, templates_of
from bot.application.wording import ResponseText
from bot.domain.conversation import Channel, Option
from tests.fakes import FakeClock
from tests.integration.twilio.desk import FakeTemplates, SendingDesk
from tests.twilio_server.server import ACCOUNT, Day, TwilioServer

BUTTONS = (("Sim, à vista", "pay_lump_sum"), ("Quero parcelar", "ask_installments"))
TWO = tuple(Option(*button) for button in BUTTONS)
PLANS = tuple(Option(f"{count} parcelas", f"plan:{count}") for count in range(2, 7))
OFFER = ResponseText("Encontrei:\n{titles}\n\nConsegue pagar?", "", BUTTONS)
CHOICE = ResponseText("Qual prefere?", "", (), "plan_options")


@pytest.fixture
def content(http: TwilioHttp, token: str) -> TwilioContent:
    return TwilioContent(http, Credentials(ACCOUNT, token))


@pytest.fixture
async def registered(content: TwilioContent, templates: FakeTemplates, clock: FakeClock) -> list[Template]:
    wanted = templates_of([OFFER, CHOICE])
    await sync_templates(wanted, content, templates, clock)
    return wanted


async def test_buttons_go_as_a_registered_template_with_a_variable_for_each_line(
    desk: SendingDesk, twilio: TwilioServer, registered: list[Template]
) -> None:
    body = "Encontrei:\n06/2026 · R$ 963,00\n\nConsegue pagar?"
    await desk.say(OutgoingMessage("a:0", body, TWO))

    await desk.send()

    [taken] = twilio.ledger.messages
    assert "Body" not in taken.form
    assert json.loads(taken.form["ContentVariables"]) == {
        "1": "Encontrei:",
        "2": "06/2026 · R$ 963,00",
        "3": "Consegue pagar?",
    }
    assert taken.body == body
    content = next(each for each in twilio.ledger.contents if each["sid"] == taken.form["ContentSid"])
    actions = content["types"]["twilio/quick-reply"]["actions"]
    assert [(action["title"], action["id"]) for action in actions] == list(BUTTONS)


async def test_a_list_gives_each_item_its_label_and_payload(
    desk: SendingDesk, twilio: TwilioServer, registered: list[Template]
) -> None:
    await desk.say(OutgoingMessage("a:0", "Qual prefere?", PLANS))

    await desk.send()

    [taken] = twilio.ledger.messages
    values = json.loads(taken.form["ContentVariables"])
    assert (values["1"], values["2"], values["3"]) == ("Qual prefere?", "2 parcelas", "plan:2")
    assert len(values) == 1 + 2 * len(PLANS)
    content = next(each for each in twilio.ledger.contents if each["sid"] == taken.form["ContentSid"])
    assert content["types"]["twilio/list-picker"]["items"][0] == {"item": "{{2}}", "id": "{{3}}"}


async def test_with_none_registered_the_options_are_numbered_in_the_body(
    desk: SendingDesk, twilio: TwilioServer
) -> None:
    """Contract: a new installation needs no template."""
    await desk.say(OutgoingMessage("a:0", "Consegue pagar?", TWO))

    await desk.send()

    assert twilio.ledger.messages[0].form["Body"] == "Consegue pagar?\n1 Sim, à vista\n2 Quero parcelar"


async def test_a_template_refused_goes_as_plain_text_at_once_and_line_breaks_are_not_tried_again(
    desk: SendingDesk, twilio: TwilioServer, registered: list[Template]
) -> None:
    """Error 21656; a text of lines no release has."""
    await desk.say(OutgoingMessage("a:0", "uma\nduas\ntrês\nquatro\ncinco", TWO))
    await desk.send()
    assert twilio.ledger.bodies == ["uma\nduas\ntrês\nquatro\ncinco\n1 Sim, à vista\n2 Quero parcelar"]
    tried = len(twilio.requests)

    await desk.say(OutgoingMessage("b:0", "uma\nduas\ntrês\nquatro\ncinco\nseis", TWO))
    await desk.send()

    assert len(twilio.requests) - tried == 1
    assert desk.states == ["sent", "sent"]


async def test_a_provider_that_takes_line_breaks_gets_buttons_under_any_text(
    desk: SendingDesk, twilio: TwilioServer, registered: list[Template]
) -> None:
    twilio.strict_variables = False
    await desk.say(OutgoingMessage("a:0", "uma\nduas\ntrês\nquatro\ncinco", TWO))

    await desk.send()

    [taken] = twilio.ledger.messages
    assert ("ContentSid" in taken.form, taken.body) == (True, "uma\nduas\ntrês\nquatro\ncinco")


async def test_a_templated_message_taken_without_our_hearing_of_it_is_found(
    desk: SendingDesk, twilio: TwilioServer, registered: list[Template], clock: FakeClock
) -> None:
    twilio.days.append(Day.HANGS_UP)
    await desk.say(OutgoingMessage("a:0", "Encontrei:\n06/2026\n\nConsegue pagar?", TWO))
    await desk.send()

    clock.advance(seconds=10)
    await desk.send()

    assert (len(twilio.ledger.messages), desk.sids) == (1, [twilio.ledger.messages[0].sid])


async def test_sms_never_goes_as_a_template(
    desk: SendingDesk, twilio: TwilioServer, registered: list[Template]
) -> None:
    await desk.say(OutgoingMessage("a:0", "Consegue pagar?\n1 Sim\n2 Nao", TWO), channel=Channel.SMS)

    await desk.send()

    assert "ContentSid" not in twilio.ledger.messages[0].form


async def test_a_second_synchronisation_creates_nothing(
    content: TwilioContent, templates: FakeTemplates, clock: FakeClock, twilio: TwilioServer
) -> None:
    wanted = templates_of([OFFER, CHOICE])
    first = await sync_templates(wanted, content, templates, clock)
    sids = dict(templates.sids)

    second = await sync_templates(wanted, content, templates, clock)

    assert (len(first.created), first.kept) == (len(wanted), ())
    assert (second.created, len(second.kept)) == ((), len(wanted))
    assert templates.sids == sids
    assert len(twilio.ledger.contents) == len(wanted)


async def test_a_template_removed_at_the_provider_is_registered_anew(
    content: TwilioContent, templates: FakeTemplates, clock: FakeClock, twilio: TwilioServer
) -> None:
    wanted = templates_of([OFFER, CHOICE])
    await sync_templates(wanted, content, templates, clock)
    gone = twilio.ledger.contents.pop(0)

    again = await sync_templates(wanted, content, templates, clock)

    assert again.created == (gone["friendly_name"],)
    assert gone["sid"] not in templates.sids.values()


async def test_all_pages_of_what_an_account_holds_are_read(content: TwilioContent, twilio: TwilioServer) -> None:
    for number in range(1_001):
        twilio.ledger.register({"friendly_name": f"n{number}", "language": "pt_BR", "types": {}}, ACCOUNT)

    assert len(await content.registered()) == 1_001


@pytest.mark.parametrize("token", ["wrong"])
async def test_wrong_credentials_are_told_as_such(content: TwilioContent, token: str) -> None:
    with pytest.raises(DeliveryFailed, match="credentials"):
        await content.registered()
    with pytest.raises(DeliveryFailed, match="credentials"):
        await content.register(templates_of([OFFER])[0])
