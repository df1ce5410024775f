"""The errors that mean the database does not answer, and not that we asked it something wrong."""

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
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
