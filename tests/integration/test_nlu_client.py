"""The way to the nlu server."""

import json

import pytest

from bot.adapters.nlu_client import NluClient
from tests.twilio_server.http import Answer, HttpServer, Request

RELEASE = "0123456789ab"


async def _holds_the_release(_request: Request) -> Answer:
    return Answer(200, json.dumps({"loaded": [RELEASE], "releases": [RELEASE]}))


async def test_the_nlu_is_ours_and_never_asked_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server = HttpServer(_holds_the_release)
    await server.start()
    client = NluClient([server.url])

    assert await client.is_ready(RELEASE)

    await client.close()
    await server.close()
