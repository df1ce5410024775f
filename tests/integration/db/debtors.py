"""Puts people and titles into a storage, the fake one or a real one through the portfolio."""

from dataclasses import replace
from datetime import date

from bot.adapters.db.storage import SqlStorage
from bot.application.portfolio.ports import PortfolioCounts, PortfolioFile, PortfolioRow
from bot.domain.conversation import Channel
from bot.domain.people import Person
from tests.builders import PHONE, TODAY, a_row, a_title
from tests.fake_storage import FakeStorage


async def put(storage: SqlStorage | FakeStorage, *rows: PortfolioRow) -> list[Person]:
    """The people of the rows, in order, as the storage knows them."""
    if isinstance(storage, FakeStorage):
        return [_put_in_fake(storage, row) for row in rows]
    for row in rows:
        await take_in(storage, row, creditor=row.person.creditor)
    return [await _known(storage, row.person) for row in rows]


async def with_a_debtor(storage: SqlStorage | FakeStorage) -> Person:
    [person] = await put(storage, a_row(a_title(), PHONE))
    return person


async def take_in(
    storage: SqlStorage,
    *rows: PortfolioRow,
    creditor: str = "cassems",
    full: bool = False,
    dry_run: bool = False,
    base_date: date = TODAY,
) -> PortfolioCounts:
    file = PortfolioFile(creditor, "carteira.xlsx", base_date, is_full=full)
    taken = await storage.portfolios().begin(file, dry_run=dry_run)
    await taken.apply(rows)
    return await taken.finish(rows=len(rows), rejected=0)


async def _known(storage: SqlStorage, person: Person) -> Person:
    people = await storage.records().people_by_document(person.creditor, person.document)
    return next(known for known in people if known.registration == person.registration)


def _put_in_fake(storage: FakeStorage, row: PortfolioRow) -> Person:
    key = (row.person.creditor, row.person.document, row.person.registration)
    known = [p for p in storage.people.values() if (p.creditor, p.document, p.registration) == key]
    person = known[0] if known else replace(row.person, id=len(storage.people) + 1, base_date=TODAY)
    titles = [row.title] if row.title else []
    storage.add_person(
        person, *[number for channel, number in row.phones if channel is Channel.WHATSAPP], titles=titles
    )
    storage.add_sms(person.id, *[number for channel, number in row.phones if channel is Channel.SMS])
    return person
