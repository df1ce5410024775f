"""Attempts are made once, when it is lawful, and by the next means when nobody answers (N6, R3, H2)."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select, text, update
from sqlmodel import col

from bot.adapters.db.notices.reports import SqlNoticeReports
from bot.adapters.db.tables import ConversationRow, EvidenceEntryRow, NoticeAttemptRow, NoticeRow, OutboxRow, TitleRow
from bot.application.changes import HandedOff, OptedOut
from bot.application.messages import StatusCallback
from bot.application.notices.dispatch import dispatch_due
from bot.application.ports import Prediction
from bot.domain.conversation import Channel
from bot.domain.notices.notice import NoticeState
from bot.domain.notices.replies import ReplyVerdict
from tests.builders import TODAY, a_message, a_reply, a_turn
from tests.integration.notices.office import CONTENT, DUE, Office, a_debtor, phone
from tests.integration.notices.sending import Desk, Opens
from tests.notices_told import a_fee, an_answer, an_issue, identified

SUNDAY = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
MONDAY_8H = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
PHRASES = yaml.safe_load((Path(CONTENT) / "common/phrases.yml").read_text(encoding="utf-8"))


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office, PHRASES)


async def attempts(office: Office) -> list[NoticeAttemptRow]:
    async with office.storage.database.reading() as session:
        return list(await session.scalars(select(NoticeAttemptRow).order_by(col(NoticeAttemptRow.id))))


async def ledger(office: Office) -> list[tuple[int, str, str, str | None]]:
    return [(row.number, row.channel, row.state, row.reason) for row in await attempts(office)]


async def planned(office: Office, *people: int, **person: object) -> None:
    await office.has(*[a_debtor(number, DUE, **person) for number in people or (1,)])
    assert (await office.plans()).planned == len(people or (1,))


async def test_an_attempt_is_made_and_told_of_to_its_end(office: Office, desk: Desk) -> None:
    """N0, N6, N8"""
    await planned(office)

    assert await desk.makes() == 1
    assert await desk.hands_over() == [phone(1)]
    assert await ledger(office) == [(1, "whatsapp", "sent", None)]
    await desk.told("MK1", "read")
    await desk.told("MK1", "delivered")

    [attempt] = await attempts(office)
    [notice] = await office.storage.notices().of_person(attempt.person_id)
    assert (attempt.state, attempt.delivered_at, attempt.read_at) == ("read", office.clock.now(), office.clock.now())
    assert attempt.protocol is not None
    assert (notice.state, notice.protocol) == (NoticeState.OPENED, attempt.protocol)
    assert notice.conversation_id == attempt.conversation_id


@pytest.mark.each_database
async def test_dispatchers_at_once_and_one_killed_after_its_turn_speak_once(office: Office, desk: Desk) -> None:
    await planned(office, *range(1, 21))

    await asyncio.gather(desk.makes(), desk.makes(), desk.makes())
    office.clock.advance(minutes=2)
    while await desk.makes():
        pass

    assert sorted(await desk.hands_over()) == sorted(phone(number) for number in range(1, 21))
    assert len(desk.pace.taken) == 20


async def test_a_stopped_bot_sends_no_notice_and_each_once_when_it_is_resumed(office: Office, desk: Desk) -> None:
    """F2: they stay as they are planned, whatever the time."""
    await planned(office, 1, 2)
    before = await ledger(office)

    desk.is_stopped = True
    assert (await desk.makes(), await desk.hands_over(), await ledger(office)) == (0, [], before)
    office.clock.advance(hours=1)
    assert (await desk.makes(), await desk.hands_over(), await ledger(office)) == (0, [], before)
    desk.is_stopped = False
    assert (await desk.makes(), await desk.makes()) == (2, 0)

    assert sorted(await desk.hands_over()) == sorted([phone(1), phone(2)])


async def test_one_stopped_after_the_look_is_put_off_by_a_minute(office: Office, desk: Desk) -> None:
    """F2: what was taken up just before the button was pressed is not said after it."""
    await planned(office)
    looks = iter((False, True))

    async def pressed_meanwhile() -> bool:
        return next(looks)

    tools = desk.tools()
    assert await dispatch_due(replace(tools, turns=replace(tools.turns, is_stopped=pressed_meanwhile))) == 1

    assert (await desk.hands_over(), await ledger(office)) == ([], [(1, "whatsapp", "planned", None)])
    office.clock.advance(seconds=59)
    assert await desk.makes() == 0
    office.clock.advance(seconds=1)
    assert (await desk.makes(), await desk.hands_over()) == (1, [phone(1)])


async def test_one_killed_before_its_turn_is_made_by_another_when_its_lease_is_over(office: Office, desk: Desk) -> None:
    await planned(office)
    [taken] = await office.ledger.due(10, 60)

    assert await desk.makes() == 0
    office.clock.advance(seconds=60)
    assert await desk.makes() == 1
    await office.ledger.give_up(taken, "too late to say so")

    assert [state for _, _, state, _ in await ledger(office)] == ["planned"]
    assert await desk.hands_over() == [phone(1)]


async def test_nothing_is_sent_on_a_sunday_and_all_of_it_on_monday_at_eight(office: Office, desk: Desk) -> None:
    """R3"""
    office.clock.instant = SUNDAY
    await planned(office)

    await desk.makes()
    assert await desk.hands_over() == []
    assert [attempt.next_at for attempt in await attempts(office)] == [MONDAY_8H]

    office.clock.instant = MONDAY_8H
    await desk.makes()
    assert await desk.hands_over() == [phone(1)]


async def test_who_asked_us_to_stop_after_the_plan_gets_a_letter(office: Office, desk: Desk) -> None:
    """N6, R3"""
    await planned(office)
    await office.decides(OptedOut(phone(1), "parem"))

    await desk.makes()

    assert await desk.hands_over() == []
    assert await ledger(office) == [(1, "whatsapp", "skipped", "opted_out"), (2, "carta", "letter", "opted_out")]


async def test_who_is_with_a_person_is_left_alone_and_tried_later(office: Office, desk: Desk) -> None:
    """H2"""
    await planned(office)
    await office.decides(HandedOff("asked", {}))
    async with office.storage.database.writing() as session:
        await session.execute(update(ConversationRow).values(last_inbound_at=None))

    await desk.makes()
    assert await desk.hands_over() == []

    async with office.storage.database.writing() as session:
        await session.execute(text("UPDATE conversation SET owner = 'bot'"))
    office.clock.advance(hours=1)
    await desk.makes()
    assert await desk.hands_over() == [phone(1)]


async def test_who_paid_since_the_plan_is_not_told(office: Office, desk: Desk) -> None:
    """N4"""
    await planned(office)
    async with office.storage.database.writing() as session:
        await session.execute(update(TitleRow).values(state="settled"))

    await desk.makes()

    assert await desk.hands_over() == []
    assert await desk.follows_up() == 0
    await office.storage.notices().move(1, NoticeState.SETTLED, office.clock.now(), {"reason": "paid"})
    assert await ledger(office) == [(1, "whatsapp", "skipped", "settled")]


async def test_without_an_answer_the_next_means_is_tried_and_then_a_letter(office: Office, desk: Desk) -> None:
    """N6"""
    both = ((Channel.WHATSAPP, phone(1)), (Channel.SMS, phone(1)))
    await office.has(a_debtor(1, DUE, *both))
    await office.plans()
    for _ in range(6):
        await desk.makes()
        await desk.hands_over()
        assert await desk.follows_up() == 0
        office.clock.advance(days=4)
        while office.clock.business_now().weekday() >= 5:
            office.clock.advance(days=1)
        await desk.follows_up()

    assert [(number, channel) for number, channel, _, _ in await ledger(office)] == [
        (1, "whatsapp"),
        (2, "sms"),
        (3, "whatsapp"),
        (4, "sms"),
        (5, "whatsapp"),
        (6, "carta"),
    ]
    assert (await ledger(office))[-1][2:] == ("letter", "used_up")


async def test_a_number_that_reaches_nobody_makes_way_at_once(office: Office, desk: Desk) -> None:
    """N6"""
    await office.has(a_debtor(1, DUE, (Channel.WHATSAPP, phone(1)), (Channel.SMS, phone(2))))
    await office.plans()
    await desk.makes()
    await desk.hands_over()
    await desk.told("MK1", "undelivered", "63024")

    assert await desk.follows_up() == 1

    assert await ledger(office) == [(1, "whatsapp", "failed", "unreachable"), (2, "sms", "planned", None)]


async def test_a_notice_is_aimed_at_the_number_its_next_means_goes_to(office: Office, desk: Desk) -> None:
    """N2, N6: an answer counts that comes from the number notified."""
    await office.has(a_debtor(1, DUE, (Channel.WHATSAPP, phone(1)), (Channel.SMS, phone(2))))
    await office.plans()
    await desk.makes()
    await desk.hands_over()
    await desk.told("MK1", "undelivered", "63024")
    await desk.follows_up()

    await desk.makes()

    assert await desk.hands_over("ML") == [phone(2)]
    [listed] = await SqlNoticeReports(office.storage.database).listed()
    assert (listed.notice.channel, listed.notice.contact) == (Channel.SMS, phone(2))


async def test_a_delivery_told_after_the_failure_counts(office: Office, desk: Desk) -> None:
    await planned(office)
    await desk.makes()
    await desk.hands_over()

    await desk.told("MK1", "failed", "63024")
    await desk.told("MK1", "delivered")
    await desk.told("MK1", "undelivered", "63024")

    assert await ledger(office) == [(1, "whatsapp", "delivered", None)]


async def test_a_notice_that_could_not_be_given_is_tried_by_the_next_means_though_its_opener_was_read(
    office: Office, desk: Desk
) -> None:
    """N2, N6"""
    await planned(office)
    await desk.makes()
    await desk.hands_over()
    await desk.told("MK1", "read")
    await _issued(office, desk)
    await desk.told("MK2", "failed", "63024")

    [attempt] = await attempts(office)
    assert (attempt.state, attempt.reason) == ("read", "unreachable")
    assert await desk.follows_up() == 1
    assert await ledger(office) == [(1, "whatsapp", "read", "unreachable"), (2, "carta", "letter", "no_contact")]


async def test_an_answer_moves_the_attempt_it_answers_and_ends_the_attempts(office: Office, desk: Desk) -> None:
    """N2, N6"""
    await planned(office)
    await desk.makes()
    await desk.hands_over()
    await _issued(office, desk)

    await office.decides(an_answer(1, ReplyVerdict.ACKNOWLEDGED))

    assert await ledger(office) == [(1, "whatsapp", "acknowledged", None)]
    office.clock.advance(days=30)
    assert await desk.follows_up() == 0


async def test_who_answered_and_never_said_who_they_are_gets_a_letter_in_the_end(office: Office, desk: Desk) -> None:
    """N2, N6: "respondida, identidade pendente" is no valid notice, and is not silently left at that."""
    await planned(office)
    await desk.makes()
    await desk.hands_over()
    await _issued(office, desk)
    office.clock.advance(days=2)
    pending = an_answer(1, ReplyVerdict.PENDING_IDENTITY, at=office.clock.now(), once_confirmed=NoticeState.REPLIED)
    await office.decides(pending)

    office.clock.advance(days=2, hours=23)
    assert await desk.follows_up() == 0
    office.clock.advance(hours=1)

    assert [await desk.follows_up(), await desk.follows_up()] == [1, 0]
    assert (await ledger(office))[-1][1:] == ("carta", "letter", "identity_pending")


async def test_a_letter_not_yet_written_is_dropped_when_the_person_answers_after_all(
    office: Office, desk: Desk
) -> None:
    """N2, N6"""
    await planned(office)
    await desk.makes()
    await desk.hands_over()
    await _issued(office, desk)
    pending = an_answer(1, ReplyVerdict.PENDING_IDENTITY, at=office.clock.now(), once_confirmed=NoticeState.REPLIED)
    await office.decides(pending)
    office.clock.advance(days=3)
    await desk.follows_up()

    valid = an_answer(1, ReplyVerdict.ACKNOWLEDGED, at=office.clock.now(), deadline=date(2026, 12, 5))
    await office.decides(valid)

    assert (await ledger(office))[-1][1:] == ("carta", "skipped", "answered")


async def test_every_event_of_a_notice_is_on_record_once(office: Office, desk: Desk) -> None:
    """N5: whatever is repeated or comes out of order."""
    await planned(office)
    await desk.makes()
    await desk.hands_over()
    await desk.told("MK2", "read")
    await _issued(office, desk)
    for state in ("delivered", "delivered", "sent", "read"):
        await desk.told("MK2", state)
    await office.decides(an_answer(1, ReplyVerdict.ACKNOWLEDGED))

    assert await evidence(office) == ["opened", "identified", "issued", "sent", "read", "delivered", "acknowledged"]


async def test_a_person_who_takes_over_before_it_is_sent_stops_the_opener(office: Office, desk: Desk) -> None:
    """H2"""
    await planned(office)
    await desk.makes()

    assert await office.storage.outbox().supersede(1) == 1

    assert await ledger(office) == [(1, "whatsapp", "skipped", "superseded")]
    assert await desk.follows_up() == 0
    office.clock.advance(days=3)
    assert await desk.follows_up() == 1
    assert (await ledger(office))[1:] == [(2, "whatsapp", "planned", None)]


async def test_who_was_told_before_the_attempt_is_waited_for_like_anybody(office: Office, desk: Desk) -> None:
    """N0, N6: the debtor wrote in between the plan and the attempt."""
    await planned(office)
    await _issued(office, desk)

    assert await desk.makes() == 0
    assert await ledger(office) == [(1, "whatsapp", "skipped", "told_meanwhile")]
    assert await desk.follows_up() == 0
    office.clock.advance(days=3)
    assert await desk.follows_up() == 1


async def test_a_notice_said_to_who_wrote_first_is_followed_up_when_it_is_not_answered(
    office: Office, desk: Desk
) -> None:
    """N0, N6"""
    await office.has(a_debtor())
    await _issued(office, desk, notice_id=None)
    office.clock.advance(days=2, hours=23)
    assert await desk.follows_up() == 0

    office.clock.advance(hours=1)

    assert await desk.follows_up() == 1
    assert await ledger(office) == [(1, "whatsapp", "planned", None)]


@pytest.mark.each_database
async def test_a_callback_and_the_storing_of_its_sid_never_miss_each_other(office: Office, desk: Desk) -> None:
    await planned(office, *range(1, 21))
    while await desk.makes():
        pass
    outbox, inbox, at = office.storage.outbox(), office.storage.inbox(), office.clock.now()
    sendings = await outbox.claim(20, 30)
    told = [StatusCallback(f"MK{sending.id}", "delivered", None, at, {}) for sending in sendings]  # type: ignore[arg-type]

    both = [[outbox.sent(s, f"MK{s.id}", at), inbox.store_status(c)] for s, c in zip(sendings, told, strict=True)]
    await asyncio.gather(*[one for pair in both for one in pair])

    assert {state for _, _, state, _ in await ledger(office)} == {"delivered"}


async def test_the_turn_of_an_attempt_cancelled_meanwhile_is_undone_whole(office: Office, desk: Desk) -> None:
    await planned(office)
    [due] = await office.ledger.due(10, 60)
    await office.storage.notices().move(1, NoticeState.SETTLED, office.clock.now(), {"reason": "paid"})
    conversation = await office.storage.inbox().open(Channel.WHATSAPP, phone(1), "+556733141010")
    claim = await office.storage.inbox().claim_quiet(conversation, lease_s=30)
    assert claim is not None

    kept = await office.storage.inbox().commit(claim, a_turn(claim, a_reply(f"notice:{due.id}:0")))

    assert not kept
    async with office.storage.database.reading() as session:
        assert (await session.scalars(select(OutboxRow))).all() == []
    assert await ledger(office) == [(1, "whatsapp", "skipped", "settled")]


async def evidence(office: Office) -> list[str]:
    vault = office.storage.database.vault
    async with office.storage.database.reading() as session:
        rows = await session.scalars(select(EvidenceEntryRow).order_by(col(EvidenceEntryRow.id)))
        return [vault.open_json(row.sealed)["entry"]["kind"] for row in rows if row.sealed is not None]


async def _issued(office: Office, desk: Desk, notice_id: int | None = 1) -> None:
    """The debtor answered the opener, proved who it is and was given the notice."""
    inbox = office.storage.inbox()
    conversation = await inbox.store(a_message("SM-me", contact=phone(1), received_at=office.clock.now()))
    claim = await inbox.claim(conversation or 0, quiet_since=office.clock.now() + timedelta(days=1), lease_s=30)
    assert claim is not None
    person = await office.person()
    reply, fee = a_reply("t:me", carries_notice=True), a_fee("000000001", due_date=TODAY)
    after = identified(claim.conversation, person.id)
    change = an_issue(person.id, notice_id, fee)
    assert await inbox.commit(claim, a_turn(claim, reply, conversation=after, changes=(change,)))
    await desk.hands_over()


class Steps(Opens):
    """Remembers where it was entered, and says nothing there."""

    def __init__(self) -> None:
        self.entered: list[str] = []

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        self.entered.append(step)
        return Prediction((), None, {"step": step, "return_to": ""})


@pytest.mark.parametrize(("minutes", "entered"), [(29, []), (31, ["notice.issue"]), (1440, ["notice.opener"])])
async def test_who_is_confirmed_in_a_fresh_talk_is_notified_without_an_opener(
    office: Office, desk: Desk, minutes: int, entered: list[str]
) -> None:
    """N0, I6: not while they are writing, and not once the verification has lapsed."""
    await planned(office)
    person, inbox = await office.person(), office.storage.inbox()
    conversation = await inbox.store(a_message("SM-known", contact=phone(1)))
    claim = await inbox.claim(conversation or 0, quiet_since=office.clock.now() + timedelta(days=1), lease_s=30)
    assert claim is not None
    after = identified(claim.conversation, person.id, office.clock.now())
    assert await inbox.commit(claim, a_turn(claim, conversation=after))
    office.clock.advance(minutes=minutes)
    tools, steps = desk.tools(), Steps()

    await dispatch_due(replace(tools, turns=replace(tools.turns, dialogue=steps)))  # type: ignore[arg-type]

    assert steps.entered == entered


async def test_who_acknowledged_since_it_was_planned_is_not_told_again(office: Office, desk: Desk) -> None:
    """N6: the second attempt was planned while the answer to the first was on its way."""
    await planned(office)
    async with office.storage.database.writing() as session:
        await session.execute(update(NoticeRow).values(state="acknowledged", acknowledged_at=office.clock.now()))

    await desk.makes()

    assert await desk.hands_over() == []
    assert await ledger(office) == [(1, "whatsapp", "skipped", "answered")]
