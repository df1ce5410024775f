"""Twilio's SDK over one HTTP client of ours: another base address for tests and proxies, timeouts told apart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.adapters.certificates import trusted
from bot.application.send_outbox import DeliveryFailed, DeliveryUnknown

# Hosts of the SDK, and which setting stands for each.
API_HOST, CONTENT_HOST = "api.twilio.com", "content.twilio.com"
CONNECT_WITHIN_S = 5.0
CONNECTIONS = 250
NO_ENVIRONMENT = {"TWILIO_EDGE": ""}  # the SDK would read os.environ, where an edge changes the host
# A proxy of the environment is for the world outside.
OUR_OWN = ("127.0.0.1", "localhost", "[::1]")
LOOPBACK = {f"all://{host}": None for host in OUR_OWN}
AS_JSON = "application/json"
AS_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# Nothing was sent: no address, no connection, no certificate, or no free connection to send it by.
NEVER_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


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
        self._patience = aiohttp.ClientTimeout(total=timeout_s, connect=min(CONNECT_WITHIN_S, timeout_s))
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

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
        address = self._replaced(url)
        asking = self._session(address).request(
            method.upper(),
            f"{address}{'&' if '?' in address else '?'}{urlencode(params, doseq=True)}" if params else address,
            data=_body(data, headers),
            headers=_headers(data is not None, headers, auth),
            allow_redirects=allow_redirects,
        )
        try:
            async with asking as answer:
                return Response(answer.status, await answer.text(errors="replace"), answer.headers)
        except NEVER_CONNECTED as error:
            raise DeliveryFailed("provider unreachable", permanent=False) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise DeliveryUnknown(type(error).__name__) from error

    async def close(self) -> None:
        for session in self._sessions.values():
            await session.close()

    def _session(self, address: str) -> aiohttp.ClientSession:
        """Opened by the first who asks, as it belongs to the loop that asks."""
        outside = urlsplit(address).netloc.rpartition("@")[2].rpartition(":")[0] not in OUR_OWN
        if outside not in self._sessions:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, ssl=trusted())
            self._sessions[outside] = aiohttp.ClientSession(
                connector=connector, timeout=self._patience, trust_env=outside, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._sessions[outside]

    def _replaced(self, url: str) -> str:
        asked = urlsplit(url)
        base = self._bases.get(asked.netloc)
        return f"{base}{asked.path}" + (f"?{asked.query}" if asked.query else "") if base else url


def _headers(has_body: bool, headers: Mapping[str, str] | None, auth: tuple[str, str] | None) -> Mapping[str, str]:
    login = {"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {}
    return {**(AS_FORM if has_body else {}), **(headers or {}), **login}


def _body(data: Mapping[str, Any] | None, headers: Mapping[str, str] | None) -> str | None:
    if data is None:
        return None
    as_json = headers is not None and headers.get("Content-Type") == AS_JSON
    return json.dumps(data) if as_json else urlencode(data, doseq=True)


def client_of(http: TwilioHttp, account: Credentials) -> Any:
    """The SDK's client of an account."""
    return Client(account.account_sid, account.auth_token, http_client=http, environment=NO_ENVIRONMENT)
