"""The server ends all others' connections, which our loop hears of only when it runs again."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

HANG_UP = text("""
    SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
""")


def hang_up(url: str) -> None:
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, _hang_up(url)).result()


async def _hang_up(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.execute(HANG_UP)
    await engine.dispose()
