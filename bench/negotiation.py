"""A debtor who writes in, bargains and closes a plan: the eight turns of the example in the README."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.adapters.db.outbox import SqlOutbox
from bot.application.messages import InboundMessage, MessageKind
from bot.application.portfolio.ports import PortfolioRow
from bot.application.ports import Clock, Inbox
from bot.domain.conversation import Channel, Option
from bot.domain.documents import cpf_from
from bot.domain.errors import BotError
from bot.domain.money import Money
from bot.domain.people import Person, Role
from bot.domain.titles import Title

START = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("America/Sao_Paulo"))
DUE = (date(2026, 6, 24), date(2026, 7, 24))
SENDER = "+556733140000"
FIRST_OPTION = "<tap>"  # the first of what was offered last
CPF_START = "<cpf>"
TURNS = (
    "oi",
    CPF_START,
    "ta puxado… consigo uns 250 por mes",
    "e se eu der 400 de entrada?",
    "pode ser mas vence dia 30",
    FIRST_OPTION,
    FIRST_OPTION,
    "não",
)
_sids = count(1)


class OffTheScript(BotError):
    """The bot offered nothing to tap where the negotiation taps: the times would be of another conversation."""


@dataclass(frozen=True)
class Debtor:
    """Invented, with two titles of one code and a phone of their own."""

    number: int
    can_be_notified: bool = False  # all that a notice has to name is known; nobody else is written to in bulk

    @property
    def document(self) -> str:
        return cpf_from(f"{159_000_000 + self.number:09d}")

    @property
    def phone(self) -> str:
        return f"+556790{self.number:07d}"

    @property
    def rows(self) -> tuple[PortfolioRow, ...]:
        person = Person(
            id=0,
            creditor="cassems",
            registration=f"{self.number:08d}",
            role=Role.HOLDER,
            name="Fábio Nogueira",
            document=self.document,
            address="Rua Olinda, 12",
            plan_name="Plano Especial" if self.can_be_notified else None,
            plan_registration="412345" if self.can_be_notified else None,
        )
        return tuple(PortfolioRow(person, ((Channel.WHATSAPP, self.phone),), self._title(due)) for due in DUE)

    def _title(self, due: date) -> Title:
        return Title(f"{self.number:06d}{due:%m}", "002", due.replace(day=1), due, Money(90_000))


@dataclass
class Phone:
    """The debtor's phone: writes into the real inbox and reads what lies in the real outbox."""

    debtor: Debtor
    inbox: Inbox
    outbox: SqlOutbox
    clock: Clock
    offered: Sequence[Option] = ()

    async def writes(self, text: str) -> int:
        """Leave a message to be worked; gives its conversation."""
        chosen = self._first_option() if text == FIRST_OPTION else None
        said = self.debtor.document[:3] if text == CPF_START else text
        message = InboundMessage(
            external_id=f"SM{next(_sids):032x}",
            channel=Channel.WHATSAPP,
            contact=self.debtor.phone,
            sender=SENDER,
            kind=MessageKind.BUTTON if chosen else MessageKind.TEXT,
            body=chosen.label if chosen else said,
            payload=chosen.payload if chosen else "",
            received_at=self.clock.now() - timedelta(seconds=10),  # quiet since: the burst is over
        )
        conversation = await self.inbox.store(message)
        if conversation is None:
            raise OffTheScript("the message was not stored")
        return conversation

    async def reads(self) -> None:
        """Take what was answered from the outbox, as a sender would."""
        self.offered = [option async for option in self._options()]

    async def _options(self) -> AsyncIterator[Option]:
        while claimed := await self.outbox.claim(10, 60):
            for sending in claimed:
                await self.outbox.sent(sending, f"SM{next(_sids):032x}", self.clock.now())
                for option in sending.message.options:
                    yield option

    def _first_option(self) -> Option:
        if not self.offered:
            raise OffTheScript("nothing was offered to be tapped")
        return self.offered[0]
