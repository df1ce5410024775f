"""Twilio's SDK over one HTTP client of ours: another base address for tests and proxies, timeouts told apart."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.application.send_outbox import DeliveryFailed, DeliveryUnknown

# Hosts of the SDK, and which setting stands for each.
API_HOST, CONTENT_HOST = "api.twilio.com", "content.twilio.com"
CONNECT_WITHIN_S = 5.0
NO_ENVIRONMENT = {"TWILIO_EDGE": ""}  # the SDK would read os.environ, where an edge changes the host
# A proxy of the environment is for the world outside.
LOOPBACK = {"all://127.0.0.1": None, "all://localhost": None, "all://[::1]": None}


@dataclass(frozen=True)
class Credentials:
    """Of an account at the provider, or of the one development makes up."""

    account_sid: str
    auth_token: str = field(repr=False)


class TwilioHttp(AsyncHttpClient):  # type: ignore[misc]  # the SDK has no types
    """What the SDK asks of a client; the host it names is replaced by the configured base address."""

    def __init__(self, bases: dict[str, str], *, timeout_s: float = 15.0) -> None:
        super().__init__(None, True, timeout_s)
        self._bases = bases
        self._timeout_s = timeout_s
        patience = httpx.Timeout(timeout_s, connect=min(CONNECT_WITHIN_S, timeout_s))
        self._client = httpx.AsyncClient(timeout=patience, mounts=LOOPBACK)

    async def request(  # noqa: PLR0913, PLR0917 - the SDK's own signature
        self,
        method: str,
        url: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Never connected: it may be sent again. Sent and not answered whole and in time: unknown."""
        as_json = bool(headers and headers.get("Content-Type") == "application/json")
        body: dict[str, Any] = {"json": data} if as_json else {"data": data}
        try:
            async with asyncio.timeout(self._timeout_s):
                answer = await self._client.request(
                    method.upper(),
                    self._replaced(url),
                    params=params,
                    headers=headers,
                    auth=auth,
                    follow_redirects=allow_redirects,
                    **body,
                )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise DeliveryFailed("provider unreachable", permanent=False) from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise DeliveryUnknown(type(error).__name__) from error
        return Response(answer.status_code, answer.text, answer.headers)

    async def close(self) -> None:
        await self._client.aclose()

    def _replaced(self, url: str) -> str:
        asked = urlsplit(url)
        base = self._bases.get(asked.netloc)
        return f"{base}{asked.path}" + (f"?{asked.query}" if asked.query else "") if base else url


def client_of(http: TwilioHttp, account: Credentials) -> Any:
    """The SDK's client of an account."""
    return Client(account.account_sid, account.auth_token, http_client=http, environment=NO_ENVIRONMENT)
