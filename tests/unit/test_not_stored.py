"""What a failure of the storage is answered with, and what is none of its failures (S2)."""

import httpx
import pytest
from fastapi import FastAPI
from jinja2 import TemplateNotFound

from bot.not_stored import answer_what_was_not_stored


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
