"""What becomes of a creditor's files (R1), on SQLite and PostgreSQL."""

from dataclasses import replace
from fractions import Fraction

from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import PortfolioImportRow, TitleHistoryRow
from bot.application.changes import OfferMade, PhoneUnlinked
from bot.application.portfolio.ports import PortfolioCounts, PortfolioFile
from bot.domain.ladder import Offer, Trigger
from bot.domain.money import Money
from bot.domain.negotiations import LumpSum
from bot.domain.people import Person, Role
from tests.builders import CPF, NOON, PHONE, TODAY, a_closing, a_message, a_row, a_title, a_turn
from tests.integration.db.debtors import take_in

OTHER_PHONE, OTHER_CPF = "+5567900000002", "83954862000"
OFFER = Offer("052", LumpSum(Fraction(1), Money(0), Money(151_369), Money(250)), Trigger.FIRST, TODAY, 1)


async def debtor(storage: SqlStorage, document: str = CPF) -> Person:
    [person] = await storage.records().people_by_document("cassems", document)
    return person


async def titles_of(storage: SqlStorage) -> list[str]:
    return [title.number for title in (await storage.records().account(await debtor(storage))).titles]


async def decide(storage: SqlStorage, *changes) -> None:
    conversation_id = await storage.inbox().store(a_message())
    claim = await storage.inbox().claim(conversation_id or 0, quiet_since=NOON, lease_s=30)
    assert claim is not None
    assert await storage.inbox().commit(claim, a_turn(claim, changes=changes))


async def history(storage: SqlStorage) -> list[tuple[int, str]]:
    async with storage.database.reading() as session:
        rows = await session.scalars(select(TitleHistoryRow).order_by(col(TitleHistoryRow.id)))
        return [(row.principal, row.state) for row in rows]


async def test_the_same_file_twice_changes_nothing(sql_storage: SqlStorage) -> None:
    rows = [a_row(a_title("1"), PHONE), a_row(a_title("2"), PHONE), a_row(None, OTHER_PHONE, document=OTHER_CPF)]

    first = await take_in(sql_storage, *rows)
    second = await take_in(sql_storage, *rows)

    assert first == PortfolioCounts(imported=2, people=2)
    assert second == PortfolioCounts(unchanged=2, people=2)
    assert await history(sql_storage) == []


async def test_a_changed_title_keeps_what_it_was(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_row(a_title(principal=Money(100))))

    counts = await take_in(sql_storage, a_row(a_title(principal=Money(101), fine=Money(0))))

    [title] = (await sql_storage.records().account(await debtor(sql_storage))).titles
    assert (counts.updated, title.principal, title.fine, title.interest) == (1, Money(101), Money(0), None)
    assert await history(sql_storage) == [(100, "open")]


async def test_a_blank_fine_becoming_zero_is_a_change(sql_storage: SqlStorage) -> None:
    """T4"""
    await take_in(sql_storage, a_row(a_title()))

    assert (await take_in(sql_storage, a_row(a_title(interest=Money(0))))).updated == 1


async def test_a_changed_person_is_written_over(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_row(a_title()))

    await take_in(sql_storage, a_row(a_title(), address="Rua Jardim, 9", role=Role.SPLIT_AGGREGATE))

    person = await debtor(sql_storage)
    assert (person.address, person.role) == ("Rua Jardim, 9", Role.SPLIT_AGGREGATE)


async def test_a_title_told_twice_in_a_file_counts_once(sql_storage: SqlStorage) -> None:
    counts = await take_in(sql_storage, a_row(a_title("1")), a_row(a_title("1")), a_row(a_title("2")))

    assert counts == PortfolioCounts(imported=2, unchanged=1, people=1)


async def test_a_title_told_again_in_a_later_batch_counts_once(sql_storage: SqlStorage) -> None:
    taken = await sql_storage.portfolios().begin(PortfolioFile("cassems", "a.csv", TODAY))
    await taken.apply([a_row(a_title("1"))])
    await taken.apply([a_row(a_title("1")), a_row(a_title("2"))])

    assert await taken.finish(rows=3, rejected=0) == PortfolioCounts(imported=2, unchanged=1, people=1)


async def test_a_full_file_withdraws_what_it_does_not_tell_of(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_row(a_title("1")), a_row(a_title("2")))
    await take_in(sql_storage, a_row(a_title("3"), creditor="assefaz"), creditor="assefaz")

    counts = await take_in(sql_storage, a_row(a_title("2")), full=True)

    assert counts == PortfolioCounts(unchanged=1, withdrawn=1, people=1)
    assert await titles_of(sql_storage) == ["2"]
    assert await sql_storage.records().people_by_document("assefaz", CPF)
    assert await history(sql_storage) == [(151_369, "open")]


async def test_a_partial_file_withdraws_nothing(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_row(a_title("1")))

    assert (await take_in(sql_storage, a_row(a_title("2")))).withdrawn == 0
    assert await titles_of(sql_storage) == ["1", "2"]


async def test_a_withdrawn_title_told_again_is_open_again(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_row(a_title("1")))
    await take_in(sql_storage, full=True)
    assert await titles_of(sql_storage) == []

    assert (await take_in(sql_storage, a_row(a_title("1")))).updated == 1
    assert await titles_of(sql_storage) == ["1"]


async def test_withdrawing_a_title_voids_its_offers_and_no_others(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_row(a_title("1")), a_row(a_title("2", code="002")))
    person = await debtor(sql_storage)
    kept = replace(OFFER, code="002")
    await decide(sql_storage, OfferMade(person.id, OFFER, "first"), OfferMade(person.id, kept, "first"))

    await take_in(sql_storage, a_row(a_title("2", code="002")), full=True)

    assert (await sql_storage.records().account(person)).offers == [kept]


async def test_withdrawing_keeps_agreements_and_their_titles(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_row(a_title()))
    person = await debtor(sql_storage)
    await decide(sql_storage, a_closing(person.id))

    assert (await take_in(sql_storage, full=True)).withdrawn == 0

    account = await sql_storage.records().account(person)
    assert (len(account.agreements), account.titles_in_agreement) == (1, [a_title()])


async def test_a_title_inside_an_agreement_is_not_opened_by_a_file(sql_storage: SqlStorage) -> None:
    """T7"""
    await take_in(sql_storage, a_row(a_title()))
    await decide(sql_storage, a_closing((await debtor(sql_storage)).id))

    await take_in(sql_storage, a_row(a_title(principal=Money(1))))

    assert await titles_of(sql_storage) == []


async def test_a_number_the_contact_took_off_is_not_put_back_by_the_next_file(sql_storage: SqlStorage) -> None:
    """I5"""
    await take_in(sql_storage, a_row(a_title(), PHONE))
    await decide(sql_storage, PhoneUnlinked(PHONE, ((await debtor(sql_storage)).id,)))

    await take_in(sql_storage, a_row(a_title(), PHONE))

    assert await sql_storage.records().people_at("cassems", PHONE) == []


async def test_a_number_a_file_no_longer_gives_is_taken_off_and_comes_back_with_it(sql_storage: SqlStorage) -> None:
    records = sql_storage.records()
    await take_in(sql_storage, a_row(a_title(), PHONE))

    await take_in(sql_storage, a_row(a_title(), OTHER_PHONE))
    assert (await records.people_at("cassems", PHONE), len(await records.people_at("cassems", OTHER_PHONE))) == ([], 1)

    await take_in(sql_storage, a_row(a_title(), PHONE))
    assert len(await records.people_at("cassems", PHONE)) == 1


async def test_a_dry_run_counts_and_writes_nothing(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_row(a_title("1")), a_row(a_title("2")), a_row(a_title("3")))
    rows = [a_row(a_title("1")), a_row(a_title("2", principal=Money(1))), a_row(a_title("4"))]

    counts = await take_in(sql_storage, *rows, full=True, dry_run=True)

    assert counts == PortfolioCounts(imported=1, updated=1, unchanged=1, withdrawn=1, people=1)
    assert await titles_of(sql_storage) == ["1", "2", "3"]


async def test_a_file_is_on_record_with_its_counts(sql_storage: SqlStorage) -> None:
    await take_in(sql_storage, a_row(a_title("1")), a_row(a_title("2")))

    async with sql_storage.database.reading() as session:
        [row] = (await session.scalars(select(PortfolioImportRow))).all()
    assert (row.rows, row.imported, row.base_date, row.finished_at) == (2, 2, TODAY, NOON)
