"""Chooses who carries a message: Twilio, or the simulator's phone, which never meets the provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.application.ports import Provider, Sending
from bot.application.send_outbox import DeliveryFailed


class Carrier(Provider, Protocol):
    """A provider with connections, closed in the end."""

    async def close(self) -> None: ...


@dataclass(frozen=True)
class Senders:
    """The Provider port over both; without credentials of an account the simulator is the only phone."""

    phone: Carrier | None  # None in production
    twilio: Carrier | None  # None without credentials

    async def send(self, sending: Sending) -> str:
        return await self._carrier(sending).send(sending)

    async def find(self, sending: Sending) -> Sequence[str]:
        return await self._carrier(sending).find(sending)

    async def close(self) -> None:
        for carrier in (self.phone, self.twilio):
            if carrier is not None:
                await carrier.close()

    def _carrier(self, sending: Sending) -> Provider:
        carrier = self.phone if sending.simulated or self.twilio is None else self.twilio
        if carrier is None:  # a talk of the simulator in a database that went to production
            raise DeliveryFailed("no_phone", permanent=True)
        return carrier
