"""The queue of slips on both databases (P11, P12, G0, G1)."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.adapters.db.slips import SqlSlips
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import InstallmentRow, SlipRequestRow
from bot.application.slips import Issued, SlipAlreadyIssued, SlipRequestUnknown, mark_issued
from tests.builders import NOON
from tests.integration.back_office.deals import DEADLINE, EMAIL, NUMBER, a_request, close_a_deal

BY_ANA = Issued("ana@exemplo.invalid", NOON, "carnê 4471")


@pytest.fixture
def slips(sql_storage: SqlStorage) -> SqlSlips:
    return SqlSlips(sql_storage.database)


async def test_a_closed_agreement_waits_for_all_its_slips(sql_storage: SqlStorage, slips: SqlSlips) -> None:
    """P12, G1"""
    await close_a_deal(sql_storage, a_request())

    [slip] = await slips.waiting()

    assert (slip.agreement, slip.creditor, slip.reason) == (NUMBER, "cassems", "agreement")
    assert [(part.number, part.total.cents) for part in slip.parts] == [(0, 202_50), (1, 202_50), (2, 202_50)]
    assert (slip.deadline, slip.requested_at) == (DEADLINE, NOON)
    assert (slip.deliver_by, slip.deliver_to) == ("email", EMAIL)


async def test_the_debtor_is_named_and_the_cpf_masked(sql_storage: SqlStorage, slips: SqlSlips) -> None:
    """Section 10."""
    await close_a_deal(sql_storage, a_request())

    [slip] = await slips.waiting()

    assert (slip.person, slip.document) == ("Fábio Vasconcelos Barbosa", "***.083.016-**")


async def test_a_slip_to_be_issued_again_is_asked_for_alone_with_its_new_day(
    sql_storage: SqlStorage, slips: SqlSlips
) -> None:
    """P11"""
    await close_a_deal(sql_storage, a_request(installment=1, reason="reissue", new_due=date(2026, 12, 30)))

    [slip] = await slips.waiting()

    assert [(part.number, part.due, part.original_due) for part in slip.parts] == [
        (1, date(2026, 12, 30), date(2026, 12, 27))
    ]


async def test_a_part_already_paid_needs_no_slip(sql_storage: SqlStorage, slips: SqlSlips) -> None:
    await close_a_deal(sql_storage, a_request())
    async with sql_storage.database.writing() as session:
        first = (await session.scalars(select(InstallmentRow).where(InstallmentRow.number == 0))).one()
        first.paid_on = date(2026, 11, 20)

    [slip] = await slips.waiting()

    assert [part.number for part in slip.parts] == [1, 2]


async def test_the_oldest_deadline_comes_first(sql_storage: SqlStorage, slips: SqlSlips) -> None:
    later, sooner = a_request(deadline=DEADLINE + timedelta(hours=1), installment=1), a_request()
    await close_a_deal(sql_storage, later, sooner)

    assert [slip.deadline for slip in await slips.waiting()] == [sooner.deadline, later.deadline]


async def test_a_slip_is_late_a_moment_after_its_deadline(sql_storage: SqlStorage, slips: SqlSlips) -> None:
    """P12: within 24 hours"""
    await close_a_deal(sql_storage, a_request())

    [slip] = await slips.waiting()

    assert not slip.is_late(DEADLINE)
    assert slip.is_late(DEADLINE + timedelta(microseconds=1))


async def test_only_the_creditor_asked_for_is_listed(sql_storage: SqlStorage, slips: SqlSlips) -> None:
    await close_a_deal(sql_storage, a_request())

    assert len(await slips.waiting("cassems")) == 1
    assert await slips.waiting("assefaz") == []


async def test_an_issued_slip_leaves_the_queue_with_who_and_a_sealed_note(
    sql_storage: SqlStorage, slips: SqlSlips
) -> None:
    await close_a_deal(sql_storage, a_request(), a_request(installment=1))
    [first, second] = await slips.waiting()

    await mark_issued(slips, first.id, BY_ANA)

    assert [slip.id for slip in await slips.waiting()] == [second.id]
    async with sql_storage.database.reading() as session:
        row = (await session.scalars(select(SlipRequestRow).where(SlipRequestRow.id == first.id))).one()
    assert (row.issued_by, row.issued_at) == (BY_ANA.by, NOON)
    assert row.note is not None
    assert sql_storage.database.vault.open(row.note) == "carnê 4471"


async def test_what_was_issued_stays_as_it_was_said_first(sql_storage: SqlStorage, slips: SqlSlips) -> None:
    await close_a_deal(sql_storage, a_request())
    [slip] = await slips.waiting()
    await mark_issued(slips, slip.id, BY_ANA)

    with pytest.raises(SlipAlreadyIssued) as refused:
        await mark_issued(slips, slip.id, Issued("bia@exemplo.invalid", NOON + timedelta(hours=1)))
    await mark_issued(slips, slip.id, BY_ANA)  # the same again is no contradiction

    assert refused.value.issued == BY_ANA


async def test_of_two_who_issue_at_once_one_is_on_record(sql_storage: SqlStorage, slips: SqlSlips) -> None:
    await close_a_deal(sql_storage, a_request())
    [slip] = await slips.waiting()
    people = [Issued(f"{name}@exemplo.invalid", NOON) for name in ("ana", "bia", "caio", "davi")]

    outcomes = await asyncio.gather(*[mark_issued(slips, slip.id, by) for by in people], return_exceptions=True)

    refusals = [outcome for outcome in outcomes if isinstance(outcome, SlipAlreadyIssued)]
    assert len(refusals) == 3
    assert outcomes.count(None) == 1
    assert {refusal.issued for refusal in refusals} == {people[outcomes.index(None)]}


async def test_a_request_nobody_made_cannot_be_issued(slips: SqlSlips) -> None:
    with pytest.raises(SlipRequestUnknown):
        await mark_issued(slips, 404, BY_ANA)
