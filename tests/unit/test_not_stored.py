"""What a failure of the storage is answered with, and what is none of its failures (S2)."""

from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI
from jinja2 import TemplateNotFound
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.api.not_stored import answer_what_was_not_stored


@pytest.mark.parametrize(("error", "code"), [(TemplateNotFound("talk/page.html"), 500), (OSError("disk full"), 503)])
async def test_a_missing_template_is_no_storage_away(error: Exception, code: int) -> None:
    app = FastAPI()
    answer_what_was_not_stored(app)

    async def fails() -> None:
        raise error

    app.add_api_route("/fails", fails)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://concilia") as client:
        assert (await client.get("/fails")).status_code == code


@pytest.mark.parametrize("error", [OSError("disk full"), PoolTimeout("no connection was free in time")])
async def test_whoever_meets_a_storage_that_is_away_is_told_when_to_come_again(error: Exception) -> None:
    """Issue 6, 4: a page in Portuguese for people, one line for programs and the provider."""
    app = FastAPI()
    answer_what_was_not_stored(app)
    app.state.console = SimpleNamespace(is_secure=False)

    async def fails() -> None:
        raise error

    for path in ("/console/fails", "/webhooks/twilio/messages"):
        app.add_api_route(path, fails)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://concilia") as client:
        page, delivery = await client.get("/console/fails"), await client.get("/webhooks/twilio/messages")

    assert (page.status_code, delivery.status_code) == (503, 503)
    assert (page.headers["Retry-After"], delivery.headers["Retry-After"]) == ("5", "5")
    assert "Algo falhou do nosso lado" in page.text
