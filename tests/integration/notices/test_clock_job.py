"""The daily job: what was paid settles, what ran out is listed for a person, and nothing is cancelled (N4)."""

from datetime import date, timedelta

from sqlalchemy import update
from sqlmodel import col

from bot.adapters.db.notices.clock import SqlClockBook
from bot.adapters.db.notices.excuses import SqlExcuses
from bot.adapters.db.tables import CaseRow, TitleRow
from bot.application.changes import CaseOpened
from bot.application.notices.clock_job import ClockTools, DayDone, run_clock
from bot.application.notices.excuses import ExcuseOrder, end_on, put_down, withdraw
from bot.application.portfolio.ports import PortfolioRow
from bot.domain.notices.clock import Why
from bot.domain.notices.excuses import Excuse, ExcuseKind
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.notices.replies import ReplyVerdict
from tests.builders import NOON, TODAY, a_message, a_reply, a_title, a_turn
from tests.fakes import FakeCalendar
from tests.integration.notices.office import Office, a_debtor, cpf, phone
from tests.notices_told import BODY, a_fee, an_answer, an_issue, identified

CASE = "2026112000001"
LAST_DAY = date(2026, 11, 30)


async def told(office: Office, *verdicts: ReplyVerdict) -> None:
    """Two mensalidades of one person, notified and answered today."""
    second = PortfolioRow(a_debtor().person, (), a_title("2", code="002", due_date=TODAY - timedelta(days=70)))
    await office.has(a_debtor(), second)
    person, inbox = await office.person(), office.storage.inbox()
    conversation = await inbox.store(a_message("SM-told", contact=phone(1)))
    claim = await inbox.claim(conversation or 0, quiet_since=NOON, lease_s=30)
    assert claim is not None
    issued = an_issue(person.id, None, a_fee("2"), a_fee("000000001"))
    after = identified(claim.conversation, person.id)
    line = a_reply("t:told", BODY, carries_notice=True)
    assert await inbox.commit(claim, a_turn(claim, line, conversation=after, changes=(issued,)))
    for verdict in verdicts:
        case = CaseOpened(CASE, "contest", person.id, TODAY, "não devo")
        contests = (case,) if verdict is ReplyVerdict.CONTESTED else ()
        await office.decides(*contests, an_answer(1, verdict, deadline=LAST_DAY))


async def run(office: Office) -> DayDone:
    codes = {"cassems": ["002"]}
    book = SqlClockBook(office.storage.database, codes, office.clock.business_now().date())
    tools = ClockTools(book, office.storage.notices(), office.policies, FakeCalendar(), office.clock)
    return await run_clock(tools)


async def notice(office: Office) -> Notice:
    [found] = await office.storage.notices().of_person((await office.person()).id)
    return found


async def test_the_day_after_the_term_the_notice_runs_out_and_a_person_may_decide(office: Office) -> None:
    """Ten uninterrupted days from the reply; two unpaid mensalidades of the twelve months."""
    await told(office, ReplyVerdict.ACKNOWLEDGED)

    office.clock.advance(days=10)
    assert await run(office) == DayDone()
    office.clock.advance(days=1)
    done, again = await run(office), await run(office)

    assert (done.expired, again.expired) == (1, 0)
    assert (await notice(office)).state is NoticeState.EXPIRED
    for day in (done, again):
        [decision] = day.decisions
        assert Why.TERM_OVER in decision.standing.why
        assert decision.standing.counted == ("2", "000000001")


async def test_without_an_answer_no_term_ends(office: Office) -> None:
    """N2"""
    await told(office)
    office.clock.advance(days=60)

    assert await run(office) == DayDone()
    assert (await notice(office)).state is NoticeState.IDENTIFIED


async def test_what_was_paid_or_withdrawn_settles_the_notice(office: Office) -> None:
    await told(office, ReplyVerdict.ACKNOWLEDGED)
    async with office.storage.database.writing() as session:
        await session.execute(update(TitleRow).values(state="settled"))

    assert (await run(office)).settled == 1

    assert (await notice(office)).state is NoticeState.SETTLED


async def test_part_of_it_paid_leaves_it_standing_with_less_than_two_months(office: Office) -> None:
    await told(office, ReplyVerdict.ACKNOWLEDGED)
    async with office.storage.database.writing() as session:
        await session.execute(update(TitleRow).where(col(TitleRow.number) == "2").values(state="settled"))
    office.clock.advance(days=11)

    done = await run(office)

    assert (done.settled, done.expired, done.decisions) == (0, 1, ())


async def test_an_open_contest_holds_the_term_and_an_answer_nobody_heard_holds_it_too(office: Office) -> None:
    """N4: the case was closed; the new term waits until the person has the answer."""
    await told(office, ReplyVerdict.CONTESTED)
    office.clock.advance(days=30)
    assert await run(office) == DayDone()

    async with office.storage.database.writing() as session:
        await session.execute(update(CaseRow).values(closed_at=office.clock.now()))
    office.clock.advance(days=60)

    assert await run(office) == DayDone(unheard=1)
    assert (await notice(office)).answered_at is None


async def test_the_new_term_runs_from_when_the_person_had_the_answer(office: Office) -> None:
    """N4"""
    await told(office, ReplyVerdict.CONTESTED)
    async with office.storage.database.writing() as session:
        await session.execute(update(CaseRow).values(closed_at=office.clock.now()))
    office.clock.advance(days=18)

    last_day = await office.storage.notices().answer_heard(1, office.clock.now(), {"by": "carta"})

    assert last_day == (office.clock.now() + timedelta(days=10)).date()
    office.clock.advance(days=10)
    assert (await run(office)).expired == 0
    office.clock.advance(days=1)
    assert (await run(office)).expired == 1


async def test_a_second_contest_inside_the_new_term_holds_it_again(office: Office) -> None:
    """N4"""
    await told(office, ReplyVerdict.CONTESTED)
    async with office.storage.database.writing() as session:
        await session.execute(update(CaseRow).values(closed_at=office.clock.now()))
    await office.storage.notices().answer_heard(1, office.clock.now(), {"by": "carta"})
    office.clock.advance(days=10)
    person = await office.person()
    again = CaseOpened("2026113000002", "contest", person.id, TODAY, "ainda não concordo")
    await office.decides(again, an_answer(1, ReplyVerdict.CONTESTED, at=office.clock.now()))
    office.clock.advance(days=40)

    done, known = await run(office), await notice(office)

    assert done == DayDone()
    assert [contest.case_number for contest in known.contests] == [CASE, "2026113000002"]


async def test_a_stay_in_hospital_blocks_what_has_run_out_until_its_last_day_is_over(office: Office) -> None:
    """N4: it blocks, and adds no days."""
    await told(office, ReplyVerdict.ACKNOWLEDGED)
    excuses = SqlExcuses(office.storage.database)
    stay = Excuse(ExcuseKind.HOSPITAL, TODAY + timedelta(days=5))
    kept = await put_down(ExcuseOrder(cpf(1), stay, "internado", "ana"), excuses, NOON)
    office.clock.advance(days=12)

    assert await run(office) == DayDone()
    await end_on(kept.id, office.clock.now().date() - timedelta(days=1), "ana", excuses)
    assert (await run(office)).expired == 1


async def test_a_stay_put_down_by_mistake_blocks_nothing(office: Office) -> None:
    """N4"""
    await told(office, ReplyVerdict.ACKNOWLEDGED)
    excuses = SqlExcuses(office.storage.database)
    stay = Excuse(ExcuseKind.HOSPITAL, TODAY)
    kept = await put_down(ExcuseOrder(cpf(1), stay, "internado", "ana"), excuses, NOON)
    office.clock.advance(days=12)
    await withdraw(kept.id, "rita", excuses, NOON)

    assert (await run(office)).expired == 1


async def test_a_mensalidade_whose_delay_was_all_the_operators_does_not_count(office: Office) -> None:
    """N4: one of the two, and no exclusion may be decided."""
    await told(office, ReplyVerdict.ACKNOWLEDGED)
    days = Excuse(ExcuseKind.OPERATOR, TODAY - timedelta(days=90), TODAY + timedelta(days=90), ("2",))
    await put_down(ExcuseOrder(cpf(1), days, "boleto errado", "ana"), SqlExcuses(office.storage.database), NOON)
    office.clock.advance(days=12)

    done = await run(office)

    assert (done.expired, done.decisions) == (1, ())
