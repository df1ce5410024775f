"""Nobody fills the memory of the api by posting, with a key or without one."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request

from bot.api.body_limit import MAX_BYTES, MAX_BYTES_OF_FILES, WITH_FILES, BodyLimit
from bot.config import Settings
from bot.main import create_app

SEARCH = "/api/v1/debtors/search"


async def posted(content: bytes | AsyncIterator[bytes]) -> int:
    transport = httpx.ASGITransport(create_app(Settings(_env_file=None)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        return (await client.post(SEARCH, content=content, headers={"Content-Type": "application/json"})).status_code


async def in_pieces(pieces: int) -> AsyncIterator[bytes]:
    for _ in range(pieces):
        yield b" " * 65_536


@pytest.mark.parametrize("content", [b" " * (MAX_BYTES + 1), in_pieces(pieces=64)], ids=["whole", "in pieces"])
async def test_a_body_past_the_limit_is_refused_before_the_key_is_looked_at(
    content: bytes | AsyncIterator[bytes],
) -> None:
    assert await posted(content) == 413


async def test_a_body_at_the_limit_is_read() -> None:
    """What is wrong with it then is that it is no JSON."""
    assert await posted(b" " * (MAX_BYTES - 1) + b"{") == 422


@pytest.mark.parametrize(("over", "code"), [(0, 200), (1, 413)], ids=["at the limit", "past it"])
@pytest.mark.parametrize("path", WITH_FILES)
async def test_where_files_are_posted_the_limit_is_that_of_files(path: str, over: int, code: int) -> None:
    """R1, G1: a creditor's whole file, the slips of a whole plan."""
    app = FastAPI()
    app.add_middleware(BodyLimit)

    async def read(request: Request) -> int:
        return len(await request.body())

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(MAX_BYTES_OF_FILES // MAX_BYTES):
            yield bytes(MAX_BYTES)
        yield bytes(over)

    app.add_api_route(path, read, methods=["POST"])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        assert (await client.post(path, content=pieces())).status_code == code
