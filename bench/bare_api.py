"""The reference of `ack`: a FastAPI route that commits one row to SQLite, as durably as ours, and nothing else."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiosqlite
import uvicorn
from fastapi import FastAPI, Request, Response


def bare_api(path: str) -> FastAPI:
    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[None]:
        async with aiosqlite.connect(path) as connection:
            await connection.execute("PRAGMA journal_mode = WAL")
            await connection.execute("PRAGMA synchronous = FULL")
            await connection.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, body BLOB)")
            app.state.connection, app.state.turnstile = connection, asyncio.Lock()
            yield

    app = FastAPI(lifespan=opened)
    app.add_api_route("/", store, methods=["POST"])
    return app


async def store(request: Request) -> Response:
    body = await request.body()
    async with request.app.state.turnstile:
        await request.app.state.connection.execute("INSERT INTO message (body) VALUES (?)", (body,))
        await request.app.state.connection.commit()
    return Response()


if __name__ == "__main__":
    uvicorn.run(
        bare_api(sys.argv[1]),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        access_log=False,
        log_level="warning",
        loop="uvloop",
    )
