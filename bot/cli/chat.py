"""`concilia chat`: a phone in the terminal, talking to the running service through the same door as the provider."""

import select
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Annotated, Any

import httpx
import typer

from bot.config import Settings, load_settings
from bot.domain.conversation import Channel
from bot.domain.errors import BotError

app = typer.Typer()

LOOK_EVERY_S = 0.3
IDLE_S = 1.0
ANSWER_WITHIN_S = 60.0
COMMANDS = {"/voz": "voice", "/imagem": "image", "/pdf": "pdf"}
LEAVE = "/sair"
NOT_FOUND, UNPROCESSABLE = 404, 422

HELP = """A phone in the terminal: what you write goes to the running service, and its answers are printed.

Options are numbered: on WhatsApp, "2" taps the second one last offered; on SMS it is sent as it is.
/voz, /imagem and /pdf send a voice note, a picture and a PDF; /sair (or Ctrl-D) hangs up.
"""


class ChatRefused(BotError):
    """The service is not there, or will not have this phone."""


@dataclass
class Phone:
    """One line of the simulator, and what it has shown so far."""

    http: httpx.Client
    line: dict[str, str]
    say: Callable[[str], None]
    after: int = 0
    shown: set[str] = field(default_factory=set)
    options: list[dict[str, str]] = field(default_factory=list)
    offered_by: dict[str, Any] = field(default_factory=dict)

    def send(self, text: str) -> None:
        """A command, the tap of an option, or the text itself."""
        _checked(self.http.post("/simulator/messages", data={**self.line, **self._meant(text)}))

    def show_new(self) -> bool:
        """Print what arrived since; True while an answer is on its way."""
        screen = _checked(self.http.get("/simulator/api/screen", params={**self.line, "after": self.after}))
        for bubble in screen["bubbles"]:
            if not bubble["is_mine"] and bubble["key"] not in self.shown:
                self.shown.add(bubble["key"])
                self._print(bubble)
        return bool(screen["is_pending"])

    def _meant(self, text: str) -> dict[str, Any]:
        if text in COMMANDS:
            return {"what": COMMANDS[text]}
        if self.line["channel"] == Channel.WHATSAPP and text.isdigit() and 1 <= int(text) <= len(self.options):
            chosen, by = self.options[int(text) - 1], self.offered_by
            return {**chosen, "replied_to": by["sid"], "from_list": by["from_list"]}
        return {"body": text}

    def _print(self, bubble: dict[str, Any]) -> None:
        if bubble["body"]:
            self.say(bubble["body"])
        if bubble["file"]:
            self.say(f"[{bubble['file']['name']}] {self.http.base_url.join(bubble['file']['address'])}")
        if bubble["options"] and self.line["channel"] == Channel.WHATSAPP:
            self.options, self.offered_by = bubble["options"], bubble
            for number, option in enumerate(self.options, 1):
                self.say(f"  {number}. {option['label']}")
        self.say("")
        if self.line["channel"] == Channel.WHATSAPP:
            _checked(self.http.post("/simulator/reads", data={**self.line, "sids": bubble["sid"]}))


@app.command(help=HELP)
def chat(
    phone: Annotated[str, typer.Option("--from", metavar="PHONE", help="The debtor's number, with area code.")],
    channel: Annotated[Channel, typer.Option(help="Where the phone writes.")] = Channel.WHATSAPP,
    creditor: Annotated[str, typer.Option(metavar="SLUG", help="Write to the number of this creditor only.")] = "",
) -> None:
    settings = load_settings()
    with httpx.Client(base_url=settings.local_url, timeout=20, trust_env=False) as http:
        try:
            talk(dial(http, channel, phone, creditor), _typed_line, sleep)
        except httpx.TransportError as error:
            raise ChatRefused(_not_running(settings)) from error


def dial(http: httpx.Client, channel: Channel, phone: str, creditor: str) -> Phone:
    """Open the line; raises ChatRefused when the number or the creditor is none."""
    wanted = {"channel": channel.value, "contact": phone, "creditor": creditor}
    opened = _checked(http.post("/simulator/api/lines", data=wanted))
    line = {name: opened[name] for name in ("channel", "contact", "sender")}
    return Phone(http, line, typer.echo, after=opened["after"])


def talk(phone: Phone, read_line: Callable[[Callable[[], object]], str], pause: Callable[[float], None]) -> None:
    """Line by line until the input ends or the tester hangs up."""
    while line := read_line(phone.show_new):
        text = line.strip()
        if text == LEAVE:
            return
        if text:
            phone.send(text)
            _until_answered(phone, pause)


def _until_answered(phone: Phone, pause: Callable[[float], None]) -> None:
    give_up = monotonic() + ANSWER_WITHIN_S
    while phone.show_new() and monotonic() < give_up:
        pause(LOOK_EVERY_S)


def _typed_line(on_idle: Callable[[], object]) -> str:
    """A line from the keyboard, while what arrives meanwhile is shown; empty at the end of the input."""
    if sys.stdin.isatty():
        sys.stdout.write("> ")
        sys.stdout.flush()
        while not select.select([sys.stdin], [], [], IDLE_S)[0]:
            on_idle()
    return sys.stdin.readline()


def _checked(answer: httpx.Response) -> Any:
    if answer.status_code == NOT_FOUND:
        raise ChatRefused("this service has no simulator: it runs in production")
    if answer.status_code == UNPROCESSABLE:
        detail = answer.json()["detail"]
        raise ChatRefused(detail if isinstance(detail, str) else "the service did not understand the message")
    if not answer.is_success:
        raise ChatRefused(f"the service answered {answer.status_code}: see its log")
    return answer.json()


def _not_running(settings: Settings) -> str:
    return f"nothing answers at {settings.local_url}: start it with `make run`"
