"""Who is planned to be notified, who is not, and why (N1, N4, N6)."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from bot.adapters.db.notices.excuses import SqlExcuses
from bot.adapters.db.tables import EvidenceEntryRow, NoticeAttemptRow, TitleRow
from bot.application.changes import CaseOpened, OptedOut
from bot.application.notices.excuses import ExcuseOrder, put_down
from bot.application.notices.judging import SkipReason
from bot.application.notices.ledger import LETTER
from bot.application.notices.planning import CreditorWithoutPolicy, NotADocument, Order, plan_batch
from bot.domain.conversation import Channel
from bot.domain.notices.excuses import Excuse, ExcuseKind
from bot.domain.notices.notice import NoticeState
from bot.domain.people import Role
from tests.builders import NOON, TODAY, a_closing, an_agreement
from tests.integration.notices.office import DUE, Office, a_debtor, cpf, phone


async def attempts(office: Office) -> list[NoticeAttemptRow]:
    async with office.storage.database.reading() as session:
        return list(await session.scalars(select(NoticeAttemptRow).order_by(col(NoticeAttemptRow.id))))


@pytest.mark.parametrize(("days", "planned"), [(34, 0), (35, 1), (50, 1), (51, 1), (400, 1)])
async def test_from_the_day_of_the_alert_on_whoever_is_in_default_is_planned(
    office: Office, days: int, planned: int
) -> None:
    """N4: from day 35 of the oldest unpaid mensalidade; after day 50 too."""
    await office.has(a_debtor(due=TODAY - timedelta(days=days)))

    assert (await office.plans()).planned == planned
    assert (await office.plans(cpf=cpf(1))).document() == {
        "planned": 0,
        "skipped": [{"cpf": cpf(1), "reason": "already_notified" if planned else "not_due"}],
    }


async def test_the_day_asked_for_is_the_one_that_counts(office: Office) -> None:
    await office.has(a_debtor(due=TODAY - timedelta(days=30)))

    assert (await office.plans()).planned == 0
    assert (await office.plans(due=TODAY + timedelta(days=5))).planned == 1


async def test_a_plan_leaves_a_notice_its_first_attempt_and_their_evidence(office: Office) -> None:
    """N6"""
    await office.has(a_debtor())
    await office.plans()

    [notice] = await office.storage.notices().of_person((await office.person()).id)
    [attempt] = await attempts(office)
    async with office.storage.database.reading() as session:
        evidence = list(await session.scalars(select(col(EvidenceEntryRow.notice_id))))
    assert (notice.state, notice.channel, notice.contact) == (NoticeState.OPENED, Channel.WHATSAPP, phone(1))
    assert notice.title_numbers == ("000000001",)
    assert (attempt.notice_id, attempt.number, attempt.channel, attempt.state) == (1, 1, "whatsapp", "planned")
    assert evidence == [notice.id]


@pytest.mark.each_database
async def test_planned_twice_or_by_two_at_once_everybody_is_planned_once(office: Office) -> None:
    await office.has(*[a_debtor(number) for number in range(1, 301)])

    plans = await asyncio.gather(office.plans(), office.plans())
    again = await office.plans()

    assert sum(plan.planned for plan in plans) == 300
    assert (again.planned, len(again.skipped)) == (0, 300)
    waiting = [attempt for attempt in await attempts(office) if attempt.state == "planned"]
    assert len({attempt.person_id for attempt in waiting}) == len(waiting) == 300


async def test_who_asked_us_to_stop_goes_to_the_list_for_letters_once(office: Office) -> None:
    """N6, R3: a legal notice does not go silently nowhere."""
    await office.has(a_debtor())
    await office.decides(OptedOut(phone(1), "parem"))

    assert await office.skipped() == {cpf(1): "opted_out"}
    assert await office.skipped() == {cpf(1): SkipReason.ON_LETTER_LIST}

    letters = [attempt for attempt in await attempts(office) if attempt.channel == LETTER]
    assert [(letter.state, letter.reason, letter.notice_id) for letter in letters] == [("letter", "opted_out", None)]


@pytest.mark.parametrize(
    ("contacts", "channels", "person", "reason"),
    [
        (((Channel.SMS, "+556733334444"),), {Channel.WHATSAPP}, {}, "no_sender"),
        (((Channel.WHATSAPP, phone(1)),), set(Channel), {"accepts_whatsapp": False}, "no_contact"),
    ],
)
async def test_who_cannot_be_reached_by_message_goes_to_the_list_for_letters(
    office: Office, contacts: Any, channels: Any, person: Any, reason: str
) -> None:
    """N6"""
    await office.has(a_debtor(1, TODAY - timedelta(days=40), *contacts, **person))
    office.channels = frozenset(channels)

    assert await office.skipped() == {cpf(1): reason}
    assert [attempt.channel for attempt in await attempts(office)] == [LETTER]


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ({"plan_name": None}, "missing:plan_name"),
        ({"plan_name": None, "plan_registration": None}, "missing:plan_name,plan_number"),
        ({"role": Role.DEPENDANT}, "missing:recipient"),
        ({"role": Role.SPLIT_AGGREGATE}, None),
    ],
)
async def test_what_is_missing_is_said_and_nothing_is_issued(office: Office, person: Any, reason: str | None) -> None:
    """N1, I1"""
    await office.has(a_debtor(**person))

    plan = await office.plans()

    assert [each.reason for each in plan.skipped] == ([reason] if reason else [])
    assert plan.planned == (reason is None)


async def test_what_somebody_is_looking_into_is_not_notified(office: Office) -> None:
    """N4, G3"""
    await office.has(a_debtor(1), a_debtor(2))
    for number, kind in ((1, "contest"), (2, "already_paid")):
        person = await office.person(number)
        await office.decides(CaseOpened(f"2026112000{number}", kind, person.id, TODAY, ""), number=number)

    assert await office.skipped() == {cpf(1): SkipReason.CONTESTED, cpf(2): SkipReason.CASE_OPEN}


async def test_what_is_inside_an_agreement_is_not_notified(office: Office) -> None:
    """T7"""
    await office.has(a_debtor())
    agreed = an_agreement("AC2026112000009", "000000001")
    await office.decides(a_closing((await office.person()).id, agreement=agreed))

    assert await office.skipped(cpf=cpf(1)) == {cpf(1): SkipReason.AGREEMENT}
    assert (await office.plans()).document() == {"planned": 0, "skipped": []}


async def test_a_prescribed_title_is_in_no_notice(office: Office) -> None:
    """T6: the day after the fifth anniversary of the due date."""
    await office.has(a_debtor(1, TODAY.replace(year=2021)), a_debtor(2, TODAY.replace(year=2021) - timedelta(days=1)))

    plan = await office.plans()

    assert plan.document() == {"planned": 1, "skipped": [{"cpf": cpf(2), "reason": "prescribed"}]}


@pytest.mark.parametrize(("age", "reason"), [(35, None), (36, SkipReason.BASE_DATE_TOO_OLD)])
async def test_nobody_is_notified_from_a_file_too_old(office: Office, age: int, reason: str | None) -> None:
    """R1"""
    await office.has(a_debtor(), base_date=TODAY - timedelta(days=age))

    assert [each.reason for each in (await office.plans()).skipped] == ([reason] if reason else [])


async def test_each_new_default_needs_a_new_notice(office: Office) -> None:
    """N4: once what was notified is not open any more."""
    await office.has(a_debtor())
    await office.plans()
    async with office.storage.database.writing() as session:
        await session.execute(update(TitleRow).values(state="settled"))
    await office.storage.notices().move(1, NoticeState.SETTLED, office.clock.now(), {"reason": "paid"})
    later = a_debtor()
    assert later.title is not None
    await office.has(type(later)(later.person, later.phones, type(later.title)(**{**vars(later.title), "number": "2"})))

    assert (await office.plans()).planned == 1


async def test_a_second_registration_of_the_same_person_is_no_second_notice(office: Office) -> None:
    await office.has(a_debtor(1), _another_registration())

    assert (await office.plans()).planned == 1

    [notice] = await office.storage.notices().of_person((await office.person()).id)
    assert notice.title_numbers == ("000000001", "000000007")


async def test_what_cannot_be_asked_is_refused(office: Office) -> None:
    with pytest.raises(CreditorWithoutPolicy):
        await plan_batch(Order("ninguem", "teste"), office.plan_tools())
    with pytest.raises(NotADocument):
        await office.plans(cpf="123")
    assert await office.skipped(cpf=cpf(9)) == {cpf(9): SkipReason.UNKNOWN}


def _another_registration() -> Any:
    return a_debtor(7, document=cpf(1))


PAYER = {"document": cpf(50), "registration": "50", "role": Role.PAYER, "holder_document": cpf(1)}
UNPLANNED = {"plan_name": None, "plan_registration": None}


async def test_who_pays_is_notified_by_the_plan_of_the_holder(office: Office) -> None:
    """I1, N1: the payer has no plan of their own; the title may hang on either of them."""
    await office.has(a_debtor(1, None), a_debtor(50, None, **PAYER, **UNPLANNED))
    await office.has(a_debtor(1, TODAY - timedelta(days=40)))

    assert (await office.plans(cpf=cpf(50))).planned == 1

    [attempt] = await attempts(office)
    [payer] = await office.storage.records().people_by_document("cassems", cpf(50))
    assert attempt.person_id == payer.id


async def test_a_payer_with_the_title_needs_no_plan_and_one_without_a_holder_does(office: Office) -> None:
    """N1"""
    await office.has(a_debtor(1, None), a_debtor(50, DUE, **PAYER, **UNPLANNED))
    await office.has(a_debtor(60, DUE, role=Role.PAYER, holder_document=cpf(61), **UNPLANNED))

    plan = await office.plans()

    assert plan.planned == 1
    assert {each.document: each.reason for each in plan.skipped} == {cpf(60): "missing:plan_name,plan_number"}


@pytest.mark.parametrize(("starts", "ends", "reason"), [(1, 0, "hospitalised"), (9, 1, None)])
async def test_nobody_of_a_plan_is_notified_while_one_of_them_is_in_hospital(
    office: Office, starts: int, ends: int, reason: str | None
) -> None:
    """N4: the dependant's stay too; the day after its last day it is over."""
    dependant = {"document": cpf(9), "registration": "9", "role": Role.DEPENDANT, "holder_document": cpf(1)}
    await office.has(a_debtor(1), a_debtor(9, None, **dependant))
    stay = Excuse(ExcuseKind.HOSPITAL, TODAY - timedelta(days=starts), TODAY - timedelta(days=ends))
    await put_down(ExcuseOrder(cpf(9), stay, "internada", "ana"), SqlExcuses(office.storage.database), NOON)

    skipped = await office.skipped()

    assert skipped == ({cpf(1): reason} if reason else {})


@pytest.mark.parametrize(("excused", "planned"), [(5, 1), (6, 0)])
async def test_days_the_operator_caused_do_not_count_towards_the_day_of_the_alert(
    office: Office, excused: int, planned: int
) -> None:
    """N4: forty days late; thirty-five that count is the limit."""
    await office.has(a_debtor(1))
    days = Excuse(ExcuseKind.OPERATOR, DUE + timedelta(days=1), DUE + timedelta(days=excused))
    await put_down(ExcuseOrder(cpf(1), days, "boleto errado", "ana"), SqlExcuses(office.storage.database), NOON)

    assert (await office.plans()).planned == planned
