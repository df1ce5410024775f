"""Keys rotated wrongly open everything and find nobody: that is said before anything is written (issue 6, 6)."""

import asyncio
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot.adapters.db.index_key import IndexKeyChanged, NothingOpens, expect_index_key
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import PersonRow
from bot.adapters.db.vault import Vault, new_key
from bot.adapters.sheets import write_sheet
from bot.application.portfolio.columns import COLUMNS
from bot.assembly import Assembly, assemble
from bot.cli import app
from bot.config import Settings
from tests.builders import PHONE
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.integration.db.debtors import with_a_debtor
from tests.kept_engine import engine_at
from tests.unit.application.portfolio.lines import A_ROW

NEW, NEWEST = new_key(), new_key()
KEPT = {
    "to be rotated": f"{TEST_KEY},{NEW},index:{TEST_KEY}",
    "a newer one before it": f"{NEW},{TEST_KEY}",
    "retired": f"{NEW},index:{TEST_KEY}",
    "rotated twice": f"{NEWEST},{NEW},index:{TEST_KEY}",
    "opens nothing": NEWEST,
}
LOST = {"a newer one behind it": f"{TEST_KEY},{NEW}", "another index": f"{NEW},{TEST_KEY},index:{NEW}"}


def held_with(keys: str, storage: SqlStorage) -> SqlStorage:
    url = storage.database.url
    return SqlStorage(url, Vault.from_text(keys), FakeClock(), engine=engine_at(url))


@pytest.mark.parametrize("keys", KEPT.values(), ids=KEPT)
async def test_keys_that_find_who_is_there_or_open_nothing_are_taken(sql_storage: SqlStorage, keys: str) -> None:
    """What opens under no key given is another fault, and told elsewhere."""
    await with_a_debtor(sql_storage)

    await expect_index_key(held_with(keys, sql_storage).database)


@pytest.mark.parametrize("keys", LOST.values(), ids=LOST)
async def test_keys_that_open_all_and_find_nobody_are_refused(sql_storage: SqlStorage, keys: str) -> None:
    await with_a_debtor(sql_storage)

    with pytest.raises(IndexKeyChanged):
        await expect_index_key(held_with(keys, sql_storage).database)


async def test_where_nobody_is_yet_any_keys_begin(sql_storage: SqlStorage) -> None:
    await expect_index_key(held_with(NEW, sql_storage).database)


def started(storage: SqlStorage, redis_url: str, keys: str) -> AbstractAsyncContextManager[Assembly]:
    account = {"twilio_account_sid": "AC" + "0" * 32, "twilio_auth_token": SecretStr("a token")}
    where = {"database_url": storage.database.url, "redis_url": redis_url}
    return assemble(Settings(_env_file=None, keys=SecretStr(keys), **where, **account))


async def test_no_process_starts_on_them(sql_storage: SqlStorage, redis_url: str) -> None:
    await with_a_debtor(sql_storage)

    with pytest.raises(IndexKeyChanged):
        async with started(sql_storage, redis_url, LOST["a newer one behind it"]):
            pass
    async with started(sql_storage, redis_url, KEPT["to be rotated"]) as assembly:
        assert len(await assembly.records.people_at("cassems", PHONE)) == 1


COMMANDS = {
    "import": ["import", "FILE"],
    "import, counted only": ["import", "FILE", "--dry-run"],
    "reseal": ["reseal", "--dry-run"],
    "webhooks": ["webhooks", "replay", "old_token"],
    "notices": ["notice", "issue", "--creditor", "cassems"],
    "person": ["person", "--debtor", A_ROW["cpf"], "--out", "OUT"],
    "erase": ["erase", "--debtor", A_ROW["cpf"], "--yes"],
    "slips": ["slips", "list"],
    "queue": ["queue", "list"],
    "restored": ["restored"],
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
async def test_no_command_looks_for_people_with_them(
    sql_storage: SqlStorage, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portfolio taken in would write everybody once more; a person who asks would be told that nothing is held."""
    await with_a_debtor(sql_storage)
    set_up(monkeypatch, sql_storage, LOST["another index"], tmp_path)

    refused = await refusal(words, tmp_path)

    assert isinstance(refused, IndexKeyChanged)
    assert "index:KEY" in str(refused)
    assert await people_in(sql_storage) == 1


async def test_no_portfolio_is_taken_in_with_keys_that_open_nothing(
    sql_storage: SqlStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a shell has them where another house's setting, or none, is in force."""
    await with_a_debtor(sql_storage)
    set_up(monkeypatch, sql_storage, KEPT["opens nothing"], tmp_path)

    assert isinstance(await refusal(COMMANDS["import"], tmp_path), NothingOpens)
    assert await people_in(sql_storage) == 1


def set_up(monkeypatch: pytest.MonkeyPatch, storage: SqlStorage, keys: str, home: Path) -> None:
    for name, value in {"DATABASE_URL": storage.database.url, "KEYS": keys, "HOME": str(home)}.items():
        monkeypatch.setenv(f"CONCILIA_{name}", value)


async def refusal(words: list[str], folder: Path) -> BaseException | None:
    """What a command line ends with; FILE is a portfolio of one."""
    write_sheet(folder / "carteira.csv", COLUMNS, [tuple(str(A_ROW[column]) for column in COLUMNS)])
    paths = {"FILE": str(folder / "carteira.csv"), "OUT": str(folder / "pessoa.json")}
    done = await asyncio.to_thread(CliRunner().invoke, app, [paths.get(word, word) for word in words])
    return done.exception


async def people_in(storage: SqlStorage) -> int | None:
    async with storage.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(PersonRow))
