"""What the doors leave in a real database, on SQLite and PostgreSQL: once, sealed, and in whatever order it comes."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from bot.adapters.db.engine import Database
from bot.adapters.db.refused import SqlRefused
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import InboxRow, RefusedRequestRow
from bot.api.not_stored import answer_what_was_not_stored
from bot.application.accept_message import accept_message, accept_status
from bot.application.messages import DeliveryState
from tests.builders import PHONE
from tests.fakes import FakeBell, FakeClock
from tests.integration.twilio.conftest import PUBLIC_URL
from tests.integration.twilio.desk import SendingDesk
from tests.twilio_server.server import ACCOUNT, TOKEN, Day, TwilioServer
from webhooks.aside import Aside
from webhooks.crowd import Crowd
from webhooks.lanes import Lanes
from webhooks.signature import SignatureCheck
from webhooks.twilio import twilio_router

MESSAGES = f"{PUBLIC_URL}/webhooks/twilio/messages"
TEXT = {"MessageSid": "SM" + "1" * 32, "From": f"whatsapp:{PHONE}", "To": "whatsapp:+556733141010", "Body": "segredo"}


@pytest.fixture
def bell() -> FakeBell:
    return FakeBell()


@pytest.fixture
def aside(sql_storage: SqlStorage, clock: FakeClock) -> Aside:
    return Aside(SqlRefused(sql_storage.database).keep, clock)


@pytest.fixture
async def client(
    sql_storage: SqlStorage, bell: FakeBell, clock: FakeClock, aside: Aside
) -> AsyncIterator[httpx.AsyncClient]:
    """The doors behind a proxy: asked for under the public address, reached under another."""
    app, inbox = FastAPI(), sql_storage.inbox()
    app.include_router(twilio_router())
    answer_what_was_not_stored(app)
    app.state.clock, app.state.inbox = clock, inbox
    app.state.accept_message = partial(accept_message, inbox=inbox, bell=bell)
    app.state.accept_status = partial(accept_status, inbox=inbox)
    app.state.twilio_signature = SignatureCheck(PUBLIC_URL, [TOKEN])
    app.state.aside, app.state.crowd, app.state.lanes = aside, Crowd(), Lanes(ACCOUNT)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC_URL) as opened:
        yield opened


@pytest.mark.each_database
async def test_the_same_delivery_five_times_at_once_is_one_row_and_one_ring(
    client: httpx.AsyncClient, twilio: TwilioServer, database: Database, bell: FakeBell
) -> None:
    codes = await asyncio.gather(*(twilio.callback(MESSAGES, TEXT, client=client) for _ in range(5)))

    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(InboxRow)) == 1
    assert (codes, len(bell.rung)) == ([200] * 5, 1)


async def test_a_forgery_is_kept_sealed_and_leaves_the_inbox_empty(
    client: httpx.AsyncClient, database: Database, aside: Aside
) -> None:
    answer = await client.post(MESSAGES, data=TEXT, headers={"X-Twilio-Signature": "bad"})
    await aside.flush()

    assert answer.status_code == 403
    async with database.reading() as session:
        [kept] = (await session.scalars(select(RefusedRequestRow))).all()
        assert await session.scalar(select(func.count()).select_from(InboxRow)) == 0
    assert b"segredo" not in kept.raw
    assert database.vault.open_json(kept.raw)["pairs"][-1] == ["Body", "segredo"]


async def test_a_status_that_comes_before_its_sid_is_stored_is_there_when_it_is(
    client: httpx.AsyncClient, twilio: TwilioServer, desk: SendingDesk, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    """The request was taken, its answer lost; the callbacks come, newest first; the look-up finds the SID."""
    twilio.days.append(Day.HANGS_UP)
    await desk.say("Sua notificação.")
    await desk.send()
    [taken] = twilio.ledger.messages

    codes = await twilio.tell(taken.sid, "read", "delivered", "sent", "read", client=client)
    clock.advance(seconds=10)
    await desk.send()

    assert codes == [204] * 4
    assert desk.sids == [taken.sid]
    assert await sql_storage.outbox().delivery_state(taken.sid) == DeliveryState.READ


async def test_a_status_of_a_message_nobody_here_sent_is_kept(
    client: httpx.AsyncClient, twilio: TwilioServer, sql_storage: SqlStorage
) -> None:
    form = {"MessageSid": "SM" + "9" * 32, "MessageStatus": "undelivered", "ErrorCode": "63016", "AccountSid": ACCOUNT}

    code = await twilio.callback(f"{PUBLIC_URL}/webhooks/twilio/status", form, client=client)

    assert code == 204
    assert await sql_storage.outbox().failure_reason(form["MessageSid"]) == "window_closed"


async def test_a_message_the_database_cannot_take_is_answered_503(
    client: httpx.AsyncClient, twilio: TwilioServer, database: Database
) -> None:
    async with database.writing() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("ALTER TABLE inbox RENAME TO gone")

    assert await twilio.callback(MESSAGES, TEXT, client=client) == 503
