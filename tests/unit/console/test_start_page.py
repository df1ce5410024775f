"""The console's first page says what there is, and leads to the simulator only where one is."""

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from console.start import start_router


@pytest.mark.parametrize("has_simulator", [True, False])
async def test_the_first_page_says_where_work_is_done(has_simulator: bool) -> None:
    app = FastAPI()
    app.include_router(start_router())
    app.state.has_simulator = has_simulator

    async with AsyncClient(transport=ASGITransport(app), base_url="http://console") as browser:
        page = await browser.get("/console")

    assert page.status_code == 200
    assert "./concilia queue list" in page.text
    assert ("/simulator" in page.text) is has_simulator
