"""Outside WhatsApp's 24 hours: approved templates with fixed words, and what happens while there is none (R3)."""

import json

import pytest

from bot.adapters.twilio_content import TwilioContent
from bot.adapters.twilio_http import Credentials, TwilioHttp
from bot.application.fixed_templates import fixed_template
from bot.application.messages import OutgoingMessage
from bot.application.registered_templates import Approval, Registered, Synced, hear_approvals, sync_templates
from bot.application.templates import Template
from bot.application.wording import ResponseText
from bot.domain.conversation import Channel, Option
from tests.builders import NOON
from tests.fakes import FakeClock
from tests.integration.twilio.desk import FakeTemplates, SendingDesk
from tests.twilio_server.server import ACCOUNT, TwilioServer

BUTTONS = (("Sou eu", "affirm"), ("Não sou eu", "not_me"))
OPENER = ResponseText(
    "Olá! {greeting}. Aqui é a assistente {from_whom}.\n\nFalo com {first_name}?",
    "",
    BUTTONS,
    template="opener",
    profile="cassems",
    fixed={"from_whom": "da Portes"},
    samples={"greeting": "Bom dia", "first_name": "Ana"},
)
BODY = "Olá! Boa tarde. Aqui é a assistente da Portes.\n\nFalo com Fábio?"
ADVANCE_H = 24


@pytest.fixture
def content(http: TwilioHttp, token: str) -> TwilioContent:
    return TwilioContent(http, Credentials(ACCOUNT, token))


@pytest.fixture
def template() -> Template:
    found = fixed_template(OPENER)
    assert found is not None
    return found


@pytest.fixture
def opener(template: Template) -> OutgoingMessage:
    options = tuple(Option(*button) for button in BUTTONS)
    return OutgoingMessage(
        "a:0", BODY, options, template=template.name, template_variables={"1": "Boa tarde", "2": "Fábio"}
    )


async def synced(content: TwilioContent, templates: FakeTemplates, clock: FakeClock, template: Template) -> Synced:
    return await sync_templates([template], content, templates, clock)


async def said_long_after(desk: SendingDesk, clock: FakeClock, message: OutgoingMessage) -> None:
    await desk.say(message, received_at=NOON)
    clock.advance(hours=ADVANCE_H)
    await desk.send()


async def test_a_template_is_registered_with_its_words_and_its_approval_asked_once(
    content: TwilioContent, templates: FakeTemplates, clock: FakeClock, template: Template, twilio: TwilioServer
) -> None:
    first = await synced(content, templates, clock, template)
    again = await synced(content, templates, clock, template)

    [registered] = twilio.ledger.contents
    [asked] = twilio.ledger.approvals.values()
    body = "Olá! {{1}}. Aqui é a assistente da Portes.\n\nFalo com {{2}}?"
    assert registered["types"]["twilio/quick-reply"]["body"] == body
    assert registered["variables"] == {"1": "Bom dia", "2": "Ana"}
    assert (asked["name"], asked["category"]) == (template.name, "UTILITY")
    assert (first.created, again.created) == ((template.name,), ())
    assert again.approvals == {template.name: Approval.PENDING}
    assert sum("/ApprovalRequests/whatsapp" in request.path for request in twilio.requests) == 1


async def test_an_approved_template_begins_the_talk(
    desk: SendingDesk,
    content: TwilioContent,
    templates: FakeTemplates,
    clock: FakeClock,
    template: Template,
    opener: OutgoingMessage,
    twilio: TwilioServer,
) -> None:
    await synced(content, templates, clock, template)
    twilio.ledger.decide("approved")
    await synced(content, templates, clock, template)

    await said_long_after(desk, clock, opener)

    [taken] = twilio.ledger.messages
    assert "Body" not in taken.form
    assert json.loads(taken.form["ContentVariables"]) == {"1": "Boa tarde", "2": "Fábio"}
    assert (taken.body, desk.states) == (BODY, ["sent"])


@pytest.mark.parametrize(
    ("decided", "reason"),
    [
        ("received", "template_not_approved_yet"),
        ("pending", "template_not_approved_yet"),
        ("rejected", "template_rejected"),
        ("paused", "template_rejected"),
    ],
)
async def test_one_not_approved_fails_and_says_why(
    desk: SendingDesk,
    content: TwilioContent,
    templates: FakeTemplates,
    clock: FakeClock,
    template: Template,
    opener: OutgoingMessage,
    twilio: TwilioServer,
    decided: str,
    reason: str,
) -> None:
    await synced(content, templates, clock, template)
    twilio.ledger.decide(decided)
    await synced(content, templates, clock, template)

    await said_long_after(desk, clock, opener)

    assert (twilio.ledger.messages, desk.states) == ([], ["failed"])
    assert desk.entries[0].reason == reason


async def test_with_none_registered_it_goes_as_its_body(
    desk: SendingDesk, clock: FakeClock, opener: OutgoingMessage, twilio: TwilioServer
) -> None:
    """Contract: a new installation needs no template."""
    await said_long_after(desk, clock, opener)

    assert twilio.ledger.messages[0].form["Body"] == f"{BODY}\n1 Sou eu\n2 Não sou eu"


async def test_inside_the_window_no_approval_is_waited_for(
    desk: SendingDesk,
    content: TwilioContent,
    templates: FakeTemplates,
    clock: FakeClock,
    template: Template,
    opener: OutgoingMessage,
    twilio: TwilioServer,
) -> None:
    await synced(content, templates, clock, template)

    await desk.say(opener, received_at=NOON)
    await desk.send()

    assert twilio.ledger.messages[0].form["Body"].startswith(BODY)


async def test_sms_knows_no_window(
    desk: SendingDesk,
    content: TwilioContent,
    templates: FakeTemplates,
    clock: FakeClock,
    template: Template,
    opener: OutgoingMessage,
    twilio: TwilioServer,
) -> None:
    await synced(content, templates, clock, template)

    await desk.say(opener, channel=Channel.SMS, received_at=NOON)
    clock.advance(hours=ADVANCE_H)
    await desk.send()

    assert twilio.ledger.messages[0].form["Body"] == BODY


async def test_where_nobody_tells_of_approvals_the_provider_decides(
    desk: SendingDesk, templates: FakeTemplates, clock: FakeClock, opener: OutgoingMessage, twilio: TwilioServer
) -> None:
    sid = twilio.ledger.register({"types": {"twilio/text": {"body": "Olá! {{1}}, {{2}}."}}}, ACCOUNT)["sid"]
    await templates.keep({opener.template: Registered(sid)}, clock)

    await said_long_after(desk, clock, opener)

    assert twilio.ledger.messages[0].form["ContentSid"] == sid


async def test_a_template_the_provider_knows_nothing_of_has_no_approval(content: TwilioContent) -> None:
    assert await content.approval_of("HX0") is Approval.NOT_ASKED
    assert await content.ask_approval("a", "HX0") is Approval.NOT_ASKED


async def test_an_approval_is_heard_of_without_another_synchronisation(
    content: TwilioContent, templates: FakeTemplates, clock: FakeClock, template: Template, twilio: TwilioServer
) -> None:
    await synced(content, templates, clock, template)

    assert await hear_approvals(content, templates) == {}
    twilio.ledger.decide("approved")
    assert await hear_approvals(content, templates) == {template.name: Approval.APPROVED}
    asked = len(twilio.requests)
    assert await hear_approvals(content, templates) == {}
    assert len(twilio.requests) == asked
