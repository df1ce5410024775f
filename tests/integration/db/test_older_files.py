"""R1: a file drawn earlier than what is held changes nothing of it, on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.application.portfolio.ports import PortfolioCounts
from bot.domain.money import Money
from tests.builders import CPF, PHONE, TODAY, a_row, a_title
from tests.integration.db.debtors import take_in
from tests.integration.db.test_portfolio_import import OTHER_CPF, OTHER_PHONE, debtor, history, titles_of

OLDER, NEWER = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


async def test_an_older_file_leaves_newer_figures(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_row(a_title(principal=Money(200))))

    counts = await take_in(sql_storage, a_row(a_title(principal=Money(100))), base_date=OLDER)

    [title] = (await sql_storage.records().account(await debtor(sql_storage))).titles
    assert (counts, title.principal) == (PortfolioCounts(unchanged=1, people=1), Money(200))
    assert await history(sql_storage) == []


@pytest.mark.parametrize("base_date", [TODAY, NEWER])
async def test_a_file_of_the_same_day_or_a_later_one_is_believed(sql_storage: SqlStorage, base_date) -> None:
    await take_in(sql_storage, a_row(a_title(principal=Money(200))))

    counts = await take_in(sql_storage, a_row(a_title(principal=Money(100))), base_date=base_date)

    assert (counts.updated, (await debtor(sql_storage)).base_date) == (1, base_date)


async def test_an_older_file_leaves_the_person_and_the_phones_as_they_are_told_since(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_row(a_title(), PHONE, address="Rua Nova, 1"))

    await take_in(sql_storage, a_row(a_title(), OTHER_PHONE, address="Rua Velha, 1"), base_date=OLDER)

    person = await debtor(sql_storage)
    assert (person.address, person.base_date) == ("Rua Nova, 1", TODAY)
    assert [number for _, number in await sql_storage.records().contacts_of(person.id)] == [PHONE]


async def test_an_older_full_file_withdraws_nothing_that_a_newer_one_brought(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_row(a_title("1")), a_row(a_title("2")), base_date=OLDER - timedelta(days=1))
    await take_in(sql_storage, a_row(a_title("3")), base_date=TODAY)
    rows = [a_row(a_title("2"))]

    tried = await take_in(sql_storage, *rows, base_date=OLDER, full=True, dry_run=True)
    counts = await take_in(sql_storage, *rows, base_date=OLDER, full=True)

    assert tried == counts == PortfolioCounts(unchanged=1, withdrawn=1, people=1)
    assert await titles_of(sql_storage) == ["2", "3"]


async def test_what_a_newer_full_file_withdrew_is_not_opened_by_an_older_one(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_row(a_title("1")), base_date=OLDER - timedelta(days=1))
    await take_in(sql_storage, a_row(a_title("2")), full=True)

    counts = await take_in(sql_storage, a_row(a_title("1")), base_date=OLDER)

    assert counts == PortfolioCounts(unchanged=1, people=1)
    assert await titles_of(sql_storage) == ["2"]


async def test_what_only_an_older_file_tells_of_is_taken_in(sql_storage: SqlStorage) -> None:
    """Nothing good is lost: neither a person nor a title nobody told of since."""
    await take_in(sql_storage, a_row(a_title("1"), PHONE))

    rows = [a_row(a_title("2")), a_row(a_title("3"), OTHER_PHONE, document=OTHER_CPF)]
    counts = await take_in(sql_storage, *rows, base_date=OLDER)

    assert counts == PortfolioCounts(imported=2, people=2)
    assert await titles_of(sql_storage) == ["1", "2"]
    other = await debtor(sql_storage, OTHER_CPF)
    assert (other.base_date, len(await sql_storage.records().contacts_of(other.id))) == (OLDER, 1)
    assert [p.base_date for p in await sql_storage.records().people_by_document("cassems", CPF)] == [TODAY]
