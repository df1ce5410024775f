"""One command about notices: the database opened for it, and closed again."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.cli.connected import connected_settings
from bot.parts.notice_office import NoticeOffice, notice_office


def with_office[T](job: Callable[[NoticeOffice], Awaitable[T]]) -> T:
    async def run() -> T:
        async with notice_office(connected_settings()) as office:
            return await job(office)

    return asyncio.run(run())
