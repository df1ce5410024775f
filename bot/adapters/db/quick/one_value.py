"""One value by one statement of the driver's own, on PostgreSQL and on SQLite: a transaction of its own in one trip."""

import re
from typing import Any

from bot.adapters.db.engine import Database

PLACE = re.compile(r"\$\d")


async def one_value(database: Database, statement: str, *values: Any) -> Any:
    """None where there is no row. Its places are `$1` and on, each once and in order; SQLite keeps dates as text.

    Not within `writing`, whose end it waits for on SQLite.
    """
    async with database.driver() as driver:
        if not database.is_sqlite:
            return await driver.fetchval(statement, *values)
        cursor = driver.cursor()
        await cursor.execute(PLACE.sub("?", statement), values)
        rows = await cursor.fetchall()
    return rows[0][0] if rows else None
