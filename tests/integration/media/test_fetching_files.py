"""Files from the provider: who is told who we are, where a way may lead, and how much is taken (SSRF, section 9)."""

import base64
from collections.abc import AsyncIterator, Callable, Sequence

import httpx
import pytest

from bot.adapters.twilio_http import Credentials
from bot.adapters.twilio_media import TwilioMedia, places_of
from bot.application.office.media import FetchFailed, Unavailable
from tests.integration.media.media_server import MediaServer, serving

ACCOUNT = Credentials("AC0123", "a token")
LOGIN = "basic " + base64.b64encode(b"AC0123:a token").decode().lower()
JPEG = b"\xff\xd8\xff\xe0" + bytes(100)

type Fetch = Callable[..., TwilioMedia]


@pytest.fixture
async def server() -> AsyncIterator[MediaServer]:
    async with serving(file=JPEG) as opened:
        yield opened


@pytest.fixture
async def media(server: MediaServer) -> AsyncIterator[TwilioMedia]:
    """The local server stands for the provider's API; nothing else of this machine may be asked."""
    made = TwilioMedia(ACCOUNT, places_of(server.url, ()))
    yield made
    await made.close()


async def refused(media: TwilioMedia, url: str) -> Unavailable:
    with pytest.raises(FetchFailed) as failed:
        await media.fetch(url)
    return failed.value.reason


async def test_the_file_comes_from_the_base_that_stands_for_the_provider(
    media: TwilioMedia, server: MediaServer
) -> None:
    assert await media.fetch("https://api.twilio.com/file") == JPEG
    assert await media.fetch(f"{server.url}/file") == JPEG
    assert server.asked == [("/file", LOGIN), ("/file", LOGIN)]


async def test_who_we_are_is_not_told_where_the_way_leads_on(media: TwilioMedia, server: MediaServer) -> None:
    server.files["/first"] = f"{server.url}/file"

    assert await media.fetch("https://api.twilio.com/first") == JPEG

    assert server.asked == [("/first", LOGIN), ("/file", "")]


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:9/secret",
        "http://169.254.169.254/latest/meta-data/",
        "https://localhost/x",
        "https://exemplo.invalid/x",
        "https://twilio.com.exemplo.invalid/x",
        "https://s3.amazonaws.com/somebody-else/x",
        "http://media.twiliocdn.com/x",
        "file:///etc/passwd",
        "//10.0.0.1/x",
    ],
)
async def test_no_way_leads_into_a_private_network_or_to_a_stranger(
    media: TwilioMedia, server: MediaServer, to: str
) -> None:
    server.files["/first"] = to

    assert await refused(media, "https://api.twilio.com/first") is Unavailable.ADDRESS
    assert [path for path, _ in server.asked] == ["/first"]


@pytest.mark.parametrize(
    "number", ["10.0.0.7", "127.0.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1", "0.0.0.0", "100.64.0.1"]
)
async def test_a_name_of_the_provider_that_answers_with_a_private_number_is_refused(number: str) -> None:
    async def lies(host: str, port: int) -> Sequence[str]:
        return ["8.8.8.8", number]

    media = TwilioMedia(ACCOUNT, places_of("https://api.twilio.com", ()), resolve=lies)

    assert await refused(media, "https://api.twilio.com/file") is Unavailable.ADDRESS
    await media.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com/file",
        "https://eviltwilio.com/file",
        "https://api.twilio.com@10.0.0.1/file",
        "https://me@api.twilio.com/file",
        "https://api.twilio.com:8443/file",
        "https://media.twiliocdn.com/file",  # on the way only: who we are is not told to it
        "",
        "nonsense",
    ],
)
async def test_only_the_providers_own_addresses_are_asked_first(url: str) -> None:
    async def of_the_world(host: str, port: int) -> Sequence[str]:
        return ["8.8.8.8"]

    media = TwilioMedia(ACCOUNT, places_of("https://api.twilio.com", ()), resolve=of_the_world)

    assert await refused(media, url) is Unavailable.ADDRESS
    await media.close()


async def test_a_connection_goes_to_the_number_looked_at_under_the_providers_name() -> None:
    """Whoever answers for the name may answer otherwise the next time."""

    async def of_the_world(host: str, port: int) -> Sequence[str]:
        return ["8.8.8.8"]

    media = TwilioMedia(ACCOUNT, resolve=of_the_world)

    target = await media._target("https://mms.us1.twilio.com/a?b=c", is_first=True)

    assert (target.url, target.host, target.as_us) == ("https://8.8.8.8/a?b=c", "mms.us1.twilio.com", True)
    await media.close()


async def test_a_name_that_answers_otherwise_on_the_way_is_looked_at_anew_at_each_step() -> None:
    """Rebinding: what was of the world a moment ago is private now, and is not connected to."""
    asked: list[tuple[str, str, str, str]] = []
    answers = iter([["8.8.8.8"], ["9.9.9.9"], ["10.0.0.7"]])

    async def rebinds(host: str, port: int) -> Sequence[str]:
        return next(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        login, name = request.headers.get("authorization", ""), str(request.extensions["sni_hostname"])
        asked.append((request.url.host, request.headers["host"], name, login.lower()))
        return httpx.Response(307, headers={"location": "https://mms.twilio.com/next"})

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    media = TwilioMedia(ACCOUNT, resolve=rebinds, client=client)

    assert await refused(media, "https://api.twilio.com/first") is Unavailable.ADDRESS
    assert asked == [
        ("8.8.8.8", "api.twilio.com", "api.twilio.com", LOGIN),
        ("9.9.9.9", "mms.twilio.com", "mms.twilio.com", ""),
    ]
    await media.close()


@pytest.mark.parametrize("announced", [True, False])
async def test_a_file_too_large_is_cut(server: MediaServer, announced: bool) -> None:
    server.announces_length = announced
    server.files |= {"/fits": bytes(1000), "/grows": bytes(1001)}
    media = TwilioMedia(ACCOUNT, places_of(server.url, ()), max_bytes=1000)

    assert len(await media.fetch(f"{server.url}/fits")) == 1000
    assert await refused(media, f"{server.url}/grows") is Unavailable.TOO_LARGE
    await media.close()


async def test_a_way_in_circles_ends(media: TwilioMedia, server: MediaServer) -> None:
    server.files["/circle"] = f"{server.url}/circle"

    assert await refused(media, f"{server.url}/circle") is Unavailable.ADDRESS
    assert len(server.asked) == 5


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (404, Unavailable.GONE),
        (410, Unavailable.GONE),
        (401, Unavailable.REFUSED),
        (403, Unavailable.REFUSED),
        (500, Unavailable.NO_ANSWER),
        (204, Unavailable.NO_ANSWER),
    ],
)
async def test_a_refusal_has_its_reason(
    media: TwilioMedia, server: MediaServer, status: int, reason: Unavailable
) -> None:
    server.files["/no"] = status

    assert await refused(media, f"{server.url}/no") is reason


async def test_where_nobody_answers_it_is_said_so() -> None:
    media = TwilioMedia(ACCOUNT, places_of("http://127.0.0.1:9", ()))

    assert await refused(media, "https://api.twilio.com/file") is Unavailable.NO_ANSWER
    await media.close()


async def test_the_simulators_files_are_asked_for_without_a_login(server: MediaServer) -> None:
    places = places_of("https://api.twilio.com", [("https://concilia.exemplo.invalid/media", server.url)])
    media = TwilioMedia(ACCOUNT, places)

    assert await media.fetch("https://concilia.exemplo.invalid/media/file") == JPEG
    assert server.asked == [("/file", "")]
    assert await refused(media, "https://concilia.exemplo.invalid/console/account") is Unavailable.ADDRESS
    await media.close()
