"""Section 10: encryption keys are changed while the service runs, and the old one is then worth nothing."""

import asyncio
import json
from collections.abc import Callable

import pytest
from sqlalchemy import LargeBinary, select, update
from typer.testing import CliRunner

from bot.adapters.db.personal.erasure import SqlPersonalData
from bot.adapters.db.resealing import Resealed, reseal
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import InboxRow, Row
from bot.adapters.db.vault import Vault, is_token, new_key
from bot.application.erasure import Wanted
from bot.cli import app
from tests.builders import NOON
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.integration.db.lives import ANA, BIA, Living
from tests.kept_engine import engine_at

NEW = new_key()
BOTH = Vault([NEW, TEST_KEY])
ONLY_NEW = Vault([NEW, f"index:{TEST_KEY}"])

type Opened = Callable[[Vault], SqlStorage]


@pytest.fixture
def opened(sql_storage: SqlStorage) -> Opened:
    """The same database, opened with other keys."""

    def with_keys(vault: Vault) -> SqlStorage:
        url = sql_storage.database.url
        return SqlStorage(url, vault, FakeClock(), engine=engine_at(url))

    return with_keys


async def resealed(held: SqlStorage, *, dry_run: bool = False, at_once: int = 7) -> dict[str, Resealed]:
    return {table.table: table async for table in reseal(held.database, dry_run=dry_run, at_once=at_once)}


async def tokens(held: SqlStorage) -> list[bytes]:
    """Everything sealed that the database holds."""
    found: list[bytes] = []
    async with held.database.reading() as session:
        for table in Row.metadata.sorted_tables:
            for column in (each for each in table.columns if isinstance(each.type, LargeBinary)):
                values = await session.scalars(select(column).where(column.is_not(None)))
                found += [bytes(value) for value in values if is_token(bytes(value))]
    return found


async def test_the_old_key_may_go_once_all_is_sealed_again(sql_storage: SqlStorage, opened: Opened) -> None:
    """Every table with a life in it; afterwards the new key alone opens all of it and still finds the person."""
    living = Living(sql_storage)
    await living.whole(ANA)
    await living.whole(BIA)
    before = len(await tokens(sql_storage))

    found = await resealed(opened(BOTH))

    assert sum(table.older for table in found.values()) == before > 100
    assert not any(table.unreadable for table in found.values())
    held = await SqlPersonalData(opened(ONLY_NEW).database).everything(Wanted(ANA.document, None), "teste", NOON)
    assert ANA.name in json.dumps(held, ensure_ascii=False, default=str)
    assert all(Vault([NEW]).is_newest(token) for token in await tokens(sql_storage))


async def test_begun_again_it_finds_nothing_to_do(sql_storage: SqlStorage, opened: Opened) -> None:
    await Living(sql_storage).running(ANA)
    await resealed(opened(BOTH))

    again = await resealed(opened(BOTH))

    assert sum(table.older for table in again.values()) == 0
    assert again["inbox"].sealed > 0


async def test_a_look_first_changes_nothing(sql_storage: SqlStorage, opened: Opened) -> None:
    await Living(sql_storage).running(ANA)
    before = await tokens(sql_storage)

    found = await resealed(opened(BOTH), dry_run=True)

    assert sum(table.older for table in found.values()) == len(before)
    assert sorted(await tokens(sql_storage)) == sorted(before)


async def test_a_value_of_a_lost_key_is_counted_and_left(sql_storage: SqlStorage, opened: Opened) -> None:
    await Living(sql_storage).running(ANA)
    async with sql_storage.database.writing() as session:
        first = await session.scalar(select(InboxRow.id).order_by(InboxRow.id).limit(1))
        lost = Vault([new_key()]).seal("x")
        await session.execute(update(InboxRow).where(InboxRow.id == first).values(sealed=lost))

    found = await resealed(opened(BOTH))

    assert found["inbox"].unreadable == 1
    assert lost in await tokens(sql_storage)


async def test_what_changes_meanwhile_is_not_written_over(sql_storage: SqlStorage, opened: Opened) -> None:
    """Read, changed by the service, then written: the service's word stands."""
    await Living(sql_storage).running(ANA)
    changed = BOTH.seal_json({"body": "mudou"})
    loop = asyncio.get_running_loop()

    async def change() -> None:
        async with sql_storage.database.writing() as session:
            await session.execute(update(InboxRow).values(sealed=changed))

    class Overtaken(Vault):
        def reseal(self, sealed: bytes) -> bytes:
            asyncio.run_coroutine_threadsafe(change(), loop).result()
            return super().reseal(sealed)

    await resealed(opened(Overtaken([NEW, TEST_KEY])))

    async with sql_storage.database.reading() as session:
        assert set(await session.scalars(select(InboxRow.sealed))) == {changed}


def test_the_command_says_what_it_did(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCILIA_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CONCILIA_KEYS", f"{NEW},{TEST_KEY}")

    done = CliRunner().invoke(app, ["reseal", "--json"])

    assert done.exit_code == 0, done.output
    assert {table["older"] for table in json.loads(done.stdout)["tables"]} == {0}
    assert "the older keys open nothing" in done.stderr
