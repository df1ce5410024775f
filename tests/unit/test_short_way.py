"""Deliveries pass by what pages need on their way, and nobody else does."""

from collections.abc import AsyncIterator
from typing import cast

import httpx
import pytest
from fastapi import APIRouter, FastAPI, HTTPException, Request, Response, status
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.api.short_way import ShortWay
from bot.main import create_app
from bot.observing.door import WatchedDoors

DOOR, AJAR, PAGE = "/webhooks/door", "/webhooks/ajar", "/page"


class Broken(Exception):
    """What the application has a handler for."""


class OnTheWay:
    """A middleware that only pages need."""

    def __init__(self, app: ASGIApp, met: list[str]) -> None:
        self._app = app
        self._met = met

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._met.append(scope["path"])
        await self._app(scope, receive, send)


async def answer(request: Request) -> Response:
    return Response(f"{request.app.title} read {(await request.body()).decode()}")


async def fail(request: Request) -> Response:
    match await request.body():
        case b"too long":
            raise HTTPException(status.HTTP_413_CONTENT_TOO_LARGE)
        case b"broken":
            raise Broken
    raise ZeroDivisionError


async def come_again(_request: Request, _error: Exception) -> Response:
    return Response("come again", status.HTTP_503_SERVICE_UNAVAILABLE)


@pytest.fixture
def met() -> list[str]:
    return []


@pytest.fixture
async def client(met: list[str]) -> AsyncIterator[httpx.AsyncClient]:
    app, doors = FastAPI(title="Concilia"), APIRouter()
    doors.add_route(DOOR, answer, methods=["POST"])
    doors.add_route(AJAR, fail, methods=["POST"])
    doors.add_route(PAGE, answer, methods=["GET"])
    app.add_middleware(OnTheWay, met=met)
    app.add_middleware(ShortWay, routes=doors.routes, handlers=app.exception_handlers)
    app.include_router(doors)
    app.add_exception_handler(Broken, come_again)  # later than the way was laid
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://concilia") as client:
        yield client


async def test_a_delivery_passes_by_what_pages_need_and_reaches_its_door(
    client: httpx.AsyncClient, met: list[str]
) -> None:
    answered = await client.post(DOOR, content=b"oi")

    assert (answered.status_code, answered.text) == (200, "Concilia read oi")
    assert met == []


async def test_a_page_goes_the_whole_way(client: httpx.AsyncClient, met: list[str]) -> None:
    assert (await client.get(PAGE)).status_code == 200
    assert met == [PAGE]


async def test_another_method_and_another_path_are_answered_as_by_any_route(
    client: httpx.AsyncClient, met: list[str]
) -> None:
    assert (await client.get(DOOR)).status_code == 405
    assert (await client.post(f"{DOOR}/more")).status_code == 404
    assert met == [DOOR, f"{DOOR}/more"]


@pytest.mark.parametrize(("body", "code"), [("too long", 413), ("broken", 503), ("unforeseen", 500)])
async def test_an_error_is_answered_as_everywhere(client: httpx.AsyncClient, body: str, code: int) -> None:
    assert (await client.post(AJAR, content=body)).status_code == code


def test_both_doors_of_the_provider_have_the_short_way_inside_what_counts_their_answers() -> None:
    """WatchedDoors stays outside: an acknowledgement that is not counted cannot be watched (issue 6.5)."""
    outer, way = create_app().user_middleware[:2]
    routes = cast(list[Route], way.kwargs["routes"])

    assert (cast(object, outer.cls), cast(object, way.cls)) == (WatchedDoors, ShortWay)
    assert [route.path for route in routes] == ["/webhooks/twilio/messages", "/webhooks/twilio/status"]
