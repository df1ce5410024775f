"""What the page and the terminal send to the simulator."""

from typing import Annotated

from pydantic import BaseModel, Field

from bot.application.simulator_view import PhoneLine
from bot.domain.conversation import Channel
from console.simulator.twilio_forms import Account, Sent, Tap, sent_form, tap_form


class LineForm(BaseModel):
    """Which phone it is, and which number of ours it talks to."""

    channel: Channel = Channel.WHATSAPP
    contact: Annotated[str, Field(pattern=r"^\+\d{8,15}$")]
    sender: Annotated[str, Field(pattern=r"^\+\d{8,15}$")]

    def line(self) -> PhoneLine:
        return PhoneLine(self.channel, self.contact, self.sender)


class ScreenQuery(LineForm):
    """From which message on the phone shows the conversation."""

    after: Annotated[int, Field(ge=0)] = 0


class PhoneQuery(ScreenQuery):
    """Whose name stands at the top of it."""

    house: Annotated[str, Field(max_length=120)] = ""


class CardQuery(LineForm):
    """The debtor whose data lies beside the phone; 0 for none."""

    debtor: int = 0


class MessageForm(LineForm):
    """A message written, something from the tray, or a tap."""

    what: Sent = Sent.TEXT
    body: Annotated[str, Field(max_length=4096)] = ""
    payload: str = ""
    label: str = ""
    replied_to: str = ""
    from_list: bool = False

    def as_twilio_posts(self, account: Account) -> dict[str, str]:
        if self.payload:
            tap = Tap(self.label, self.payload, self.replied_to, self.from_list)
            return tap_form(self.line(), tap, account)
        return sent_form(self.line(), self.what, self.body, account)


class ReadForm(LineForm):
    """Messages of ours that were on the screen, by their provider ids."""

    sids: Annotated[list[str], Field(max_length=100)] = []
