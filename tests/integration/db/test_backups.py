"""Section 10: a back-up put back is whole, tells nobody anything without the keys, and sends nothing twice."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.db.evidence.audit import audit_log
from bot.adapters.db.migrate import migrate
from bot.adapters.db.personal.erasure import SqlPersonalData
from bot.adapters.db.restoring import look_up_what_is_open
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault, new_key
from bot.adapters.signing import LogSigner, is_signed
from bot.adapters.timestamping import token_problem
from bot.application.erasure import Wanted
from bot.domain.evidence.checking import Instruments
from tests.builders import NOON, a_reply
from tests.fakes import FakeClock
from tests.integration.db.backups import PostgresBackup, SqliteBackup
from tests.integration.db.debtors import put
from tests.integration.db.lives import ANA, BIA, Living

INSTRUMENTS = Instruments(is_signed, token_problem)

type Backup = SqliteBackup | PostgresBackup


@pytest.fixture
async def backup(sql_storage: SqlStorage, tmp_path: Path, request: pytest.FixtureRequest) -> Backup:
    """Made while a debtor's whole life is in the database, with a message on its way."""
    living = Living(sql_storage)
    await living.running(ANA)
    [waiting] = await put(sql_storage, BIA.row())
    await living.says(BIA, served=waiting.id, reply=a_reply("on-its-way", BIA.saying))
    if sql_storage.database.is_sqlite:
        return SqliteBackup.of(sql_storage.database.url, tmp_path)
    return PostgresBackup.of(sql_storage.database.url, tmp_path, request.getfixturevalue("postgres_server"))


@pytest.fixture
async def restored(backup: Backup, vault: Vault, clock: FakeClock) -> AsyncIterator[SqlStorage]:
    url = backup.put_back()
    await migrate(url)
    opened = SqlStorage(url, vault, clock)
    yield opened
    await opened.close()


def test_whoever_steals_a_backup_reads_nobody_in_it(backup: Backup) -> None:
    held = backup.holds().decode("utf-8", "replace")

    kept_plain = {ANA.registration}  # the operator's own number, by which files are matched
    assert {trace for trace in ANA.traces if trace in held} == kept_plain
    assert len(held) > 10_000


async def test_what_was_put_back_is_whole(restored: SqlStorage, vault: Vault) -> None:
    """The person with all of it, and the evidence still proves itself."""
    told = await SqlPersonalData(restored.database).everything(Wanted(ANA.document, None), "teste", NOON)
    audited = await audit_log(restored.database, LogSigner(vault).public_key, INSTRUMENTS, lambda *_: None)

    assert ANA.name in json.dumps(told, ensure_ascii=False, default=str)
    assert not audited.problems


async def test_without_its_keys_a_backup_is_useless(restored: SqlStorage, clock: FakeClock) -> None:
    """Nothing is read with other keys, and what could not be read is still there for those it was sealed with."""
    other = SqlStorage(restored.database.url, Vault([new_key()]), FakeClock())

    assert await other.records().people_by_document("cassems", ANA.document) == []
    assert list(await other.outbox().claim(10, 30)) == []
    await other.close()
    clock.advance(seconds=31)
    assert list(await restored.outbox().claim(10, 30)) != []


async def test_what_the_backup_holds_as_unsent_is_looked_up_before_it_is_sent(
    restored: SqlStorage, clock: FakeClock
) -> None:
    """It may have been sent after the back-up was made."""
    doubted = await look_up_what_is_open(restored.database, clock)

    claimed = await restored.outbox().claim(10, 30)
    assert doubted >= len(claimed) > 0
    assert all(sending.is_uncertain for sending in claimed)
