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
# Of what the server itself says; the dialect hands these on as errors of no particular kind.
_SERVER_AWAY = (
    asyncpg.PostgresConnectionError,  # broken off under way
    asyncpg.InsufficientResourcesError,  # no disk, no memory, no connection to spare
    asyncpg.OperatorInterventionError,  # stopping, or starting
    asyncpg.PostgresSystemError,
)
# Whatever the reason, what was to be written is not.
NOT_STORED: tuple[type[Exception], ...] = (SQLAlchemyError, *STORAGE_AWAY)


def is_away(error: BaseException) -> bool:
    """Whether the storage does not answer, so that the same may go well later."""
    if isinstance(error, STORAGE_AWAY):
        return True
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or isinstance(getattr(error.orig, "__cause__", None), _SERVER_AWAY)


def is_unkeepable(error: Exception) -> bool:
    """The database answers, and no column of it holds what was given: a number too large, a zero byte in a text."""
    if isinstance(error, OverflowError):  # of SQLite's driver
        return True
    return isinstance(error, DBAPIError) and isinstance(getattr(error.orig, "__cause__", None), asyncpg.DataError)
