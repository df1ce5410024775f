"""Debtors written straight into a database: as many as asked, the tenth of them with a talk."""

from sqlalchemy import func, select

from bench.many_debtors import Invented, by_table, write_debtors
from bot.adapters.db.engine import Database
from bot.adapters.db.migrate import migrate
from bot.adapters.db.tables import ConversationRow, OutboxRow, PersonRow, TitleRow
from bot.adapters.db.vault import Vault
from tests.conftest import TEST_KEY


async def test_each_has_two_titles_and_every_tenth_a_talk_that_is_over(sqlite_url: str) -> None:
    await migrate(sqlite_url)
    database = Database(sqlite_url, Vault([TEST_KEY]))

    await write_debtors(database, first=1, count=20)

    async with database.reading() as session:
        tables = (PersonRow, TitleRow, ConversationRow, OutboxRow)
        counts = [await session.scalar(select(func.count()).select_from(table)) for table in tables]
    await database.close()
    assert counts == [20, 40, 2, 2]


def test_rows_are_gathered_by_table_the_ones_pointed_at_first() -> None:
    tables = list(by_table([Invented(10)]))

    assert tables.index(PersonRow) < tables.index(TitleRow)
    assert tables.index(ConversationRow) < tables.index(OutboxRow)
