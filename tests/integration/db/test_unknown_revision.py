"""A database that another version made is left as it is, and told of in words that say what to do."""

import pytest
from sqlalchemy import text

from bot.adapters.db.engine import open_engine
from bot.adapters.db.migrate import DatabaseUnknown, migrate


async def at(url: str, told: str = "") -> str:
    """Where the database says it is; told so first, if it is to say something else."""
    engine = open_engine(url, pool_size=1)
    async with engine.begin() as connection:
        if told:
            await connection.execute(text("UPDATE alembic_version SET version_num = :told"), {"told": told})
        found = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()
    await engine.dispose()
    return str(found)


async def test_a_database_of_another_version_is_told_of_and_left_alone(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    await at(empty_database_url, "0030_keys_turned")

    with pytest.raises(DatabaseUnknown) as refused:
        await migrate(empty_database_url)

    assert "0030_keys_turned" in str(refused.value)
    assert "put a back-up of before it back" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert await at(empty_database_url) == "0030_keys_turned"


async def test_a_database_of_ours_is_migrated_as_often_as_asked(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    before = await at(empty_database_url)

    await migrate(empty_database_url)

    assert await at(empty_database_url) == before
