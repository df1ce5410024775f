"""The queue of cases on both databases (H1, G3)."""

from datetime import date, timedelta

import pytest

from bot.adapters.db.cases import SqlCases
from bot.adapters.db.storage import SqlStorage
from bot.application.cases import CaseAlreadyClosed, CaseUnknown, Closed, OutcomeMissing, close_case
from tests.builders import NOON
from tests.integration.back_office.deals import CASE, a_case, decide
from tests.integration.db.debtors import with_a_debtor

OUTCOME = Closed("ana@exemplo.invalid", NOON, "pagamento localizado")


@pytest.fixture
def cases(sql_storage: SqlStorage) -> SqlCases:
    return SqlCases(sql_storage.database)


async def test_a_case_waits_with_what_is_known_of_it(sql_storage: SqlStorage, cases: SqlCases) -> None:
    """H1, G3"""
    person = await with_a_debtor(sql_storage)
    await decide(sql_storage, a_case(person.id))

    [case] = await cases.waiting()

    assert (case.number, case.kind, case.creditor) == (CASE, "already_paid", "cassems")
    assert (case.person, case.document) == ("Fábio Vasconcelos Barbosa", "***.083.016-**")
    assert (case.title_numbers, case.note) == (("126478448",), "paguei março")
    assert (case.opened_at, case.deadline) == (NOON, date(2026, 11, 25))


async def test_a_case_of_nobody_known_is_listed_too(sql_storage: SqlStorage, cases: SqlCases) -> None:
    await decide(sql_storage, a_case(None))

    [case] = await cases.waiting()

    assert (case.person, case.document) == (None, None)


async def test_a_case_is_late_from_the_day_after_its_deadline(sql_storage: SqlStorage, cases: SqlCases) -> None:
    """G3"""
    await decide(sql_storage, a_case(None))

    [case] = await cases.waiting()

    assert not case.is_late(case.deadline)
    assert case.is_late(case.deadline + timedelta(days=1))


async def test_the_oldest_deadline_comes_first_and_creditors_are_kept_apart(
    sql_storage: SqlStorage, cases: SqlCases
) -> None:
    await decide(sql_storage, a_case(None, "2026112000001"), a_case(None, "2026112000002", date(2026, 11, 24)))

    assert [case.number for case in await cases.waiting("cassems")] == ["2026112000002", "2026112000001"]
    assert await cases.waiting("assefaz") == []


async def test_a_closed_case_leaves_the_queue_and_frees_its_titles(sql_storage: SqlStorage, cases: SqlCases) -> None:
    """G3: a title is not charged while its case is open."""
    person = await with_a_debtor(sql_storage)
    await decide(sql_storage, a_case(person.id))
    before = await sql_storage.records().account(person)

    await close_case(cases, CASE, OUTCOME)

    after = await sql_storage.records().account(person)
    assert [case.number for case in before.cases] == [CASE]
    assert after.cases == []
    assert await cases.waiting() == []


async def test_the_first_outcome_stands(sql_storage: SqlStorage, cases: SqlCases) -> None:
    await decide(sql_storage, a_case(None))
    await close_case(cases, CASE, OUTCOME)

    with pytest.raises(CaseAlreadyClosed) as refused:
        await close_case(cases, CASE, Closed("bia@exemplo.invalid", NOON, "não localizado"))
    await close_case(cases, CASE, OUTCOME)

    assert refused.value.closed == OUTCOME


async def test_a_case_is_not_closed_without_an_outcome(sql_storage: SqlStorage, cases: SqlCases) -> None:
    await decide(sql_storage, a_case(None))

    with pytest.raises(OutcomeMissing):
        await close_case(cases, CASE, Closed("ana@exemplo.invalid", NOON, "  "))

    assert len(await cases.waiting()) == 1


async def test_an_unknown_case_cannot_be_closed(cases: SqlCases) -> None:
    with pytest.raises(CaseUnknown):
        await close_case(cases, "404", OUTCOME)
