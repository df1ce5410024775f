"""Chooses who carries a message: Twilio, or the simulator's phone, which never meets the provider."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.adapters.simulated_phone import SimulatedPhone
from bot.adapters.twilio_sender import TwilioSender
from bot.application.ports import Sending


@dataclass(frozen=True)
class Senders:
    """The Provider port over both; without credentials of an account the simulator is the only phone."""

    phone: SimulatedPhone | None  # None in production
    twilio: TwilioSender | None  # None without credentials

    async def send(self, sending: Sending) -> str:
        return await self._carrier(sending).send(sending)

    async def find(self, sending: Sending) -> Sequence[str]:
        return await self._carrier(sending).find(sending)

    async def close(self) -> None:
        for carrier in (self.phone, self.twilio):
            if carrier is not None:
                await carrier.close()

    def _carrier(self, sending: Sending) -> SimulatedPhone | TwilioSender:
        if self.phone is not None and (sending.simulated or self.twilio is None):
            return self.phone
        assert self.twilio is not None  # production refuses to start without credentials
        return self.twilio
