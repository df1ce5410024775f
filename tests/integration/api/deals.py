"""A conversation in an agent's hands with a debt to deal about, as the tests of deals find it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from httpx import Response

from bot.adapters.db.storage import SqlStorage
from bot.domain.money import Money
from tests.builders import PHONE, a_row, a_title, a_turn
from tests.fakes import FakeClock
from tests.integration.api.desk import Caller, Debtors
from tests.integration.db.debtors import take_in

OLD = a_title(
    "045944372", code="002", competence=date(2025, 6, 1), due_date=date(2025, 6, 20), principal=Money(200_000)
)
LUMP = {"kind": "lump_sum", "codes": ["002"]}
IN_SIX = {"kind": "count", "codes": ["002"], "count": 6, "is_asked": True}


@dataclass
class Table:
    """One agent, one debtor, and what each does."""

    agent: Caller
    debtors: Debtors
    clock: FakeClock
    conversation: int
    said: int = 0

    @classmethod
    async def set(cls, agent: Caller, debtors: Debtors, clock: FakeClock) -> "Table":
        """Two negotiations: one of 61 days, one of 518."""
        await take_in(debtors.storage, a_row(OLD, PHONE))
        conversation = await debtors.waits_for_a_person()
        await agent.takes(conversation)
        return cls(agent, debtors, clock, conversation)

    @property
    def storage(self) -> SqlStorage:
        return self.debtors.storage

    async def shown(self) -> dict[str, Any]:
        answer = await self.agent.get(f"/conversations/{self.conversation}/deal")
        assert answer.status_code == 200, answer.json()
        return dict(answer.json())

    async def lines(self) -> list[dict[str, Any]]:
        return list((await self.agent.get(f"/conversations/{self.conversation}")).json()["messages"])

    async def seen(self) -> int:
        return int((await self.lines())[-1]["seq"])

    async def quotes(self, wish: dict[str, Any]) -> Response:
        return await self.agent.post(f"/conversations/{self.conversation}/quotes", wish)

    async def offers(self, wish: dict[str, Any], **more: Any) -> Response:
        quote = await self.quotes(wish)
        assert quote.status_code == 200, quote.json()
        return await self.sends("offers", **wish, mark=quote.json()["mark"], **more)

    async def states(self) -> Response:
        return await self.sends("statements")

    async def closes(self, accepted: int) -> Response:
        return await self.sends("agreements", accepted_seq=accepted)

    async def sends(self, what: str, **body: Any) -> Response:
        seen = {"last_seen": await self.seen()}
        return await self.agent.post(f"/conversations/{self.conversation}/{what}", {**seen, **body})

    async def debtor_says(self, *texts: str) -> int:
        """The number of the last one's line; the worker's silent turn has handled them."""
        for text in texts:
            self.clock.advance(seconds=30)
            self.said += 1
            await self.debtors.writes(f"SMdeal{self.said}", text, received_at=self.clock.now())
        claim = await self.debtors.claims(self.conversation)
        assert await self.storage.inbox().commit(claim, a_turn(claim))
        return claim.conversation.last_seq + len(texts)
