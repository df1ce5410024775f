"""People whose notices wait for somebody: one to decide about, two to be notified, one for a letter, one contest."""

from datetime import date, timedelta

from sqlalchemy import update

from bot.adapters.db.notices.clock import SqlClockBook
from bot.adapters.db.notices.day_list import SqlDayList
from bot.adapters.db.notices.ledger import SqlLedger
from bot.adapters.db.tables import TitleRow
from bot.application.changes import CaseOpened
from bot.application.giving_way import FREE, Way
from bot.application.notices.clock_job import ClockTools
from bot.application.notices.day_list import DayTools, look_over
from bot.application.portfolio.ports import PortfolioRow
from bot.domain.conversation import Channel
from bot.domain.notices.replies import ReplyVerdict
from tests.builders import NOON, TODAY, a_message, a_reply, a_title, a_turn
from tests.fakes import FakeCalendar
from tests.integration.notices.office import Office, a_debtor, cpf, phone
from tests.notices_told import BODY, a_fee, an_answer, an_issue, identified

CASE = "2026112000001"
DECIDED, TO_ISSUE, LATE, BY_LETTER = 1, 2, 3, 4


def tools_of(office: Office, way: Way = FREE) -> DayTools:
    database, today = office.storage.database, office.clock.business_now().date()
    book = SqlClockBook(database, {"cassems": ["002"]}, today, way)
    clock = ClockTools(book, office.storage.notices(), office.policies, FakeCalendar(), office.clock, way)
    ledger = SqlLedger(database, office.clock, way)
    return DayTools(clock, ledger, lambda creditor: office.channels, SqlDayList(database))


async def looked_over(office: Office) -> None:
    await look_over(tools_of(office))


async def told(office: Office, *verdicts: ReplyVerdict) -> None:
    """Two mensalidades of the first person, notified and answered today."""
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
        await office.decides(*contests, an_answer(1, verdict, deadline=date(2026, 11, 30)))


async def everybody(office: Office) -> None:
    """Twelve days after the answer, as the clock finds them."""
    await told(office, ReplyVerdict.ACKNOWLEDGED)
    office.clock.advance(days=12)
    today = office.clock.business_now().date()
    await office.has(
        a_debtor(TO_ISSUE, today - timedelta(days=40)),
        a_debtor(LATE, today - timedelta(days=60), plan_name=None),
        base_date=today,
    )
    await office.has(a_debtor(BY_LETTER, today - timedelta(days=45), (Channel.SMS, "+556733000000")), base_date=today)
    office.channels = frozenset({Channel.WHATSAPP})
    await office.plans(due=today, cpf=cpf(BY_LETTER))
    await looked_over(office)


async def pays_everything(office: Office) -> None:
    async with office.storage.database.writing() as session:
        await session.execute(update(TitleRow).values(state="settled"))
