"""Debtors who talk all the while through the doors of a running service, and what each of them read."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from time import monotonic

import httpx
from sqlalchemy import text
from twilio.request_validator import RequestValidator

from bot.adapters.db.engine import open_engine
from tests.service.people import Debtor
from tests.service.phone import MESSAGES, WHATSAPP
from tests.twilio_server.server import ACCOUNT, TOKEN, TwilioServer

LOOK_EVERY_S = 0.05
ANSWERED_WITHIN_S = 300.0  # the machine may be busy with other tests
SCRIPTS = (
    ("oi", "201", "tá caro", "quero parcelar", "muito obrigada", "tchau"),
    ("bom dia", "quem é você?", "201", "muito obrigada", "como chegou nesse valor?", "muito obrigada"),
    ("oi", "201", "dá pra fazer em 5 vezes?", "vou pensar", "muito obrigada", "muito obrigada"),
)
STATE = text("""
    SELECT inbox.conversation_id,
           inbox.handled_at IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM outbox WHERE outbox.conversation_id = inbox.conversation_id
               AND outbox.state IN ('pending', 'sending', 'unknown')
           )
    FROM inbox WHERE inbox.external_id = :sid
""")
TURNS = text("SELECT release FROM turn WHERE conversation_id = :talk AND NOT superseded ORDER BY id")
HELD = text("SELECT release, owner FROM conversation WHERE id = :talk")
_sids = count(1)


@dataclass
class Talk:
    """One contact of one debtor: what was said, what was read in answer, and when."""

    debtor: Debtor
    said: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    number: int = 0  # of its conversation


@dataclass(frozen=True)
class Recorded:
    """What the database keeps of a talk."""

    turns: tuple[str, ...]  # the release of each
    release: str
    owner: str


class Town:
    """Everybody with a phone."""

    def __init__(self, url: str, database_url: str, twilio: TwilioServer, people: Iterator[Debtor]) -> None:
        self.url = url
        self.talks: list[Talk] = []
        self._people = people
        self._twilio = twilio
        self._sign = RequestValidator(TOKEN).compute_signature
        self._client = httpx.AsyncClient(trust_env=False, timeout=ANSWERED_WITHIN_S)
        self._engine = open_engine(database_url, pool_size=4)

    async def close(self) -> None:
        await self._client.aclose()
        await self._engine.dispose()

    def begin(self) -> Talk:
        """Of a debtor nobody has talked with."""
        debtor = next(self._people, None)
        assert debtor is not None, "more debtors are needed"
        self.talks.append(Talk(debtor))
        return self.talks[-1]

    async def says(self, talk: Talk, message: str) -> str:
        """All that is read in answer, messages parted by a line of dashes."""
        before, sid = len(self._got(talk)), f"SM{next(_sids):032x}"
        form = self._form(talk.debtor, sid, message)
        signed = {"X-Twilio-Signature": self._sign(f"{self.url}{MESSAGES}", form)}
        answer = await self._client.post(f"{self.url}{MESSAGES}", data=form, headers=signed)
        assert answer.status_code == httpx.codes.OK
        talk.said.append(message)
        talk.number = await self._answered(sid)
        talk.read.append("\n---\n".join(self._got(talk)[before:]))
        talk.times.append(monotonic())
        return talk.read[-1]

    async def plays(self, script: Sequence[str], talk: Talk | None = None) -> Talk:
        talk = talk or self.begin()
        for message in script:
            await self.says(talk, message)
        return talk

    async def chats(self, enough: asyncio.Event, first: int) -> None:
        """One contact after another, each with a debtor of its own, until it is enough."""
        for number in count(first):
            if enough.is_set():
                return
            await self.plays(SCRIPTS[number % len(SCRIPTS)])

    async def recorded(self, talk: Talk) -> Recorded:
        async with self._engine.connect() as connection:
            turns = await connection.scalars(TURNS, {"talk": talk.number})
            kept = tuple(turns)
            [held] = await connection.execute(HELD, {"talk": talk.number})
        return Recorded(kept, held.release, held.owner)

    async def count(self, query: str) -> int:
        async with self._engine.connect() as connection:
            return int((await connection.execute(text(query))).scalar_one())

    async def _answered(self, sid: str) -> int:
        async with asyncio.timeout(ANSWERED_WITHIN_S):
            while True:
                async with self._engine.connect() as connection:
                    row = (await connection.execute(STATE, {"sid": sid})).one_or_none()
                if row is not None and row[1]:
                    return int(row[0])
                await asyncio.sleep(LOOK_EVERY_S)

    def _got(self, talk: Talk) -> list[str]:
        to = f"whatsapp:{talk.debtor.phone}"
        return [taken.body for taken in self._twilio.ledger.messages if taken.form["To"] == to]

    def _form(self, debtor: Debtor, sid: str, message: str) -> dict[str, str]:
        return {
            "MessageSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": ACCOUNT,
            "NumMedia": "0",
            "From": f"whatsapp:{debtor.phone}",
            "To": f"whatsapp:{WHATSAPP}",
            "Body": message,
            "MessageType": "text",
            "ProfileName": debtor.first_name,
            "WaId": debtor.phone.removeprefix("+"),
        }
