"""The answer to a contest begins a new term when it arrives; what does not arrive goes by other means (N4, N6)."""

from datetime import timedelta

import pytest
import yaml
from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.cases import SqlCases
from bot.adapters.db.tables import NewsRow, NoticeAttemptRow
from bot.application.cases import Closed
from bot.application.changes import CaseOpened, ContestAnswerTold, NewsAnnounced, NewsTold, OptedOut
from bot.application.notices.dispatch import bring_answers
from bot.domain.conversation import Channel
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.notices.replies import ReplyVerdict
from tests.builders import TODAY, a_message, a_reply, a_turn
from tests.integration.notices.office import CONTENT, DUE, Office, a_debtor, phone
from tests.integration.notices.sending import Desk
from tests.notices_told import BODY, a_fee, an_answer, an_issue, identified

CASE = "2026112000001"
TWO = ((Channel.WHATSAPP, phone(1)), (Channel.SMS, phone(2)))
PHRASES = yaml.safe_load((CONTENT / "common/phrases.yml").read_text(encoding="utf-8"))


@pytest.fixture
async def desk(office: Office) -> Desk:
    """Somebody notified on WhatsApp who contested; the case was answered a day later."""
    await office.has(a_debtor(1, DUE, *TWO))
    person, inbox = await office.person(), office.storage.inbox()
    conversation = await inbox.store(a_message("SM-told", contact=phone(1)))
    claim = await inbox.claim(conversation or 0, quiet_since=office.clock.now() + timedelta(days=1), lease_s=30)
    assert claim is not None
    issued = an_issue(person.id, None, a_fee("000000001"))
    line = a_reply("t:told", BODY, carries_notice=True)
    after = identified(claim.conversation, person.id)
    assert await inbox.commit(claim, a_turn(claim, line, conversation=after, changes=(issued,)))
    contest = CaseOpened(CASE, "contest", person.id, TODAY, "não devo")
    await office.decides(contest, an_answer(1, ReplyVerdict.CONTESTED))
    office.clock.advance(days=1)
    await SqlCases(office.storage.database).close(CASE, Closed("ana@exemplo.invalid", office.clock.now(), "Confere."))
    desk = Desk(office, PHRASES)
    await desk.hands_over()
    return desk


async def notice(office: Office) -> Notice:
    [found] = await office.storage.notices().of_person((await office.person()).id)
    return found


async def told_now(office: Office, *changes: object) -> None:
    """The worker's announcement reached the person, who heard it in the same talk."""
    news = NewsAnnounced((1,)), NewsTold((1,))
    await office.decides(*news, ContestAnswerTold(1, CASE), *changes, replies=(a_reply("t:answer", "Confere."),))


async def tries(office: Office) -> list[tuple[int, str, str, str | None]]:
    made = select(NoticeAttemptRow).order_by(col(NoticeAttemptRow.id))
    async with office.storage.database.reading() as session:
        return [(row.number, row.channel, row.state, row.reason) for row in await session.scalars(made)]


async def test_the_term_begins_when_the_message_with_the_answer_is_delivered(office: Office, desk: Desk) -> None:
    """N4: neither the closing of the case nor the sending begins it."""
    office.clock.advance(days=2)
    await told_now(office)
    await desk.hands_over("MKA")
    sent = await notice(office)
    office.clock.advance(days=1)

    await desk.told("MKA2", "delivered")

    heard = await notice(office)
    assert (sent.answered_at, sent.open_contest is None) == (None, False)
    assert (heard.answered_at, heard.open_contest) == (office.clock.now(), None)
    assert heard.deadline == (office.clock.now() + timedelta(days=10)).date()
    assert heard.state is NoticeState.CONTESTED


async def test_while_the_worker_is_about_to_announce_it_nothing_else_is_planned(office: Office, desk: Desk) -> None:
    assert await bring_answers(desk.tools()) == 0
    assert await tries(office) == []


async def test_one_that_is_not_delivered_is_told_by_the_next_means(office: Office, desk: Desk) -> None:
    """N4, N6: and no term begins meanwhile."""
    await told_now(office)
    await desk.hands_over("MKA")
    await desk.told("MKA2", "undelivered", "30003")

    assert await bring_answers(desk.tools()) == 1
    assert await bring_answers(desk.tools()) == 0
    assert await tries(office) == [(1, "sms", "planned", "contest_answer")]
    assert await desk.makes() == 1
    assert await desk.hands_over("MKB") == [phone(2)]

    async with office.storage.database.reading() as session:
        news = (await session.scalars(select(NewsRow))).one()
    assert news.told_at is None  # to be told again to who answers there
    assert (await notice(office)).answered_at is None


async def test_what_is_neither_told_nor_lost_waits_some_days_for_its_person(office: Office, desk: Desk) -> None:
    """N6: as long as a notice waits."""
    await told_now(office)
    await desk.hands_over("MKA")
    office.clock.advance(days=3, seconds=-1)
    assert await bring_answers(desk.tools()) == 0

    office.clock.advance(seconds=1)

    assert await bring_answers(desk.tools()) == 1


async def test_who_asked_us_to_stop_is_told_by_letter_and_the_term_runs_from_its_receipt(
    office: Office, desk: Desk
) -> None:
    """N4, N6, R3"""
    await told_now(office, OptedOut(phone(1), "parem"))

    assert await bring_answers(desk.tools()) == 1
    assert await bring_answers(desk.tools()) == 0
    assert await tries(office) == [(1, "carta", "letter", "contest_answer")]
    office.clock.advance(days=5)
    received = office.clock.now()
    last_day = await office.storage.notices().answer_heard(1, received, {"by": "ana@exemplo.invalid", "how": "AR"})

    assert last_day == (received + timedelta(days=10)).date()
    assert (await tries(office))[0][2] == "skipped"


async def test_an_answer_heard_before_its_case_was_closed_is_none(office: Office, desk: Desk) -> None:
    assert await office.storage.notices().answer_heard(1, office.clock.now() - timedelta(days=1), {}) is None
