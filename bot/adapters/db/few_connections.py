"""The driver's own connections to PostgreSQL: few, each used again at once, for statements of one trip.

What is asked of them is the same dozen of statements: PostgreSQL plans each once on each connection, and not anew for
the values of every turn, which costs it more than the statement. SQLAlchemy's pool takes three times as long to lend.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Engine, QueuePool, make_url

from bot.adapters.db.still_there import TRUSTED_FOR_S

MOST = 6
PLANNED_ONCE = {"plan_cache_mode": "force_generic_plan", "jit": "off"}
LOOK_WITHIN_S = 5.0
OF_SQLALCHEMY = ("prepared_statement_cache_size", "prepared_statement_name_func")  # in an address, not for the driver


class FewConnections:
    """Lent one by one, the one used last first; whoever finds none in time gets TimeoutError."""

    def __init__(self, url: str, engine: Engine, *, trusted_for_s: float = TRUSTED_FOR_S) -> None:
        """They speak to the address as the engine would, and are waited for as long as its pool's."""
        asked = engine.dialect.create_connect_args(make_url(url))[1]
        self._address = {name: value for name, value in asked.items() if name not in OF_SQLALCHEMY}
        self._within_s = engine.pool.timeout() if isinstance(engine.pool, QueuePool) else None
        self._trusted_for_s = trusted_for_s
        self._room = asyncio.Semaphore(MOST)
        self._idle: list[tuple[Any, float]] = []

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Any]:
        connection = await self._taken()
        try:
            yield connection
        except asyncio.CancelledError:
            connection.terminate()  # in the middle of a statement: what is still answered is for nobody
            raise
        except BaseException:
            if connection.is_closed():
                self._give_up_idle()  # their server is gone too
            raise
        finally:
            if not connection.is_closed():
                self._idle.append((connection, monotonic()))
            self._room.release()

    async def close(self) -> None:
        for connection, _ in self._idle:
            await connection.close()
        self._idle.clear()

    def _give_up_idle(self) -> None:
        for connection, _ in self._idle:
            connection.terminate()
        self._idle.clear()

    async def _taken(self) -> Any:
        async with asyncio.timeout(self._within_s):
            await self._room.acquire()
        try:
            return await self._kept() or await asyncpg.connect(**self._address, server_settings=PLANNED_ONCE)
        except BaseException:
            self._room.release()
            raise

    async def _kept(self) -> Any:
        """One that still answers; where one does not, those idle for longer do not either. None: there is none."""
        while self._idle:
            connection, since = self._idle.pop()
            if connection.is_closed():
                continue
            if await self._answers(connection, since):
                return connection
            self._give_up_idle()
        return None

    async def _answers(self, connection: Any, since: float) -> bool:
        """Asked only when it was idle for a while."""
        if monotonic() - since < self._trusted_for_s:
            return True
        try:
            await connection.execute("SELECT", timeout=LOOK_WITHIN_S)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            connection.terminate()
            return False
        except asyncio.CancelledError:
            connection.terminate()
            raise
        return True
