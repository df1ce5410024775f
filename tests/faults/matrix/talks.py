"""Debtors who hold a short negotiation through a provider that delivers as Twilio does."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

import httpx

from tests.faults.matrix.house import APIS, PATIENCE_S, PUBLIC_URL, WHATSAPP, House
from tests.service.people import Debtor
from tests.twilio_server.ledger import Received, Taken
from tests.twilio_server.server import ACCOUNT

MESSAGES = "/webhooks/twilio/messages"
SECOND_ADDRESS = f"{MESSAGES}?second=1"  # what the account names for when the first does not answer
HEARD = frozenset({200})
_sids = count(1)


@dataclass(frozen=True)
class Step:
    """What a debtor writes, and a mark of each message read in answer."""

    says: str
    reads: tuple[str, ...]


def negotiation(debtor: Debtor) -> tuple[Step, ...]:
    """A lump sum, from the first hello to the farewell."""
    return (
        Step("oi", (debtor.first_name,)),
        Step(debtor.cpf_first3, ("À vista: R$ 1.802,50",)),
        Step("1", ("Valor negociado, à vista: R$ 1.802,50",)),
        Step("sim", ("acordo AC", "Este acordo é feito com a Portes", "mais alguma coisa")),
        Step("não", ("Obrigada",)),
    )


@dataclass
class Talk:
    """One debtor's phone, and what the provider knows of it."""

    house: House
    debtor: Debtor
    read: list[str] = field(default_factory=list)  # marks of what should have been read, in order
    forms: list[dict[str, str]] = field(default_factory=list)  # what was written
    answers: list[int] = field(default_factory=list)

    async def hold(self, steps: Sequence[Step] | None = None) -> None:
        for step in steps or negotiation(self.debtor):
            await self.says(step)

    async def says(self, step: Step) -> None:
        """And waits until all of the answer is there."""
        await self.deliver(self.sends(step.says))
        await self.reads(step)

    async def reads_at_least(self, step: Step) -> None:
        """As the answers to a burst may be one or two: whichever came, the first is this."""
        await self.reads(step)
        await self.house.settled()
        self.read += [""] * (len(self.got) - len(self.read))

    async def reads(self, step: Step) -> None:
        self.read += step.reads
        expected = len(self.read)
        await self.house.until(lambda: len(self.got) >= expected, f"{step} of {self.debtor.name}")

    def sends(self, text: str) -> dict[str, str]:
        """From here on the provider has it."""
        sid = f"SM{next(_sids):032x}".replace("SM0", "SMf", 1)
        form = {
            "MessageSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "NumMedia": "0",
            "SmsStatus": "received",
            "MessageType": "text",
            "ProfileName": self.debtor.first_name,
            "From": self.address,
            "To": f"whatsapp:{WHATSAPP}",
            "Body": text,
        }
        self.house.twilio.ledger.received.append(Received(sid, form, datetime.now(UTC)))
        self.forms.append(form)
        return form

    async def deliver(self, form: dict[str, str]) -> bool:
        """To the first address, and where that does not take it, once to the second; no more than that."""
        return await self.post(form) or await self.post_second(form)

    async def post(self, form: dict[str, str], api: str = APIS[0]) -> bool:
        return await self._post(form, MESSAGES, api)

    async def post_second(self, form: dict[str, str]) -> bool:
        told = {**form, "ErrorCode": "11200", "ErrorUrl": f"{PUBLIC_URL}{MESSAGES}"}
        return await self._post(told, SECOND_ADDRESS, APIS[1])

    async def _post(self, form: dict[str, str], path: str, api: str) -> bool:
        place = f"http://127.0.0.1:{self.house.ports[api]}{path}"
        try:
            status = await self.house.twilio.callback(f"{PUBLIC_URL}{path}", form, to=place, client=self.house.client)
        except httpx.TransportError:
            status = 0
        self.answers.append(status)
        return status in HEARD

    @property
    def said(self) -> list[str]:
        return [form["MessageSid"] for form in self.forms]

    @property
    def address(self) -> str:
        return f"whatsapp:{self.debtor.phone}"

    @property
    def got(self) -> list[Taken]:
        return [taken for taken in self.house.twilio.ledger.messages if taken.form["To"] == self.address]


async def all_at_once(talks: Sequence[Talk]) -> None:
    async with asyncio.TaskGroup() as together, asyncio.timeout(2 * PATIENCE_S):
        for talk in talks:
            together.create_task(talk.hold())
