"""The contract of `Notices`: the fake, SQLite and PostgreSQL keep it alike (N2, N4)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.adapters.db.tables import CaseRow
from bot.application.changes import CaseOpened, Change, NoticeFollowedUp, NoticeSettled
from bot.application.messages import DeliveryState, StatusCallback
from bot.application.ports import Claim
from bot.domain.conversation import Channel
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.notices.replies import ReplyVerdict
from bot.domain.people import Role
from tests.builders import NOON, PHONE, a_closing, a_message, a_reply, a_row, a_title, a_turn, an_agreement
from tests.integration.db.debtors import put, with_a_debtor
from tests.notices_told import BODY, PROTOCOL, a_fee, an_answer, an_issue, identified, some_contents

LATER = NOON + timedelta(hours=1)
DEADLINE = date(2026, 11, 30)
WHOLE, SHORT = "+5567998765432", "+556798765432"


class Told:
    """A storage in which a debtor who wrote in was given the notice."""

    def __init__(self, storage, person) -> None:
        self.storage, self.person = storage, person
        self.turns = 0

    async def claim(self, contact: str = PHONE) -> Claim:
        self.turns += 1
        conversation_id = await self.storage.inbox().store(a_message(f"SM-{self.turns}", contact=contact))
        claim = await self.storage.inbox().claim(conversation_id, quiet_since=LATER, lease_s=30)
        assert claim is not None
        return claim

    async def turn(self, *changes: Change, carries: bool = False, contact: str = PHONE) -> bool:
        claim = await self.claim(contact)
        reply = a_reply(f"t:{self.turns}", BODY, carries_notice=carries)
        after = identified(claim.conversation, self.person.id)
        return await self.storage.inbox().commit(claim, a_turn(claim, reply, conversation=after, changes=changes))

    async def issue(self, *fees, notice_id: int | None = None, contact: str = PHONE) -> bool:
        return await self.turn(an_issue(self.person.id, notice_id, *fees), carries=True, contact=contact)

    async def hand_over(self, sid: str) -> None:
        for sending in await self.storage.outbox().claim(10, 30):
            await self.storage.outbox().sent(sending, sid, NOON)

    async def callback(self, sid: str, state: str, code: str | None = None) -> None:
        await self.storage.inbox().store_status(StatusCallback(sid, DeliveryState(state), code, LATER, {}))

    async def closes_its_case(self, number: str) -> None:
        database = getattr(self.storage, "database", None)
        if database is not None:  # the fake keeps no cases that are closed
            async with database.writing() as session:
                await session.execute(update(CaseRow).where(col(CaseRow.number) == number).values(closed_at=NOON))

    async def notice(self) -> Notice:
        [notice] = await self.storage.notices().of_person(self.person.id)
        return notice


@pytest.fixture
async def told(storage) -> Told:
    told = Told(storage, await with_a_debtor(storage))
    assert await told.issue()
    return told


async def test_a_notice_issued_to_who_wrote_in_is_kept_as_it_was_said(told: Told) -> None:
    """N0, N1"""
    notice = await told.notice()

    assert (notice.state, notice.is_receptive, notice.channel, notice.contact) == (
        NoticeState.IDENTIFIED,
        True,
        Channel.WHATSAPP,
        PHONE,
    )
    assert (notice.contents, notice.text, notice.title_numbers) == (some_contents(), BODY, ("126478448",))
    assert (notice.protocol, notice.release, notice.factors) == (PROTOCOL, "abc", frozenset({"cpf_first3"}))
    assert (notice.issued_at, notice.identified_at, notice.sent_at) == (NOON, NOON, None)


async def test_its_message_being_sent_and_told_of_moves_the_notice(told: Told) -> None:
    """N2"""
    await told.hand_over("MK1")
    assert ((await told.notice()).state, (await told.notice()).sent_at) == (NoticeState.SENT, NOON)

    await told.callback("MK1", "delivered")
    await told.callback("MK1", "read")

    notice = await told.notice()
    assert (notice.state, notice.delivered_at, notice.read_at) == (NoticeState.READ, LATER, LATER)
    assert await told.storage.notices().carried_by("MK1") == notice.id
    assert await told.storage.notices().carried_by("MK9") is None
    assert await told.storage.notices().is_since_notice("MK1")
    assert not await told.storage.notices().is_since_notice("MK9")


async def test_what_was_said_before_a_notice_is_older_than_it(storage) -> None:
    """N2: who quotes the opener answers the opener; who quotes what came after the notice has it before their eyes."""
    told = Told(storage, await with_a_debtor(storage))
    await told.turn()
    await told.hand_over("MK0")
    await told.issue()
    await told.hand_over("MK1")
    await told.turn()
    await told.hand_over("MK2")

    since = {sid: await storage.notices().is_since_notice(sid) for sid in ("MK0", "MK1", "MK2")}

    assert since == {"MK0": False, "MK1": True, "MK2": True}


async def test_a_delivery_told_before_the_sid_is_known_counts_once_it_is(told: Told) -> None:
    await told.callback("MK1", "delivered")

    await told.hand_over("MK1")

    notice = await told.notice()
    assert notice.state is NoticeState.DELIVERED
    assert notice.delivered_at is not None


async def test_a_delivery_told_after_the_reply_is_kept_and_moves_nothing_back(told: Told) -> None:
    """N2"""
    await told.hand_over("MK1")
    await told.turn(an_answer(1, ReplyVerdict.ACKNOWLEDGED, deadline=DEADLINE))

    await told.callback("MK1", "delivered")

    notice = await told.notice()
    assert (notice.state, notice.delivered_at) == (NoticeState.ACKNOWLEDGED, LATER)
    assert (notice.replied_at, notice.acknowledged_at, notice.deadline) == (NOON, NOON, DEADLINE)


async def test_of_two_replies_the_first_counts(told: Told) -> None:
    """N2"""
    await told.turn(an_answer(1, ReplyVerdict.REPLIED, "quanto é?"))
    await told.turn(an_answer(1, ReplyVerdict.REPLIED, "e aí?", at=LATER))

    assert (await told.notice()).replied_at == NOON


async def test_a_reply_before_identity_is_kept_as_pending_with_what_it_becomes(told: Told) -> None:
    """N2"""
    pending = an_answer(1, ReplyVerdict.PENDING_IDENTITY, once_confirmed=NoticeState.ACKNOWLEDGED)
    await told.turn(pending)

    notice = await told.notice()
    assert (notice.pending_reply_at, notice.pending_as, notice.replied_at) == (NOON, NoticeState.ACKNOWLEDGED, None)


async def test_a_contest_carries_the_number_of_its_case_and_its_answer_is_heard_once(told: Told) -> None:
    """N4: once the person has the answer, a new term runs."""
    case = CaseOpened("2026112000001", "contest", told.person.id, DEADLINE, "não devo")
    await told.turn(case, an_answer(1, ReplyVerdict.CONTESTED, "não devo"))
    notices = told.storage.notices()
    await told.closes_its_case("2026112000001")

    answered = [await notices.answer_heard(1, LATER, {"by": "ana@exemplo.invalid"}) for _ in range(2)]

    notice = await told.notice()
    assert answered == [DEADLINE, None]
    assert (notice.state, notice.case_number) == (NoticeState.CONTESTED, "2026112000001")
    assert (notice.contested_at, notice.answered_at, notice.deadline) == (NOON, LATER, DEADLINE)
    assert await notices.answer_heard(77, LATER, {}) is None


async def test_a_turn_about_a_notice_that_ended_meanwhile_is_undone_whole(told: Told) -> None:
    await told.storage.notices().move(1, NoticeState.VOIDED, NOON, {"reason": "not_me"})

    kept = await told.turn(an_answer(1, ReplyVerdict.ACKNOWLEDGED))

    assert not kept
    assert (await told.notice()).acknowledged_at is None
    assert await told.storage.inbox().waiting(LATER + timedelta(days=1), 10)


async def test_the_question_after_a_reply_is_asked_once(told: Told) -> None:
    """N2"""
    assert await told.turn(NoticeFollowedUp(1))

    assert not await told.turn(NoticeFollowedUp(1))
    assert (await told.notice()).followed_up


async def test_not_me_voids_the_notice_and_the_same_default_may_be_told_elsewhere(told: Told) -> None:
    """N2"""
    await told.turn(an_answer(1, ReplyVerdict.VOIDED, "não sou eu"))

    assert await told.issue()

    states = [notice.state for notice in await told.storage.notices().of_person(told.person.id)]
    assert states == [NoticeState.IDENTIFIED, NoticeState.VOIDED]


async def test_the_same_default_told_again_is_the_same_notice(told: Told) -> None:
    """N4: each new default needs a new notice, and only that."""
    await told.issue(contact="+5567900000002")

    notice = await told.notice()
    assert (notice.contact, notice.state) == ("+5567900000002", NoticeState.IDENTIFIED)


async def test_a_message_that_carried_it_before_it_was_told_again_is_still_known(told: Told) -> None:
    """N2: whoever quotes the first one answers the notice."""
    await told.hand_over("MK1")
    await told.issue(notice_id=1)
    await told.hand_over("MK2")
    notices = told.storage.notices()

    assert [await notices.carried_by(sid) for sid in ("MK1", "MK2")] == [1, 1]
    assert await notices.is_since_notice("MK1")


ELSEWHERE = "+5567900000002"


async def test_said_again_elsewhere_it_is_still_known_where_it_was_said_first(told: Told) -> None:
    """N2, N6: an answer from the first number counts: the person was notified there too."""
    await told.hand_over("MK1")
    await told.issue(contact=ELSEWHERE)
    await told.hand_over("MK2")

    first, second = [
        await told.storage.notices().at_contact("cassems", Channel.WHATSAPP, at) for at in (PHONE, ELSEWHERE)
    ]

    assert [(notice.id, notice.contact, notice.sent_at) for notice in first] == [(1, PHONE, NOON)]
    assert [(notice.id, notice.contact) for notice in second] == [(1, ELSEWHERE)]
    await told.turn(an_answer(1, ReplyVerdict.ACKNOWLEDGED))
    assert (await told.notice()).acknowledged_at == NOON


async def test_what_never_left_for_the_first_number_was_not_said_there(told: Told) -> None:
    """N2"""
    await told.issue(contact=ELSEWHERE)

    assert await told.storage.notices().at_contact("cassems", Channel.WHATSAPP, PHONE) == []


async def test_the_first_number_does_not_answer_for_a_month_it_was_not_told_of(told: Told) -> None:
    """N2, N4: said again with a mensalidade that was not owed when the first message went."""
    await told.hand_over("MK1")
    await told.issue(a_fee(), a_fee("126478999", due_date=NOON.date()), contact=ELSEWHERE)
    await told.hand_over("MK2")

    assert await told.storage.notices().at_contact("cassems", Channel.WHATSAPP, PHONE) == []


async def test_the_first_number_does_not_answer_for_a_month_freed_from_a_case_since(told: Told) -> None:
    """N2, N4: owed all the time, and held by a case or an excuse when the first message went."""
    await told.hand_over("MK1")
    await told.issue(a_fee(), a_fee("126478999", due_date=a_fee().due_date), contact=ELSEWHERE)
    await told.hand_over("MK2")

    assert await told.storage.notices().at_contact("cassems", Channel.WHATSAPP, PHONE) == []


async def test_the_first_number_answers_for_less_than_it_was_told_of(storage) -> None:
    """N2, N4: a mensalidade was paid between the two."""
    told = Told(storage, await with_a_debtor(storage))
    assert await told.issue(a_fee(), a_fee("126478999", due_date=a_fee().due_date))
    await told.hand_over("MK1")
    await told.issue(a_fee(), notice_id=1, contact=ELSEWHERE)
    await told.hand_over("MK2")

    [notice] = await told.storage.notices().at_contact("cassems", Channel.WHATSAPP, PHONE)

    assert (notice.id, notice.contact, notice.title_numbers) == (1, PHONE, (a_fee().number,))


async def test_an_answered_notice_is_not_issued_again(told: Told) -> None:
    await told.turn(an_answer(1, ReplyVerdict.REPLIED, "quanto é?"))

    assert not await told.issue(notice_id=1)


async def test_an_agreement_over_all_its_titles_settles_the_notice(told: Told) -> None:
    """N4"""
    await told.turn(a_closing(told.person.id))

    notice = await told.notice()
    assert notice.state is NoticeState.SETTLED
    assert notice.settled_at is not None


async def test_an_agreement_over_some_of_its_titles_leaves_the_notice_standing(storage) -> None:
    """N4"""
    [person, _] = await put(storage, a_row(a_title(), PHONE), a_row(a_title("2", code="045"), PHONE))
    told = Told(storage, person)
    await told.issue(a_fee(), a_fee("2"))

    await told.turn(a_closing(person.id))
    assert (await told.notice()).state is NoticeState.IDENTIFIED

    await told.turn(a_closing(person.id, replace(an_agreement("AC2", "2"), code="045")))
    assert (await told.notice()).state is NoticeState.SETTLED


async def test_a_notice_settled_in_a_turn_is_over(told: Told) -> None:
    await told.turn(NoticeSettled(1, "payment", LATER))

    notice = await told.notice()
    assert (notice.state, notice.settled_at) == (NoticeState.SETTLED, LATER)
    assert await told.storage.notices().at_contact("cassems", Channel.WHATSAPP, PHONE) == []


@pytest.mark.parametrize("before", [NoticeState.VOIDED, NoticeState.SETTLED])
async def test_what_is_over_stays_over(told: Told, before: NoticeState) -> None:
    notices = told.storage.notices()
    assert await notices.move(1, before, NOON, {})

    assert not await notices.move(1, NoticeState.EXPIRED, LATER, {})
    assert (await told.notice()).state is before


async def test_only_a_notice_that_was_answered_expires(told: Told) -> None:
    """N2, N4"""
    notices = told.storage.notices()
    assert not await notices.move(1, NoticeState.EXPIRED, NOON, {})

    await told.turn(an_answer(1, ReplyVerdict.ACKNOWLEDGED))

    assert await notices.move(1, NoticeState.EXPIRED, LATER, {})
    assert (await told.notice()).expired_at == LATER


@pytest.mark.parametrize(
    ("creditor", "channel", "contact", "is_found"),
    [
        ("cassems", Channel.WHATSAPP, WHOLE, True),
        ("cassems", Channel.WHATSAPP, SHORT, True),
        ("cassems", Channel.SMS, WHOLE, False),
        ("assefaz", Channel.WHATSAPP, WHOLE, False),
        ("cassems", Channel.WHATSAPP, "+5567900000002", False),
    ],
    ids=["the same", "without its ninth digit", "another channel", "another creditor", "another number"],
)
async def test_the_notices_of_a_number_are_found_by_it(
    told: Told, creditor: str, channel: Channel, contact: str, is_found: bool
) -> None:
    """N2, section 9"""
    await told.issue(contact=WHOLE)

    found = await told.storage.notices().at_contact(creditor, channel, contact)

    assert [notice.id for notice in found] == ([1] if is_found else [])


async def test_those_covered_with_the_holder_are_named_and_split_off_ones_are_not(storage) -> None:
    """N1"""
    holder, *_ = await put(
        storage,
        a_row(a_title(), PHONE),
        _covered("2", Role.DEPENDANT, "Lia Barbosa"),
        _covered("3", Role.AGGREGATE, "Rui Barbosa"),
        _covered("4", Role.SPLIT_AGGREGATE, "Ana Barbosa"),
    )

    assert await storage.notices().beneficiaries_of(holder) == ["Lia Barbosa", "Rui Barbosa"]


def _covered(registration: str, role: Role, name: str):
    documents = {"2": "39053344705", "3": "52998224725", "4": "11144477735"}
    document, holder = documents[registration], "15908301647"
    return a_row(None, registration=registration, role=role, name=name, document=document, holder_document=holder)
