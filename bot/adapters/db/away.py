"""The errors that mean the database does not answer, and not that we asked it something wrong."""

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# The driver of PostgreSQL raises its own errors, and the system's, while it connects. OSError holds TimeoutError.
STORAGE_AWAY: tuple[type[Exception], ...] = (
    OSError,
    OperationalError,
    InterfaceError,
    PoolTimeout,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
)
# Whatever the reason, what was to be written is not.
NOT_STORED: tuple[type[Exception], ...] = (SQLAlchemyError, *STORAGE_AWAY)


def is_unkeepable(error: Exception) -> bool:
    """The database answers, and no column of it holds what was given: a number too large, a zero byte in a text."""
    if isinstance(error, OverflowError):  # of SQLite's driver
        return True
    return isinstance(error, DBAPIError) and isinstance(getattr(error.orig, "__cause__", None), asyncpg.DataError)
