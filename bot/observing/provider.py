"""The provider, watched: what becomes of each message, and each request by the class of its answer."""

from collections.abc import Sequence
from time import perf_counter
from typing import Any

from twilio.http.response import Response

from bot.adapters.senders import Carrier
from bot.adapters.twilio_http import TwilioHttp
from bot.application.delivery_reasons import DeliveryReason
from bot.application.ports import Sending
from bot.application.send_outbox import DeliveryFailed, DeliveryUnknown
from bot.observing.figures import PROVIDER, SENDINGS
from bot.observing.spans import Tracing

REASONS = frozenset({*DeliveryReason, "provider unreachable", "no_phone"})
NO_ANSWER, TOO_MANY = "none", 429


class WatchedProvider:
    """The `Provider` port around the one that sends."""

    def __init__(self, sender: Carrier, tracing: Tracing) -> None:
        self._sender = sender
        self._tracing = tracing

    async def send(self, sending: Sending) -> str:
        span = self._tracing.begin("send", sending.message.trace) if sending.message.trace else None
        outcome, reason = "broken", ""
        try:
            sid = await self._sender.send(sending)
            outcome = "taken"
            return sid
        except DeliveryFailed as failure:
            outcome = "refused" if failure.permanent else "later"
            reason = failure.reason if failure.reason in REASONS else DeliveryReason.OTHER
            raise
        except DeliveryUnknown:
            outcome = "unknown"
            raise
        finally:
            SENDINGS.labels(outcome, reason).inc()
            if span is not None:
                span.end(outcome=outcome, reason=str(reason))

    async def find(self, sending: Sending) -> Sequence[str]:
        return await self._sender.find(sending)

    async def close(self) -> None:
        await self._sender.close()


class WatchedHttp(TwilioHttp):
    """Requests to the provider, whoever makes them."""

    async def request(self, *asked: Any, **more: Any) -> Response:
        began, code = perf_counter(), NO_ANSWER
        try:
            answer = await super().request(*asked, **more)
            status = answer.status_code
            code = str(status) if status == TOO_MANY else f"{status // 100}xx"
            return answer
        finally:
            PROVIDER.labels(code).observe(perf_counter() - began)
