"""A local Twilio, and a sender pointed at it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.adapters.senders import Senders
from bot.adapters.twilio_http import API_HOST, CONTENT_HOST, Credentials, TwilioHttp
from bot.adapters.twilio_sender import Addresses, TwilioSender
from bot.application.send_outbox import SendTools
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.integration.twilio.desk import FakeTemplates, SendingDesk
from tests.twilio_server.described import description, place
from tests.twilio_server.server import ACCOUNT, TOKEN, TwilioServer

PUBLIC_URL = "https://negocia.exemplo.invalid"
PATIENCE_S = 120.0  # a busy machine answers late


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not description().is_public:
        terminalreporter.write_line(
            f"WARNING: {place()} is not there: requests to Twilio were checked against a short list of ours only",
            yellow=True,
        )


@pytest.fixture
async def twilio(clock: FakeClock) -> AsyncIterator[TwilioServer]:
    """Every request it gets must be one that Twilio's public description allows."""
    server = TwilioServer(now=clock.now, when_silent=lose_patience)
    await server.start()
    yield server
    await server.close()
    assert server.wrong == []


def lose_patience() -> None:
    """Whoever waits has waited for long: the loop's time jumps ahead, and nobody's does while requests are answered."""
    loop = asyncio.get_running_loop()
    before = loop.time
    loop.time = lambda: before() + PATIENCE_S  # type: ignore[method-assign]


@pytest.fixture
async def http(twilio: TwilioServer) -> AsyncIterator[TwilioHttp]:
    opened = TwilioHttp({API_HOST: twilio.url, CONTENT_HOST: twilio.url}, timeout_s=PATIENCE_S)
    yield opened
    await opened.close()


@pytest.fixture
def token() -> str:
    return TOKEN


@pytest.fixture
def templates() -> FakeTemplates:
    return FakeTemplates()


@pytest.fixture
def desk(clock: FakeClock, http: TwilioHttp, templates: FakeTemplates) -> SendingDesk:
    """What a worker sends with, on the fake storage and the local Twilio."""
    storage = FakeStorage(clock)
    sender = TwilioSender(http, Credentials(ACCOUNT, TOKEN), Addresses(PUBLIC_URL), templates)
    return SendingDesk(storage, SendTools(storage.outbox(), Senders(None, sender), clock))
