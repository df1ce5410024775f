"""Portfolios sent in over the API: real files, by the same rules as `concilia import` (R1).

The process of their own that files are read in takes seconds to start: what a file says is asked without it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import Response
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlmodel import col

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import PersonRow, TitleRow
from bot.adapters.sheets import write_sheet
from bot.apart.importing import REFUSALS
from bot.application.agents.roles import StaffRole
from bot.application.import_portfolio import FileRefused, ImportReport
from bot.application.portfolio.columns import COLUMNS
from bot.application.sample_portfolio import invent_portfolio
from bot.config import Settings
from bot.parts.floor import take_in_with
from bot.parts.portfolios import Request, import_file
from console.api.imports import Upload
from tests.builders import TODAY
from tests.conftest import TEST_KEY
from tests.fakes import SAO_PAULO
from tests.integration.api.conftest import Hire
from tests.integration.api.desk import Caller
from tests.integration.api.limits import bind_to

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=SAO_PAULO)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None, home=tmp_path / "home", now=NOW, keys=SecretStr(TEST_KEY), database_url=database_url
    )


@pytest.fixture
def api(api: FastAPI, settings: Settings) -> Iterator[FastAPI]:
    """By the policies of the checkout."""
    api.state.take_in = partial(take_in_here, settings)
    yield api
    del api.state.take_in


@pytest.fixture
def apart(api: FastAPI, settings: Settings) -> None:
    """Beside the service, as there."""
    api.state.take_in = take_in_with(settings)


async def take_in_here(settings: Settings, upload: Upload) -> ImportReport:
    """As `import_apart`, in this process."""
    asked = Request(upload.file, upload.creditor, upload.base_date, upload.is_full, upload.dry_run)
    try:
        return await import_file(settings, asked)
    except REFUSALS as refusal:
        raise FileRefused(str(refusal)) from refusal


@pytest.fixture
async def dora(hire: Hire) -> Caller:
    return await hire("dora", StaffRole.FINANCE)


@pytest.fixture
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / str(getattr(request, "param", "carteira.csv"))
    write_sheet(path, COLUMNS, [tuple(row.values()) for row in invent_portfolio(6, 1, TODAY)])
    return path


async def send(caller: Caller, file: Path, **fields: str) -> Response:
    headers: Mapping[str, str] = {"Authorization": f"Bearer {caller.key.token}"}
    files = {"file": (file.name, file.read_bytes())}
    return await caller.client.post("/api/v1/portfolios", headers=headers, files=files, data=fields)


async def titles(storage: SqlStorage) -> int:
    async with storage.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(TitleRow)) or 0


@pytest.mark.parametrize("file", ["carteira.xlsx", "carteira.csv"], indirect=True)
async def test_a_file_is_counted_first_and_then_taken_in_once(
    dora: Caller, file: Path, sql_storage: SqlStorage
) -> None:
    before = await titles(sql_storage)
    tried = await send(dora, file, dry_run="true")
    untouched = await titles(sql_storage)
    taken = await send(dora, file)
    after = await titles(sql_storage)
    again = await send(dora, file)

    assert (tried.status_code, taken.status_code, again.status_code) == (200, 200, 200)
    assert untouched == before
    assert tried.json()["imported"] == taken.json()["imported"] == after - before > 0
    assert (again.json()["imported"], again.json()["updated"]) == (0, 0)
    assert await titles(sql_storage) == after


@pytest.mark.usefixtures("apart")
async def test_a_process_of_its_own_counts_what_it_would_take_in_and_takes_it_in(
    dora: Caller, file: Path, sql_storage: SqlStorage
) -> None:
    before = await titles(sql_storage)
    tried = await send(dora, file, dry_run="true")
    untouched = await titles(sql_storage)
    taken = await send(dora, file)

    assert (tried.status_code, taken.status_code, untouched) == (200, 200, before)
    assert tried.json()["imported"] == taken.json()["imported"] == await titles(sql_storage) - before > 0


async def test_a_row_that_is_wrong_is_refused_with_its_place(dora: Caller, tmp_path: Path) -> None:
    rows = [list(row.values()) for row in invent_portfolio(3, 1, TODAY)]
    rows[1][COLUMNS.index("cpf")] = "111.111.111-11"
    path = tmp_path / "carteira.csv"
    write_sheet(path, COLUMNS, rows)

    told = (await send(dora, path)).json()

    assert [(one["line"], one["column"]) for one in told["rejected"]] == [(3, "cpf")]
    assert told["rows"] == len(rows)


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "empty"), (b"%PDF-1.4", "missing columns: credor"), (b"nome;cpf\nF;1\n", "missing columns: credor")],
)
async def test_what_is_no_portfolio_is_refused_as_a_whole(
    dora: Caller, tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "carteira.csv"
    path.write_bytes(content)

    answer = await send(dora, path)

    assert answer.status_code == 422
    assert told in answer.json()["error"]


@pytest.mark.usefixtures("apart")
async def test_what_is_refused_in_a_process_of_its_own_is_refused_for_the_same_reason(
    dora: Caller, tmp_path: Path
) -> None:
    path = tmp_path / "carteira.csv"
    path.write_bytes(b"%PDF-1.4")

    answer = await send(dora, path)

    assert answer.status_code == 422
    assert "missing columns: credor" in answer.json()["error"]


async def test_a_key_bound_to_a_creditor_takes_in_no_other(dora: Caller, file: Path, sql_storage: SqlStorage) -> None:
    await bind_to(sql_storage, dora.email, "assefaz")
    async with sql_storage.database.reading() as session:
        known = list(await session.scalars(select(col(PersonRow.id))))

    named = await send(dora, file, creditor="cassems")
    own = await send(dora, file)

    assert named.status_code == 422
    assert "assefaz" in named.json()["error"]
    assert own.status_code == 200
    assert own.json()["imported"] > 0
    async with sql_storage.database.reading() as session:
        taken = await session.scalars(select(col(PersonRow.creditor)).where(col(PersonRow.id).not_in(known)))
        assert set(taken) == {"assefaz"}


async def test_a_file_that_breaks_whoever_reads_it_may_be_sent_again(
    dora: Caller, file: Path, api: FastAPI, tmp_path: Path
) -> None:
    """It is read in a process of its own, so that nothing of the service waits or breaks with it."""
    nowhere = f"sqlite+aiosqlite:///{tmp_path / 'a file' / 'as a folder'}"
    (tmp_path / "a file").write_text("")
    settings = Settings(_env_file=None, home=tmp_path / "home", keys=SecretStr(TEST_KEY), database_url=nowhere)
    api.state.take_in = take_in_with(settings)

    answer = await send(dora, file)

    assert (answer.status_code, list(answer.json())) == (503, ["error"])
