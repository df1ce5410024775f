"""Plays the debtor's phone where there is no provider: takes every message and reports its ticks, signed."""

import asyncio
import secrets
from collections.abc import Sequence

import httpx
import structlog
from twilio.request_validator import RequestValidator

from bot.adapters.certificates import trusted
from bot.adapters.twilio_http import Credentials
from bot.adapters.twilio_sender import address_of
from bot.application.messages import DeliveryState
from bot.application.ports import Sending

log = structlog.get_logger()

TICKS = (DeliveryState.SENT, DeliveryState.DELIVERED)


class SimulatedPhone:
    """The Provider port of conversations that never reach the provider; statuses come by the ordinary webhook."""

    def __init__(self, base_url: str, public_url: str, credentials: Credentials) -> None:
        self._path = "/webhooks/twilio/status"
        self._signed_url = f"{public_url}{self._path}"
        self._validator = RequestValidator(credentials.auth_token)
        self._account = credentials.account_sid
        self._client = httpx.AsyncClient(base_url=base_url, timeout=5, trust_env=False, verify=trusted())
        self._ticking: set[asyncio.Task[None]] = set()

    async def send(self, sending: Sending) -> str:
        sid = f"SM{secrets.token_hex(16)}"
        ticking = asyncio.create_task(self._tick(sid, sending))
        self._ticking.add(ticking)
        ticking.add_done_callback(self._ticking.discard)
        return sid

    async def find(self, sending: Sending) -> Sequence[str]:
        """Nothing sent here is ever in doubt."""
        return []

    async def close(self) -> None:
        await asyncio.gather(*self._ticking)
        await self._client.aclose()

    async def _tick(self, sid: str, sending: Sending) -> None:
        for state in TICKS:
            form = {
                "MessageSid": sid,
                "MessageStatus": state.value,
                "AccountSid": self._account,
                "From": address_of(sending.channel, sending.sender),
                "To": address_of(sending.channel, sending.contact),
            }
            signature = self._validator.compute_signature(self._signed_url, form)
            try:
                await self._client.post(self._path, data=form, headers={"X-Twilio-Signature": signature})
            except httpx.HTTPError as error:
                log.warning("tick not reported", error=type(error).__name__)
