"""The doors Twilio knocks at: what they take, what they turn away, and how they answer (section 9)."""

import asyncio
from functools import partial
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY
from sqlalchemy.exc import OperationalError

from bot.application.messages import DeliveryState, InboundMessage, MessageKind
from bot.domain.conversation import Channel
from tests.fake_storage import FakeStorage
from tests.fakes import FakeBell
from tests.unit.webhooks.conftest import TOKENS, Door, samples
from webhooks.aside import Aside
from webhooks.crowd import Crowd
from webhooks.form import MAX_BYTES, MAX_NAMES
from webhooks.signature import SIGNS

MESSAGES, STATUS = "/webhooks/twilio/messages", "/webhooks/twilio/status"
TEXT = samples("messages")["text"]


@pytest.mark.parametrize("note", samples("messages"))
async def test_every_kind_of_message_is_stored_once_and_answered_with_empty_twiml(
    note: str, door: Door, storage: FakeStorage, bell: FakeBell
) -> None:
    form = samples("messages")[note]

    answer = await door.post(MESSAGES, form)

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith("<Response/>")
    [stored] = storage.messages.values()
    assert (stored.external_id, stored.body, stored.raw) == (form["MessageSid"], form["Body"], form)
    assert bell.rung == [1]


@pytest.mark.parametrize("note", samples("status"))
async def test_every_status_is_answered_204_known_or_not(note: str, door: Door) -> None:
    assert (await door.post(STATUS, samples("status")[note])).status_code == 204


@pytest.mark.parametrize("signature", ["", "bad", "ç", None])
async def test_a_bad_signature_is_refused_and_counted(
    door: Door, storage: FakeStorage, bell: FakeBell, signature: str | None
) -> None:
    counted = partial(REGISTRY.get_sample_value, "concilia_webhook_rejected_total", {"source": "twilio"})
    before = counted() or 0

    answer = await door.post(MESSAGES, TEXT, signature=signature, token="somebody-else")

    assert answer.status_code == 403
    assert (storage.messages, bell.rung) == ({}, [])
    assert counted() == before + 1


async def test_a_status_with_a_bad_signature_changes_nothing(door: Door, storage: FakeStorage) -> None:
    answer = await door.post(STATUS, samples("status")["status read"], signature="bad")

    assert (answer.status_code, dict(storage.statuses)) == (403, {})


async def test_a_form_changed_on_the_way_is_refused(door: Door, storage: FakeStorage) -> None:
    validated = await door.post(MESSAGES, TEXT)
    signature = validated.request.headers["X-Twilio-Signature"]

    answer = await door.post(MESSAGES, {**TEXT, "Body": "outra coisa"}, signature=signature)

    assert (answer.status_code, len(storage.messages)) == (403, 1)


async def test_a_body_no_provider_would_send_is_not_even_read(door: Door, storage: FakeStorage, aside: Aside) -> None:
    answer = await door.post(MESSAGES, {**TEXT, "Body": "x" * MAX_BYTES})

    assert (answer.status_code, storage.messages, len(aside.waiting)) == (413, {}, 0)


async def test_a_body_as_long_as_is_read_is_taken(door: Door, storage: FakeStorage) -> None:
    """To the byte: one more is refused."""
    rest = MAX_BYTES - len(urlencode({**TEXT, "Body": ""}))

    taken = await door.post(MESSAGES, {**TEXT, "Body": "x" * rest})
    refused = await door.post(
        MESSAGES,
        {**TEXT, "MessageSid": "SMlonger", "Body": "x" * (rest + 1 - len("SMlonger") + len(TEXT["MessageSid"]))},
    )

    assert (taken.status_code, refused.status_code) == (200, 413)
    assert len(storage.messages) == 1


async def test_a_form_of_more_names_than_a_provider_sends_costs_no_signature(
    door: Door, storage: FakeStorage, app: FastAPI
) -> None:
    """Anyone may post here."""
    app.state.twilio_signature = None  # asked for its opinion, it would break
    signed = {"X-Twilio-Signature": "x" * SIGNS}

    answer = await door.client.post(MESSAGES, content="a=&" * MAX_NAMES + "b=", headers=signed)

    assert (answer.status_code, storage.messages) == (413, {})


async def test_a_form_of_as_many_names_as_allowed_is_taken(door: Door, storage: FakeStorage) -> None:
    more = {f"Novo{n}": "" for n in range(MAX_NAMES - len(TEXT))}

    assert (await door.post(MESSAGES, {**TEXT, **more})).status_code == 200
    assert len(storage.messages) == 1


@pytest.mark.parametrize("token", TOKENS)
async def test_two_tokens_are_valid_while_one_is_being_rotated(door: Door, token: str) -> None:
    assert (await door.post(MESSAGES, TEXT, token=token)).status_code == 200


async def test_a_query_is_part_of_what_is_signed(door: Door, storage: FakeStorage) -> None:
    assert (await door.post(f"{MESSAGES}?profile=cassems", TEXT)).status_code == 200
    assert len(storage.messages) == 1


async def test_a_parameter_given_twice_is_signed_whole_and_kept_whole(door: Door, storage: FakeStorage) -> None:
    answer = await door.post(MESSAGES, [*TEXT.items(), ("Tag", "b"), ("Tag", "a"), ("Body", "segunda")])

    assert answer.status_code == 200
    [stored] = storage.messages.values()
    assert stored.body == TEXT["Body"]
    assert (stored.raw["Tag"], stored.raw["Tag#2"], stored.raw["Body#2"]) == ("b", "a", "segunda")


async def test_the_same_delivery_five_times_at_once_is_one_message_and_one_ring(
    door: Door, storage: FakeStorage, bell: FakeBell
) -> None:
    answers = await asyncio.gather(*(door.post(MESSAGES, TEXT) for _ in range(5)))

    assert {answer.status_code for answer in answers} == {200}
    assert (len(storage.messages), len(bell.rung)) == (1, 1)


async def test_a_message_nobody_could_store_is_answered_503(door: Door, app: FastAPI) -> None:
    """Contract: Twilio, and whoever watches it, must hear that it was not kept."""
    for error in (OperationalError("INSERT", {}, Exception("away")), ConnectionRefusedError(), TimeoutError()):
        app.state.accept_message = _raising(error)
        app.state.accept_status = _raising(error)

        assert (await door.post(MESSAGES, TEXT)).status_code == 503
        assert (await door.post(STATUS, samples("status")["status read"])).status_code == 503


async def test_a_storage_that_hangs_is_answered_in_time(
    door: Door, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_message: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("webhooks.twilio.ANSWER_WITHIN_S", 0.01)
    app.state.accept_message = hang

    assert (await door.post(MESSAGES, TEXT)).status_code == 503


async def test_more_than_can_be_stored_in_time_are_asked_to_come_again(
    door: Door, app: FastAPI, storage: FakeStorage
) -> None:
    """Issue 6, 4: an honest 503 and not a queue without end; what was taken before is stored."""
    app.state.crowd, gate = Crowd(most=2), asyncio.Event()
    accept = app.state.accept_message

    async def slow(message: InboundMessage) -> None:
        await gate.wait()
        await accept(message)

    app.state.accept_message = slow
    forms = [{**TEXT, "MessageSid": f"SM{number}"} for number in range(3)]
    posting = [asyncio.ensure_future(door.post(MESSAGES, form)) for form in forms]
    done, _ = await asyncio.wait(posting, return_when=asyncio.FIRST_COMPLETED)
    gate.set()
    answers = await asyncio.gather(*posting)

    [refused] = [task.result() for task in done]
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert sorted(answer.status_code for answer in answers) == [200, 200, 503]
    assert len(storage.messages) == 2
    assert app.state.crowd.inside == 0
    assert (await door.post(MESSAGES, forms[2])).status_code == 200


async def test_a_forgery_needs_no_place_among_those_being_stored(door: Door, app: FastAPI) -> None:
    app.state.crowd = Crowd(most=0)

    assert (await door.post(MESSAGES, TEXT, signature="bad")).status_code == 403
    assert (await door.post(MESSAGES, TEXT)).status_code == 503


@pytest.mark.parametrize("lacking", ["MessageSid", "From"])
async def test_a_form_without_an_identity_or_a_sender_is_answered_and_left(
    door: Door, storage: FakeStorage, lacking: str
) -> None:
    blank = {"MessageSid": "", "SmsMessageSid": "", "SmsSid": ""} if lacking == "MessageSid" else {"From": ""}

    assert (await door.post(MESSAGES, {**TEXT, **blank})).status_code == 200
    assert storage.messages == {}


@pytest.mark.parametrize(
    ("note", "kind", "payload"),
    [
        ("text", MessageKind.TEXT, ""),
        ("button tapped", MessageKind.BUTTON, "pay_lump_sum"),
        ("list item picked", MessageKind.BUTTON, "plan:4"),
        ("voice note", MessageKind.AUDIO, ""),
        ("PDF with a caption", MessageKind.DOCUMENT, ""),
        ("image", MessageKind.IMAGE, ""),
        ("video", MessageKind.VIDEO, ""),
        ("sticker", MessageKind.STICKER, ""),
        ("location", MessageKind.LOCATION, ""),
        ("contact card", MessageKind.CONTACTS, ""),
        ("reaction, a type of tomorrow", MessageKind.OTHER, ""),
        ("empty body", MessageKind.TEXT, ""),
        ("SMS", MessageKind.TEXT, ""),
        ("MMS without a type of message", MessageKind.IMAGE, ""),
    ],
)
async def test_what_a_message_is_and_what_was_tapped(
    note: str, kind: MessageKind, payload: str, door: Door, storage: FakeStorage
) -> None:
    await door.post(MESSAGES, samples("messages")[note])

    [stored] = storage.messages.values()
    assert (stored.kind, stored.payload, len(stored.media)) == (
        kind,
        payload,
        int(samples("messages")[note]["NumMedia"]),
    )


async def test_whatsapp_and_sms_from_one_number_are_two_conversations(door: Door, storage: FakeStorage) -> None:
    await door.post(MESSAGES, TEXT)
    await door.post(MESSAGES, samples("messages")["SMS"])

    talks = [held.conversation for held in storage.held.values()]
    assert [(talk.channel, talk.contact, talk.sender) for talk in talks] == [
        (Channel.WHATSAPP, "+5567900000007", "+556733141010"),
        (Channel.SMS, "+5567900000007", "+556733141011"),
    ]


async def test_a_reply_says_which_message_it_answers(door: Door, storage: FakeStorage) -> None:
    await door.post(MESSAGES, samples("messages")["reply that quotes a message of ours"])

    assert storage.messages[1].reply_to == "SM" + "f" * 32


async def test_a_status_comes_before_its_sid_is_known_and_out_of_order(door: Door, storage: FakeStorage) -> None:
    for note in ("status read", "status delivered", "status sent", "status queued", "status read"):
        await door.post(STATUS, samples("status")[note])

    assert await storage.outbox().delivery_state("SM" + "e" * 32) == DeliveryState.READ


@pytest.mark.parametrize(
    ("note", "sid", "reason"),
    [
        ("status undelivered 63016", "SM" + "d" * 32, "window_closed"),
        ("status failed 63003", "SM" + "c" * 32, "unreachable"),
        ("status undelivered 63049", "SM" + "b" * 32, "refused_by_channel"),
        ("status failed 30005", "SM" + "a" * 32, "unreachable"),
    ],
)
async def test_why_a_message_did_not_arrive_is_kept(
    note: str, sid: str, reason: str, door: Door, storage: FakeStorage
) -> None:
    await door.post(STATUS, samples("status")[note])

    assert await storage.outbox().failure_reason(sid) == reason


def _raising(error: Exception):
    async def accept(_message: object) -> None:
        raise error

    return accept
