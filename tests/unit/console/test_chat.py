"""`concilia chat`: what is typed becomes what a phone would send."""

from urllib.parse import parse_qs

import httpx
import pytest

from bot.cli.chat import ChatRefused, Phone, dial, talk
from bot.domain.conversation import Channel

OPTIONS = [{"label": "Sim", "payload": "affirm"}, {"label": "Quero parcelar", "payload": "ask_installments"}]
OFFER = {
    "key": "o1",
    "is_mine": False,
    "body": "À vista ou parcelado?",
    "sid": "SM9",
    "state": "sent",
    "options": OPTIONS,
    "from_list": False,
    "file": {"address": "/files/abc", "name": "acordo.pdf"},
}


class FakeService:
    """Answers as the simulator's pages do, and keeps what was posted."""

    def __init__(self, status: int = 200) -> None:
        self.posted: list[tuple[str, dict[str, str]]] = []
        self.status = status

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.status != 200:
            return httpx.Response(self.status, json={"detail": "not a Brazilian phone number"})
        if request.method == "GET":
            return httpx.Response(200, json={"bubbles": [OFFER], "is_pending": False, "last_seq": 2})
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        self.posted.append((request.url.path, form))
        line = {"channel": form.get("channel"), "contact": "+5567999990001", "sender": "+556733140000", "after": 0}
        return httpx.Response(201, json=line)

    def forms(self, path: str) -> list[dict[str, str]]:
        return [form for seen, form in self.posted if seen == path]


def a_phone(service: FakeService, channel: Channel = Channel.WHATSAPP) -> tuple[Phone, list[str]]:
    http = httpx.Client(base_url="http://127.0.0.1:8000", transport=httpx.MockTransport(service))
    phone, said = dial(http, channel, "67 99999-0001", ""), []
    phone.say = said.append
    return phone, said


def typing(*lines: str) -> object:
    """A keyboard that types these lines, then nothing."""
    waiting = iter([*(f"{line}\n" for line in lines), ""])
    return lambda on_idle: next(waiting)


def test_answers_are_printed_once_with_numbered_options() -> None:
    phone, said = a_phone(FakeService())

    phone.show_new()
    phone.show_new()

    assert said[:2] == ["À vista ou parcelado?", "[acordo.pdf] http://127.0.0.1:8000/files/abc"]
    assert said[2:4] == ["  1. Sim", "  2. Quero parcelar"]
    assert said.count("  1. Sim") == 1


def test_a_number_taps_the_option_last_offered_on_whatsapp() -> None:
    service = FakeService()
    phone, _ = a_phone(service)

    talk(phone, typing("oi", "2", "3"), lambda _: None)

    first, tapped, beyond = service.forms("/simulator/messages")
    assert first["body"] == "oi"
    assert (tapped["payload"], tapped["label"], tapped["replied_to"]) == ("ask_installments", "Quero parcelar", "SM9")
    assert beyond["body"] == "3"


def test_on_sms_a_number_is_sent_as_it_is() -> None:
    service = FakeService()
    phone, said = a_phone(service, Channel.SMS)

    talk(phone, typing("oi", "2"), lambda _: None)

    assert service.forms("/simulator/messages")[1]["body"] == "2"
    assert not any(line.startswith("  1.") for line in said)
    assert service.forms("/simulator/reads") == []


@pytest.mark.parametrize(("command", "what"), [("/voz", "voice"), ("/imagem", "image"), ("/pdf", "pdf")])
def test_commands_send_what_is_not_text(command: str, what: str) -> None:
    service = FakeService()
    phone, _ = a_phone(service)

    talk(phone, typing(command), lambda _: None)

    assert service.forms("/simulator/messages")[0]["what"] == what


def test_hanging_up_sends_nothing_more() -> None:
    service = FakeService()
    phone, _ = a_phone(service)

    talk(phone, typing("/sair", "oi"), lambda _: None)

    assert service.forms("/simulator/messages") == []


def test_text_beginning_with_a_slash_is_text() -> None:
    service = FakeService()
    phone, _ = a_phone(service)

    talk(phone, typing("/affirm"), lambda _: None)

    assert service.forms("/simulator/messages")[0]["body"] == "/affirm"


def test_what_was_printed_is_reported_read() -> None:
    service = FakeService()
    phone, _ = a_phone(service)

    phone.show_new()

    assert [form["sids"] for form in service.forms("/simulator/reads")] == ["SM9"]


@pytest.mark.parametrize(
    ("status", "reason"), [(404, "no simulator"), (422, "not a Brazilian phone"), (502, "answered 502")]
)
def test_a_line_that_cannot_be_opened_says_why_in_one_line(status: int, reason: str) -> None:
    with pytest.raises(ChatRefused, match=reason):
        a_phone(FakeService(status))
