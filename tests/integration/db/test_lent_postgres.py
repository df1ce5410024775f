"""The database lent to one test after another: each finds it as a new one would be."""

from sqlalchemy import text

from bot.adapters.db.engine import open_engine
from tests.lent_postgres import LentPostgres


async def test_the_next_test_finds_neither_rows_nor_numbers_nor_listeners(lent_postgres: LentPostgres) -> None:
    first = open_engine(lent_postgres.take(), pool_size=1)
    async with first.connect() as left_open:
        await left_open.execute(text("INSERT INTO staff_user (email, role, created_at) VALUES ('a', 'agent', now())"))
        await left_open.commit()
        before = (await left_open.execute(text("SELECT id, pg_backend_pid() FROM staff_user"))).one()
        url = lent_postgres.take()
        second = open_engine(url, pool_size=1)
        async with second.begin() as connection:
            rows = (await connection.execute(text("SELECT count(*) FROM staff_user"))).scalar_one()
            add = "INSERT INTO staff_user (email, role, created_at) VALUES ('b', 'agent', now()) RETURNING id"
            again = (await connection.execute(text(add))).scalar_one()
            others = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
            listening = (await connection.execute(others, {"pid": before[1]})).scalar_one()
        await second.dispose()
        await left_open.invalidate()
    await first.dispose()

    assert (rows, again, listening) == (0, before[0], 0)


async def test_a_database_that_was_reshaped_is_thrown_away(lent_postgres: LentPostgres) -> None:
    reshaped = lent_postgres.take()
    engine = open_engine(reshaped, pool_size=1)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME TO gone"))
    await engine.dispose()

    url = lent_postgres.take()

    assert url != reshaped
    engine = open_engine(url, pool_size=1)
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM inbox"))).scalar_one() == 0
    await engine.dispose()
