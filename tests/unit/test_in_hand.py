"""Hundreds of requests at once: so many are answered, the others are told to come again, and deliveries are let in."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY

from bot.api.in_hand import AT_ONCE, InHand

PAGE, CALL = "/console/conversas", "/api/v1/queue"
PATHS = (PAGE, CALL, "/verify/x", "/webhooks/twilio/messages", "/webhooks/pix/a/b/pix", "/files/x", "/console/live")
NEVER_REFUSED = (*PATHS[3:], "/health", "/ready", "/metrics", "/console/static/console.css")


@dataclass
class House:
    """Whoever comes in stays until all may go."""

    inside: int = 0
    may_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def stay(self) -> str:
        self.inside += 1
        await self.may_go.wait()
        return "answered"

    @property
    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_middleware(InHand)
        for path in {*PATHS, *NEVER_REFUSED}:
            app.add_api_route(path, self.stay, methods=["GET", "POST"])
        return app

    @asynccontextmanager
    async def crowded(self, paths: Sequence[str] = (PAGE,) * AT_ONCE) -> AsyncIterator[httpx.AsyncClient]:
        """With as many inside as there may be; all of them are answered in the end."""
        async with AsyncExitStack() as stack, asyncio.timeout(30):
            transport = httpx.ASGITransport(self.app)
            client = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://concilia"))
            held = [asyncio.ensure_future(client.get(path)) for path in paths]
            while self.inside < len(paths):
                await asyncio.sleep(0)
            yield client
            self.may_go.set()
            assert {(await one).status_code for one in held} == {200}


async def test_as_many_as_may_are_in_hand_and_the_next_is_told_to_come_again_in_portuguese() -> None:
    house = House()
    async with house.crowded((PAGE,) * (AT_ONCE - 1)) as client:
        last = asyncio.ensure_future(client.get(PAGE))
        while house.inside < AT_ONCE:
            await asyncio.sleep(0)
        refused = [await client.get(f"{PAGE}?fila=minhas") for _ in range(300)]
    answer = refused[-1]

    assert (await last).status_code == 200
    assert {one.status_code for one in refused} == {503}
    assert house.inside == AT_ONCE
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("5", "no-store")
    assert "Tente de novo em alguns segundos" in answer.text
    assert f'href="{PAGE}?fila=minhas"' in answer.text


async def test_a_form_that_found_no_place_is_told_that_nothing_of_it_was_kept() -> None:
    async with House().crowded() as client:
        answer = await client.post(PAGE, data={"texto": "bom dia"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "O que você enviou não foi gravado" in answer.text
    assert "bom dia" not in answer.text


async def test_a_program_is_told_in_json() -> None:
    async with House().crowded() as client:
        answer = await client.get(CALL)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json() == {"error": "too many requests at once, try again"}


@pytest.mark.parametrize("path", NEVER_REFUSED)
async def test_the_providers_deliveries_and_what_costs_nothing_are_let_in(path: str) -> None:
    """Section 9: a delivery refused is one Twilio may never bring again."""
    house = House()
    async with house.crowded() as client:
        asked = asyncio.ensure_future(client.post(path))
        while house.inside == AT_ONCE and not asked.done():
            await asyncio.sleep(0)
        house.may_go.set()

        assert (await asked).status_code == 200


async def test_deliveries_in_hand_take_no_place_of_a_page() -> None:
    house = House()
    async with house.crowded(("/webhooks/twilio/messages",) * (AT_ONCE + 1)) as client:
        page = asyncio.ensure_future(client.get(PAGE))
        house.may_go.set()

        assert (await page).status_code == 200


async def test_a_place_is_free_again_whatever_became_of_the_request() -> None:
    app = FastAPI()
    app.add_middleware(InHand, most=1)

    async def breaks() -> None:
        raise ZeroDivisionError

    app.add_api_route(PAGE, breaks)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://concilia") as client:
        codes = [(await client.get(PAGE)).status_code for _ in range(3)]

    assert codes == [500, 500, 500]


async def test_the_way_back_is_to_this_host_only() -> None:
    async with House().crowded() as client:
        answer = await client.get("http://concilia//exemplo.invalid/entrar")

    assert 'href="/exemplo.invalid/entrar"' in answer.text


async def test_who_is_turned_away_is_counted() -> None:
    counted = partial(REGISTRY.get_sample_value, "concilia_requests_turned_away_total")
    before = {whose: counted({"whose": whose}) or 0 for whose in ("pages", "programs")}
    async with House().crowded() as client:
        for path in (PAGE, PAGE, CALL):
            await client.get(path)

    assert {whose: (counted({"whose": whose}) or 0) - before[whose] for whose in before} == {"pages": 2, "programs": 1}
