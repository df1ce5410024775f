"""Fetches files from the provider, and from nowhere else: a message's address is only what somebody wrote."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx

from bot.adapters.certificates import trusted
from bot.adapters.twilio_http import API_HOST, CONNECT_WITHIN_S, LOOPBACK, Credentials
from bot.application.office.media import FetchFailed, Unavailable

MAX_BYTES = 16 * 1024 * 1024  # what WhatsApp takes
WITHIN_S = 60.0
REDIRECTS = 4
TWILIO, TWILIO_CDN = ".twilio.com", ".twiliocdn.com"
STORES = frozenset({"s3.amazonaws.com", "s3-external-1.amazonaws.com"})  # where the provider's own bucket is
BUCKET = "/media.twiliocdn.com/"
_NOT_THERE = frozenset({404, 410})
_NOT_OURS = frozenset({401, 403})

type Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


@dataclass(frozen=True)
class OwnPlace:
    """Where addresses of our own configuration begin, private or not; `real` is what is asked instead."""

    beginning: str
    real: str
    is_provider: bool = False


@dataclass(frozen=True)
class Target:
    """An address allowed: what to ask, with or without who we are, and the name its certificate must carry."""

    url: str
    as_us: bool = False
    host: str = ""  # set where the connection goes to a number resolved beforehand


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as numbers."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


@dataclass
class TwilioMedia:
    """The MediaSource port; `own` are the places a development names: another base address, the simulator's files."""

    account: Credentials
    own: Sequence[OwnPlace] = ()
    resolve: Resolve = resolve
    max_bytes: int = MAX_BYTES
    within_s: float = WITHIN_S
    client: httpx.AsyncClient = field(
        default_factory=lambda: httpx.AsyncClient(
            timeout=httpx.Timeout(20.0, connect=CONNECT_WITHIN_S),
            mounts=LOOPBACK,
            follow_redirects=False,
            verify=trusted(),
        )
    )

    async def fetch(self, url: str) -> bytes:
        """Every step of the way is checked anew; who we are is told to the provider's first address only."""
        try:
            async with asyncio.timeout(self.within_s):
                return await self._follow(url)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as error:
            raise FetchFailed(Unavailable.NO_ANSWER) from error

    async def close(self) -> None:
        await self.client.aclose()

    async def _follow(self, url: str) -> bytes:
        for step in range(REDIRECTS + 1):
            found = await self._ask(await self._target(url, is_first=step == 0))
            if isinstance(found, bytes):
                return found
            url = urljoin(url, found)
        raise FetchFailed(Unavailable.ADDRESS)

    async def _ask(self, target: Target) -> bytes | str:
        """The file, or the next address."""
        login = (self.account.account_sid, self.account.auth_token) if target.as_us else None
        named = {"Accept-Encoding": "identity", **({"Host": target.host} if target.host else {})}
        extensions = {"sni_hostname": target.host} if target.host else {}
        request = self.client.build_request("GET", target.url, headers=named, extensions=extensions)
        auth = httpx.BasicAuth(*login) if login else None
        answer = await self.client.send(request, auth=auth, stream=True)
        try:
            if answer.has_redirect_location:
                return answer.headers["location"]
            _refuse(answer.status_code)
            return await self._whole(answer)
        finally:
            await answer.aclose()

    async def _whole(self, answer: httpx.Response) -> bytes:
        """Cut where it grows past the limit, whatever length was announced."""
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise FetchFailed(Unavailable.NO_ANSWER)  # not asked for: a little of it may be very much
        announced = answer.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self.max_bytes:
            raise FetchFailed(Unavailable.TOO_LARGE)
        content = bytearray()
        async for chunk in answer.aiter_bytes():
            content += chunk
            if len(content) > self.max_bytes:
                raise FetchFailed(Unavailable.TOO_LARGE)
        return bytes(content)

    async def _target(self, url: str, *, is_first: bool) -> Target:
        for place in self.own:
            if url.startswith(f"{place.beginning}/"):
                rest = url.removeprefix(place.beginning)
                return Target(f"{place.real}{rest}", as_us=is_first and place.is_provider)
        asked = urlsplit(url)
        host = asked.hostname or ""
        if asked.scheme != "https" or not _is_providers(host, asked.path, is_first=is_first) or "@" in asked.netloc:
            raise FetchFailed(Unavailable.ADDRESS)
        return await self._pinned(url, host, as_us=is_first)

    async def _pinned(self, url: str, host: str, *, as_us: bool) -> Target:
        """The connection goes to the very number that was looked at: a name may answer otherwise the next time."""
        asked = urlsplit(url)
        port = asked.port or 443
        numbers = await self.resolve(host, port)
        if not numbers or port != 443 or not all(_is_of_the_world(number) for number in numbers):
            raise FetchFailed(Unavailable.ADDRESS)
        number = f"[{numbers[0]}]" if ":" in numbers[0] else numbers[0]
        return Target(asked._replace(netloc=number).geturl(), as_us=as_us, host=host)


def places_of(base_url: str, files: Sequence[tuple[str, str]]) -> list[OwnPlace]:
    """What the settings name: a base address that stands for the provider's, and where our own files are."""
    own = [OwnPlace(beginning, real) for beginning, real in files]
    if (urlsplit(base_url).hostname or "") == API_HOST:
        return own
    base = base_url.rstrip("/")
    return [OwnPlace(f"https://{API_HOST}", base, is_provider=True), OwnPlace(base, base, is_provider=True), *own]


def _is_providers(host: str, path: str, *, is_first: bool) -> bool:
    """Credentials go to the API's hosts only; on the way from there, also where the provider keeps files."""
    if host.endswith(TWILIO):
        return True
    return not is_first and (host.endswith(TWILIO_CDN) or (host in STORES and path.startswith(BUCKET)))


def _is_of_the_world(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    seen = mapped or address
    return bool(seen.is_global and not seen.is_multicast and not seen.is_reserved)


def _refuse(status: int) -> None:
    if status in _NOT_THERE:
        raise FetchFailed(Unavailable.GONE)
    if status in _NOT_OURS:
        raise FetchFailed(Unavailable.REFUSED)
    if status != 200:
        raise FetchFailed(Unavailable.NO_ANSWER)
