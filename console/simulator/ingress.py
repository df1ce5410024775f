"""Posts to the service's own webhook over HTTP, signed as Twilio signs: the simulator has no other way in."""

from collections.abc import Mapping

import httpx
from twilio.request_validator import RequestValidator

from bot.domain.errors import BotError

MESSAGES, STATUS = "/webhooks/twilio/messages", "/webhooks/twilio/status"
SIGNATURE = "X-Twilio-Signature"
PATIENCE_S = 15  # as long as Twilio waits


class IngressRefused(BotError):
    """The webhook did not take a delivery."""

    def __init__(self, status: int | None) -> None:
        super().__init__(f"webhook answered {status}" if status else "webhook does not answer")
        self.status = status


class Ingress:
    """A client of the door: over the local address, with the signature of the public one."""

    def __init__(
        self, local_url: str, public_url: str, token: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._public_url = public_url
        self._validator = RequestValidator(token)
        self._client = httpx.AsyncClient(base_url=local_url, timeout=PATIENCE_S, trust_env=False, transport=transport)

    async def post(self, path: str, form: Mapping[str, str]) -> None:
        """Deliver; raises IngressRefused."""
        signature = self._validator.compute_signature(f"{self._public_url}{path}", dict(form))
        try:
            answer = await self._client.post(path, data=dict(form), headers={SIGNATURE: signature})
        except httpx.HTTPError as error:
            raise IngressRefused(None) from error
        if not answer.is_success:
            raise IngressRefused(answer.status_code)

    async def close(self) -> None:
        await self._client.aclose()
