"""What the tests of sending say and ask in one line."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

from bot.application.messages import OutgoingMessage
from bot.application.ports import Clock
from bot.application.registered_templates import Approval, Registered
from bot.application.send_outbox import SendTools, send_due
from tests.builders import NOON, PHONE, a_message, a_turn
from tests.fake_state import OutboxEntry
from tests.fake_storage import FakeStorage


@dataclass
class FakeTemplates:
    """The registered templates in memory."""

    known: dict[str, Registered] = field(default_factory=dict)

    @property
    def sids(self) -> dict[str, str]:
        return {name: each.sid for name, each in self.known.items()}

    async def find(self, name: str) -> Registered | None:
        return self.known.get(name)

    async def pending(self) -> Mapping[str, Registered]:
        return {name: each for name, each in self.known.items() if each.approval is Approval.PENDING}

    async def note(self, name: str, approval: Approval) -> None:
        self.known[name] = replace(self.known[name], approval=approval)

    async def keep(self, known: Mapping[str, Registered], clock: Clock) -> None:
        self.known = dict(known)


@dataclass
class SendingDesk:
    storage: FakeStorage
    tools: SendTools
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def say(self, *bodies: str | OutgoingMessage, contact: str = PHONE, **changes: Any) -> None:
        """The replies of one turn."""
        number = next(self._numbers)
        message = a_message(f"SM-in-{number}", contact=contact, **changes)
        conversation_id = await self.storage.inbox().store(message)
        claim = await self.storage.inbox().claim(conversation_id, quiet_since=NOON + timedelta(days=1), lease_s=30)
        replies = [
            body if isinstance(body, OutgoingMessage) else OutgoingMessage(f"{number}:{place}", body)
            for place, body in enumerate(bodies)
        ]
        assert await self.storage.inbox().commit(claim, a_turn(claim, *replies))

    async def send(self) -> int:
        """Send until nothing is due at this moment; how many tries it took."""
        tries = 0
        while done := await send_due(self.tools):
            tries += done
        return tries

    @property
    def entries(self) -> list[OutboxEntry]:
        return self.storage.entries

    @property
    def states(self) -> list[str]:
        return [entry.state for entry in self.entries]

    @property
    def sids(self) -> list[str | None]:
        return [entry.sid for entry in self.entries]
