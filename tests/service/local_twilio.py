"""The local Twilio in a thread of its own, for tests that wait on processes and not on a loop."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from tests.twilio_server.described import description
from tests.twilio_server.ledger import Taken
from tests.twilio_server.server import TwilioServer

PATIENCE_S = 120


class LocalTwilio:
    """What the service sent, and what becomes of its next requests."""

    def __init__(self, server: TwilioServer, loop: asyncio.AbstractEventLoop) -> None:
        self.server = server
        self._loop = loop

    @property
    def url(self) -> str:
        return self.server.url

    def sent_to(self, number: str) -> list[Taken]:
        """Everything a phone got, on whatever channel."""
        return [taken for taken in list(self.server.ledger.messages) if taken.form["To"].endswith(number)]

    def tell(self, sid: str, *states: str) -> Sequence[int]:
        """Status callbacks; the status codes they were answered with."""
        return self._do(self.server.tell(sid, *states))

    def _do[T](self, job: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(job, self._loop).result(PATIENCE_S)


@contextmanager
def local_twilio() -> Iterator[LocalTwilio]:
    started: Future[LocalTwilio] = Future()
    stop = asyncio.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(started, stop)), daemon=True)
    thread.start()
    twilio = started.result(PATIENCE_S)
    try:
        yield twilio
    finally:
        twilio._loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE_S)


async def _serve(started: "Future[LocalTwilio]", stop: asyncio.Event) -> None:
    description()  # read now, and not while a sender waits for its first answer
    server = TwilioServer()
    await server.start()
    started.set_result(LocalTwilio(server, asyncio.get_running_loop()))
    await stop.wait()
    await server.close()
