"""Deliveries have connections of their own: pages whose questions take for ever make no delivery wait (issue 6, 4)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.adapters.db.engine import Database
from bot.adapters.db.few_connections import MOST
from bot.assembly import Assembly, assemble
from bot.config import Settings
from bot.main import bind, create_app
from tests.builders import PHONE
from tests.conftest import TEST_KEY
from tests.integration.twilio.conftest import PUBLIC_URL
from tests.twilio_server.server import ACCOUNT, TOKEN, TwilioServer

ALL_CONNECTIONS = 20
MESSAGES, STATUS = f"{PUBLIC_URL}/webhooks/twilio/messages", f"{PUBLIC_URL}/webhooks/twilio/status"
TEXT = {"MessageSid": "SM" + "1" * 32, "From": f"whatsapp:{PHONE}", "To": "whatsapp:+556733141010", "Body": "oi"}
PICTURE = {"MessageSid": "SM" + "2" * 32, "MediaUrl0": "https://api.twilio.com/2", "MediaContentType0": "image/jpeg"}
TOLD = {"MessageSid": "SM" + "3" * 32, "MessageStatus": "delivered"}


@pytest.fixture
async def assembly(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Assembly]:
    settings = Settings(
        _env_file=None,
        home=tmp_path,
        keys=SecretStr(TEST_KEY),
        database_url=database_url,
        redis_url=redis_url,
        public_url=PUBLIC_URL,
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=SecretStr(TOKEN),
    )
    async with assemble(settings, "api") as opened:
        yield opened


@pytest.fixture
async def client(assembly: Assembly) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(assembly.settings)
    bind(app, assembly)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC_URL) as opened:
        yield opened


@asynccontextmanager
async def all_in_use(database: Database) -> AsyncIterator[None]:
    """By readers that do not end, and one more who would write."""
    async with AsyncExitStack() as stack:
        for _ in range(ALL_CONNECTIONS):
            session = await stack.enter_async_context(database.reading())
            await session.execute(text("SELECT 1"))
        for _ in range(0 if database.is_sqlite else MOST):
            await stack.enter_async_context(database.driver())
        writing = asyncio.create_task(_write(database))
        await asyncio.sleep(0)
        yield
        assert not writing.done(), "a connection was free"
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing


async def _write(database: Database) -> None:
    async with database.writing() as session:
        await session.execute(text("SELECT 1"))


@pytest.mark.each_database
async def test_no_delivery_waits_for_a_connection_that_a_page_holds(
    client: httpx.AsyncClient, twilio: TwilioServer, assembly: Assembly
) -> None:
    """Text, a picture and a delivery state: each is stored another way."""
    async with all_in_use(assembly.database):
        codes = [
            await twilio.callback(url, form, client=client)
            for url, form in ((MESSAGES, TEXT), (MESSAGES, TEXT | PICTURE), (STATUS, TOLD))
        ]

    assert codes == [200, 200, 204]
