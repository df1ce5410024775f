"""The server of the api process: a stop waits for nobody's open page."""

import socket
import sys
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from bot.standing import leave_be_what_stands

STARTUP_FAILURE = 3
ENDS_WITHIN_S = 3  # what still runs then is given up


class Server(uvicorn.Server):
    """Ends the streams of open pages before it waits for requests to end; `once_up` is called when all is in place."""

    def __init__(self, app: FastAPI, config: uvicorn.Config, once_up: Callable[[], None] | None = None) -> None:
        super().__init__(config)
        self._app = app
        self._once_up = once_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._once_up is not None:
            self._once_up()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._app.state.live.feed.close()
        await super().shutdown(sockets)


def serve(app: FastAPI, config: uvicorn.Config) -> None:
    """Until a signal; a start that failed ends with uvicorn's own code."""
    config.timeout_graceful_shutdown = ENDS_WITHIN_S
    server = Server(app, config, leave_be_what_stands)
    server.run()
    if not server.started:
        sys.exit(STARTUP_FAILURE)  # as `uvicorn.run` does
