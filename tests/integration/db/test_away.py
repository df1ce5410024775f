"""What a database that is away looks like: nobody's fault, and over by itself (F6, F10)."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.db.away import NOT_STORED, is_away
from bot.adapters.db.engine import Database
from bot.adapters.db.vault import Vault
from bot.lanes.lines import is_passing
from tests.kept_engine import engine_at

HANG_UP = "SELECT pg_terminate_backend(pg_backend_pid())"
RAISE = "DO $$ BEGIN RAISE EXCEPTION 'trouble' USING ERRCODE = '{code}'; END $$"
DISK_FULL, OUT_OF_MEMORY, TOO_MANY_CONNECTIONS, STARTING, IO_ERROR = "53100", "53200", "53300", "57P03", "58030"
RAISED, DIVIDED_BY_ZERO = "P0001", "22012"


async def error_of(statement: str, url: str, vault: Vault) -> Exception:
    database = Database(url, vault, engine=engine_at(url))
    try:
        with pytest.raises(NOT_STORED) as raised:
            async with database.writing() as session:
                await session.execute(text(statement))
    finally:
        await database.close()
    return raised.value


async def test_a_connection_broken_off_is_passing(postgres_url: str, vault: Vault) -> None:
    error = await error_of(HANG_UP, postgres_url, vault)

    assert is_away(error)
    assert is_passing(error)


@pytest.mark.parametrize("code", [DISK_FULL, OUT_OF_MEMORY, TOO_MANY_CONNECTIONS, STARTING, IO_ERROR])
async def test_a_server_without_room_or_in_its_start_is_passing(code: str, postgres_url: str, vault: Vault) -> None:
    assert is_away(await error_of(RAISE.format(code=code), postgres_url, vault))


@pytest.mark.parametrize("code", [RAISED, DIVIDED_BY_ZERO])
async def test_a_fault_of_ours_is_not(code: str, postgres_url: str, vault: Vault) -> None:
    error = await error_of(RAISE.format(code=code), postgres_url, vault)

    assert isinstance(error, SQLAlchemyError)
    assert not is_passing(error)
