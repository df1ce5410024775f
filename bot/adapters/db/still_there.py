"""A connection is asked whether it still answers when it was idle for a while, and not each time it is used.

One whose server is known to be gone is never used. One that breaks under a statement makes SQLAlchemy give up all that
were open with it; what was being done is done again by whoever asked, who hears that the database was away.
"""

from time import monotonic
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine

TRUSTED_FOR_S = 5.0
_IDLE_SINCE = "concilia_idle_since"


def look_before_use(engine: AsyncEngine, trusted_for_s: float = TRUSTED_FOR_S) -> None:
    """On PostgreSQL, where a question is three trips: BEGIN, the question, ROLLBACK."""
    dialect = engine.dialect

    def on_checkin(_connection: object, record: Any) -> None:
        record.info[_IDLE_SINCE] = monotonic()

    def on_checkout(connection: Any, record: Any, _lent: object) -> None:
        since = record.info.get(_IDLE_SINCE)
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError
        if since is None or monotonic() - since < trusted_for_s:
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine.sync_engine, "checkin", on_checkin)
    event.listen(engine.sync_engine, "checkout", on_checkout)
