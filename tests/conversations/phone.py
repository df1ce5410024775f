"""A debtor's phone in tests: says things to the bot and reads back all of what it answers."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from bot.adapters.db.outbox import SqlOutbox
from bot.application.handle_turn import TurnTools, handle_turn
from bot.application.messages import InboundMessage, Media, MessageKind
from bot.application.ports import Sending
from bot.application.wording import with_numbered_options
from bot.domain.conversation import Channel

_sids = count(1)
A_LOOK = timedelta(seconds=20)  # before a person answers; a machine is faster


class SetClock:
    """Real instants that a test moves, and a business hour that moves with them."""

    def __init__(self, instant: datetime, business: datetime) -> None:
        self.instant = instant
        self.business = business

    def now(self) -> datetime:
        return self.instant

    def business_now(self) -> datetime:
        return self.business

    def set_business(self, moment: str) -> None:
        """The business hour as CONCILIA_NOW writes it, in America/Sao_Paulo."""
        self.business = datetime.fromisoformat(moment).replace(tzinfo=self.business.tzinfo)

    def advance(self, span: timedelta) -> None:
        self.instant += span
        self.business += span


@dataclass
class Phone:
    """One contact on one channel; what the bot sent is taken from the real outbox, as a provider would."""

    tools: TurnTools
    outbox: SqlOutbox
    clock: SetClock
    contact: str
    sender: str
    channel: Channel = Channel.WHATSAPP
    last: list[Sending] = field(default_factory=list)
    history: list[tuple[str, Sending]] = field(default_factory=list)  # provider ids and messages, oldest first
    looks_for: timedelta = A_LOOK

    async def says(self, *texts: str) -> str:
        """Send one burst and return what the debtor reads, messages parted by a line of dashes."""
        self.clock.advance(self.looks_for)
        return await self._turn([self._message(body=text) for text in texts])

    async def taps(self, label: str) -> str:
        """Tap a button or a list item, wherever it was last offered."""
        self.clock.advance(self.looks_for)
        offered = ((sid, option) for sid, sending in reversed(self.history) for option in sending.message.options)
        sid, chosen = next((sid, option) for sid, option in offered if option.label == label)
        tap = self._message(body=label, payload=chosen.payload, kind=MessageKind.BUTTON, reply_to=sid)
        return await self._turn([tap])

    async def sends(self, kind: MessageKind, content_type: str, caption: str = "") -> str:
        self.clock.advance(self.looks_for)
        media = (Media(f"https://api.twilio.com/media/{next(_sids)}", content_type),) if content_type else ()
        return await self._turn([self._message(body=caption, kind=kind, media=media)])

    def _message(self, **values: object) -> InboundMessage:
        base: dict[str, object] = {"body": "", "kind": MessageKind.TEXT, "received_at": self.clock.now()}
        sid = f"SM{next(_sids):032x}"
        return InboundMessage(
            external_id=sid, channel=self.channel, contact=self.contact, sender=self.sender, **{**base, **values}
        )

    async def _turn(self, messages: list[InboundMessage]) -> str:
        conversation = 0
        for message in messages:
            conversation = await self.tools.inbox.store(message) or conversation
        self.clock.advance(timedelta(seconds=10))
        assert await handle_turn(conversation, self.tools), "the turn was not worked"
        return await self.reads()

    async def reads(self) -> str:
        """What has come since, whoever began."""
        return "\n---\n".join([_as_read(sending) async for sending in self._sent()])

    async def _sent(self):  # type: ignore[no-untyped-def]
        self.last = []
        while claimed := await self.outbox.claim(10, 60):
            for sending in claimed:
                sid = f"SM{next(_sids):032x}"
                await self.outbox.sent(sending, sid, self.clock.now())
                self.last.append(sending)
                self.history.append((sid, sending))
                yield sending


def _as_read(sending: Sending) -> str:
    """The body, and under it the buttons or the list in square brackets; SMS numbers them in its body."""
    message = sending.message
    body = message.body
    if sending.channel is Channel.WHATSAPP and message.options:
        body += "\n" + " ".join(f"[{option.label}]" for option in message.options)
    if message.attachment is not None:
        body += f"\n<{message.attachment.filename}>"
    return body


def numbered(sending: Sending) -> str:
    return with_numbered_options(
        sending.message.body, tuple((option.label, option.payload) for option in sending.message.options)
    )
