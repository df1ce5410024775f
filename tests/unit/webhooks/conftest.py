"""The doors over the fake storage, and a provider that signs what it posts."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from twilio.request_validator import RequestValidator

from bot.api.not_stored import answer_what_was_not_stored
from bot.api.short_way import ShortWay
from bot.application.accept_message import accept_message, accept_status
from bot.application.refused import RefusedRequest
from tests.fake_storage import FakeStorage
from tests.fakes import FakeBell, FakeClock
from webhooks.aside import Aside
from webhooks.crowd import Crowd
from webhooks.form import PostedForm
from webhooks.lanes import Lanes
from webhooks.signature import SignatureCheck
from webhooks.twilio import twilio_router

PUBLIC_URL = "https://negocia.exemplo.invalid"
ACCOUNT = "AC0123456789abcdef0123456789abcdef"  # of the samples
TOKENS = ("newest-token", "token-being-retired")
SAMPLES = Path(__file__).resolve().parents[2] / "data" / "twilio_webhooks.jsonl"

type Pairs = Iterable[tuple[str, str]]


def samples(path: str) -> dict[str, dict[str, str]]:
    """Forms as Twilio posts them, by what they show."""
    rows = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    return {row["note"]: row["form"] for row in rows if row["path"].endswith(path)}


@dataclass
class Door:
    """Posts to the application as the provider does, through a proxy that knows it by another name."""

    client: httpx.AsyncClient

    async def post(
        self, path: str, form: Mapping[str, str] | Pairs, *, token: str = TOKENS[0], signature: str | None = None
    ) -> httpx.Response:
        pairs = tuple(form.items()) if isinstance(form, Mapping) else tuple(form)
        validator = RequestValidator(token)
        signed = validator.compute_signature(f"{PUBLIC_URL}{path}", PostedForm(pairs))
        headers = {
            "X-Twilio-Signature": (signed if signature is None else signature).encode("latin-1"),
            "Content-Type": b"application/x-www-form-urlencoded",
        }
        return await self.client.post(path, content=urlencode(pairs), headers=headers)


@pytest.fixture
def storage(clock: FakeClock) -> FakeStorage:
    return FakeStorage(clock)


@pytest.fixture
def bell() -> FakeBell:
    return FakeBell()


@pytest.fixture
def refused() -> list[RefusedRequest]:
    """What was kept aside, once `aside.flush` was called."""
    return []


@pytest.fixture
def aside(refused: list[RefusedRequest], clock: FakeClock) -> Aside:
    async def keep(requests: Sequence[RefusedRequest]) -> None:
        refused.extend(requests)

    return Aside(keep, clock)


@pytest.fixture(params=["as a route", "by the short way"])
def app(
    request: pytest.FixtureRequest, storage: FakeStorage, bell: FakeBell, clock: FakeClock, aside: Aside
) -> FastAPI:
    app, doors = FastAPI(), twilio_router()
    if request.param == "by the short way":
        app.add_middleware(ShortWay, routes=doors.routes, handlers=app.exception_handlers)
    app.include_router(doors)
    answer_what_was_not_stored(app)
    app.state.has_simulator = False
    app.state.clock, app.state.inbox = clock, storage.inbox()
    app.state.accept_message = partial(accept_message, inbox=storage.inbox(), bell=bell)
    app.state.accept_status = partial(accept_status, inbox=storage.inbox())
    app.state.twilio_signature = SignatureCheck(PUBLIC_URL, TOKENS)
    app.state.aside, app.state.crowd, app.state.lanes = aside, Crowd(), Lanes(ACCOUNT)
    return app


@pytest.fixture
async def door(app: FastAPI) -> AsyncIterator[Door]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://10.0.0.7:8000") as client:
        yield Door(client)
