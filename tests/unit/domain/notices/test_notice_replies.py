"""What counts as the reply to a notice: every exclusion is a rule here (N2, N3)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notice_examples import (
    ANY_REPLY,
    HOLDER,
    PHONE,
    POLICY,
    SENT,
    a_notice,
    a_reply,
    an_acknowledged_notice,
    an_opened_notice,
    ciente,
    later,
)

from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.notices.replies import (
    EARLIER,
    ReplyFacts,
    ReplyReason,
    ReplyVerdict,
    Weighed,
    bound_to,
    valid_from,
    weigh,
)
from flows.intents import INTENTS

ACKNOWLEDGED, REPLIED, CONTESTED = ReplyVerdict.ACKNOWLEDGED, ReplyVerdict.REPLIED, ReplyVerdict.CONTESTED
PENDING, VOIDED, NO = ReplyVerdict.PENDING_IDENTITY, ReplyVerdict.VOIDED, ReplyVerdict.NOT_A_REPLY
DELIVERED = later(seconds=2)
NEVER_REPLIES = {"not_me", "third_party", "deceased", "opt_out"}
TAP: dict[str, Any] = {"is_tap": True, "intent": "acknowledge_notice", "text": "Estou ciente"}


def refused(message: ReplyFacts, notice: Notice | None = None) -> ReplyReason:
    """Why a message is no reply."""
    weighed = weigh(message, notice or a_notice())
    assert weighed.verdict is NO
    assert weighed.once_confirmed is None
    return weighed.reason


def verdict(message: ReplyFacts, notice: Notice | None = None) -> ReplyVerdict:
    return weigh(message, notice or a_notice()).verdict


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (ciente(), ACKNOWLEDGED),
        (ciente(text="recebi"), ACKNOWLEDGED),
        (a_reply(**TAP, reply_to_notice=1), ACKNOWLEDGED),
        (a_reply("1", "acknowledge_notice", is_tap=True), ACKNOWLEDGED),
        (a_reply("acho que recebi isso aí", "acknowledge_notice", certain=False), REPLIED),
        (a_reply("quanto é?", "ask_titles"), REPLIED),
        (a_reply("já paguei", "already_paid"), REPLIED),
        (a_reply("ok", "affirm"), REPLIED),
        (a_reply("asdf", "out_of_scope", certain=False), REPLIED),
        (a_reply("quem é?", "ask_who"), REPLIED),
        (a_reply("não devo isso", "contest_debt"), CONTESTED),
        (a_reply("isso tá errado", "contest_debt", certain=False), CONTESTED),
    ],
)
def test_what_the_person_notified_says_after_the_notice(message: ReplyFacts, expected: ReplyVerdict) -> None:
    """N2: explicit on a sure reading only; a contest, already paid and any other words are replies."""
    assert weigh(message, a_notice()) == Weighed(expected, ReplyReason.COUNTS)


@pytest.mark.parametrize(
    ("message", "becomes"),
    [
        (ciente(person_id=None), NoticeState.ACKNOWLEDGED),
        (a_reply(person_id=None), NoticeState.REPLIED),
        (a_reply("não devo", "contest_debt", person_id=None), NoticeState.CONTESTED),
    ],
)
def test_before_identity_it_is_answered_with_identity_pending(message: ReplyFacts, becomes: NoticeState) -> None:
    """N2"""
    weighed = weigh(message, a_notice())

    assert (weighed.verdict, weighed.reason) == (PENDING, ReplyReason.IDENTITY_PENDING)
    assert weighed.once_confirmed is becomes


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_of_all_intents_only_an_explicit_one_acknowledges_and_four_never_reply(intent: str) -> None:
    """N2"""
    said = verdict(a_reply("…", intent))

    assert (said is ACKNOWLEDGED) == (intent == "acknowledge_notice")
    assert (said in (NO, VOIDED)) == (intent in NEVER_REPLIES)


@pytest.mark.parametrize(
    ("intent", "reason"),
    [
        ("third_party", ReplyReason.THIRD_PARTY),
        ("deceased", ReplyReason.DECEASED),
        ("opt_out", ReplyReason.OPT_OUT_ALONE),
    ],
)
@pytest.mark.parametrize("person_id", [None, HOLDER])
def test_someone_else_a_death_and_an_opt_out_alone_are_no_replies(
    intent: str, reason: ReplyReason, person_id: int | None
) -> None:
    """N2: before identity and after."""
    assert refused(a_reply("…", intent, person_id=person_id)) is reason


def test_who_are_you_is_no_reply_before_identity_and_is_one_after() -> None:
    """N2"""
    assert refused(a_reply("quem é?", "ask_who", person_id=None)) is ReplyReason.WHO_ARE_YOU
    assert verdict(a_reply("quem é?", "ask_who")) is REPLIED


@pytest.mark.parametrize("notice", [an_opened_notice(), a_notice(), a_notice(pending_reply_at=later(minutes=1))])
@pytest.mark.parametrize("person_id", [None, HOLDER, HOLDER + 1])
def test_not_me_voids_it_before_identity_and_after(notice: Notice, person_id: int | None) -> None:
    """N2, I5: to the opener too."""
    assert verdict(a_reply("não sou eu", "not_me", person_id=person_id), notice) is VOIDED


def test_not_me_does_not_void_what_the_person_has_already_answered() -> None:
    """N2: somebody else of the house writes later."""
    notice = an_acknowledged_notice(later(minutes=1))

    assert refused(a_reply("não sou eu", "not_me", received_at=later(days=1)), notice) is ReplyReason.DENIED


@pytest.mark.parametrize("text", ["não recebi notificação nenhuma", "não recebi nada", "o documento não abre"])
@pytest.mark.parametrize("person_id", [None, HOLDER])
def test_who_says_that_nothing_came_has_not_answered(text: str, person_id: int | None) -> None:
    """N2: whatever the classifier took it for, and in a profile where any reply counts too."""
    assert refused(a_reply(text, "acknowledge_notice", certain=False, person_id=person_id)) is ReplyReason.NEVER_CAME


def test_not_me_from_another_number_voids_nothing() -> None:
    """N2"""
    assert refused(a_reply("não sou eu", "not_me", contact="+5567981230009")) is ReplyReason.OTHER_NUMBER


def test_another_person_s_words_are_no_reply_even_from_that_number() -> None:
    """N2: verified, as somebody else."""
    assert refused(ciente(person_id=HOLDER + 1)) is ReplyReason.OTHER_PERSON


def test_a_reply_from_another_number_is_none() -> None:
    """N2: only from the number notified."""
    assert refused(ciente(contact="+5567981230009")) is ReplyReason.OTHER_NUMBER


def test_the_number_without_its_ninth_digit_is_the_number_notified() -> None:
    """Section 9"""
    assert verdict(ciente(contact="+556781230001")) is ACKNOWLEDGED
    assert refused(ciente(), a_notice(contact="+556781230001")) is ReplyReason.OTHER_NUMBER


@pytest.mark.parametrize("state", [NoticeState.VOIDED, NoticeState.SETTLED, NoticeState.EXPIRED])
def test_a_notice_that_is_over_takes_no_reply(state: NoticeState) -> None:
    """N2"""
    assert refused(ciente(), a_notice(state=state)) is ReplyReason.NOTICE_IS_OVER


@pytest.mark.parametrize("text", ["sou eu", "sim", "ciente"])
def test_an_answer_to_the_opener_is_nothing_to_the_notice(text: str) -> None:
    """N3: the full notice has not gone out yet, even when the turn that sends it was decided."""
    opener_only, waiting = an_opened_notice(), an_opened_notice(issued_at=SENT - timedelta(hours=2))

    assert refused(ciente(text=text), opener_only) is ReplyReason.NOT_OUT_YET
    assert refused(ciente(text=text), waiting) is ReplyReason.NOT_OUT_YET


@pytest.mark.parametrize("received_at", [SENT - timedelta(minutes=5), SENT - timedelta(microseconds=1), SENT])
def test_what_came_before_the_notice_went_out_is_no_reply(received_at: datetime) -> None:
    """N2: only after it; the same instant is not after."""
    assert refused(ciente(received_at=received_at)) is ReplyReason.BEFORE_THE_NOTICE


def test_a_message_that_quotes_another_one_is_no_reply_to_the_notice() -> None:
    """N3: "sou eu" under the opener, sent after the notice."""
    assert refused(a_reply("sou eu", "affirm", reply_to_notice=EARLIER)) is ReplyReason.OTHER_MESSAGE
    assert refused(ciente(reply_to_notice=2)) is ReplyReason.OTHER_MESSAGE


def test_a_tap_on_a_notice_s_button_is_under_it_or_its_follow_up_wherever_it_points() -> None:
    """N2"""
    contests = a_reply("Quero contestar", "contest_debt", is_tap=True, reply_to_notice=EARLIER)

    assert verdict(a_reply(**TAP, reply_to_notice=EARLIER)) is ACKNOWLEDGED
    assert verdict(contests) is CONTESTED
    assert refused(replace(contests, is_tap=False)) is ReplyReason.OTHER_MESSAGE
    assert refused(replace(contests, intent="ask_human")) is ReplyReason.OTHER_MESSAGE


def test_a_message_that_quotes_the_notice_proves_that_it_is_out() -> None:
    """N2: its being sent may be told later than the reply."""
    notice = an_opened_notice(issued_at=SENT)

    assert verdict(ciente(reply_to_notice=1), notice) is ACKNOWLEDGED


@pytest.mark.parametrize(
    ("after_delivery", "automatic"), [(0.0, True), (4.999, True), (5.0, True), (5.001, False), (6.0, False)]
)
def test_within_five_seconds_of_delivery_it_is_automatic(after_delivery: float, automatic: bool) -> None:
    """N2"""
    message = ciente(received_at=DELIVERED + timedelta(seconds=after_delivery))

    assert weigh(message, a_notice()).reason is (ReplyReason.TOO_FAST if automatic else ReplyReason.COUNTS)


@pytest.mark.parametrize(("after_sending", "automatic"), [(0.1, True), (5.0, True), (5.001, False)])
def test_with_no_delivery_told_the_seconds_run_from_sending(after_sending: float, automatic: bool) -> None:
    """N2"""
    message = ciente(received_at=later(seconds=after_sending))

    assert (verdict(message, a_notice(delivered_at=None)) is NO) is automatic


def test_a_delivery_told_after_the_reply_does_not_make_it_too_fast() -> None:
    """N2: callbacks come late; sending gives the time then."""
    notice = a_notice(delivered_at=later(minutes=2))

    assert verdict(ciente(received_at=later(minutes=1)), notice) is ACKNOWLEDGED


def test_a_tap_is_made_by_a_person_however_fast() -> None:
    """N2"""
    assert verdict(a_reply(**TAP, received_at=later(seconds=3), reply_to_notice=1)) is ACKNOWLEDGED


@pytest.mark.parametrize(
    "message",
    [
        a_reply("Olá! Não posso falar agora, respondo em breve.", "later"),
        a_reply("Recebi sua mensagem, em breve retorno o contato", "acknowledge_notice"),
        a_reply("ok", "affirm"),
        a_reply("recebi", "acknowledge_notice", certain=False),
    ],
)
def test_the_same_text_again_is_automatic(message: ReplyFacts) -> None:
    """N2"""
    assert refused(replace(message, seen_before=True)) is ReplyReason.SAME_TEXT_AGAIN
    assert verdict(message) is not NO


@pytest.mark.parametrize(
    "message",
    [ciente(seen_before=True), a_reply("1", "acknowledge_notice", is_tap=True, seen_before=True)],
)
def test_a_bare_ciente_or_a_choice_made_again_is_a_person_s(message: ReplyFacts) -> None:
    """N2: who was not counted the first time, before the notice or too fast, may say it again."""
    assert verdict(message) is ACKNOWLEDGED


@pytest.mark.parametrize("intent", ["affirm", "deny", "acknowledge_notice"])
@pytest.mark.parametrize("is_tap", [False, True])
def test_sim_sei_to_the_awareness_question_is_no_acknowledgement(intent: str, is_tap: bool) -> None:
    """N3, N10"""
    message = a_reply("sim, sei", intent, answering_awareness=True, is_tap=is_tap)

    assert refused(message) is ReplyReason.ANSWERS_AWARENESS


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (a_reply("não devo", "contest_debt", answering_awareness=True), CONTESTED),
        (a_reply("já paguei", "already_paid", answering_awareness=True), REPLIED),
        (a_reply(**TAP, answering_awareness=True, reply_to_notice=1), ACKNOWLEDGED),
    ],
)
def test_what_answers_the_awareness_question_with_more_counts(message: ReplyFacts, expected: ReplyVerdict) -> None:
    """N10: and so does the notice's own button, tapped meanwhile."""
    assert verdict(message) is expected


@given(
    st.builds(
        ReplyFacts,
        text=st.sampled_from(["ciente", "sim", "quem é?"]),
        intent=st.sampled_from(sorted(INTENTS)),
        certain=st.booleans(),
        received_at=st.integers(-60, 60).map(lambda seconds: later(seconds=seconds)),
        contact=st.sampled_from([PHONE, "+5567981230009"]),
        person_id=st.sampled_from([None, HOLDER, HOLDER + 1]),
        reply_to_notice=st.sampled_from([None, 1, 2, EARLIER]),
        seen_before=st.booleans(),
        is_tap=st.booleans(),
        answering_awareness=st.booleans(),
    )
)
def test_nothing_but_the_person_notified_at_the_number_notified_makes_a_notice_valid(message: ReplyFacts) -> None:
    """N2: whatever is said, and however."""
    said = verdict(message)

    if said in (ACKNOWLEDGED, REPLIED, CONTESTED):
        assert (message.contact, message.person_id) == (PHONE, HOLDER)
        assert message.received_at > SENT or message.reply_to_notice == 1
        assert message.reply_to_notice in (None, 1) or message.is_tap
    if said is ACKNOWLEDGED:
        assert message.intent == "acknowledge_notice"


def numbered(number: int, **changes: Any) -> Notice:
    return a_notice(id=number, **changes)


def bound_id(message: ReplyFacts, *notices: Notice) -> int | None:
    bound = bound_to(message, notices)
    return bound.id if bound else None


def test_a_message_that_quotes_a_notice_answers_that_one_only() -> None:
    """N2: the reply-to id, where the channel gives it."""
    older, newer = numbered(1), numbered(2, sent_at=later(seconds=30))

    assert bound_id(ciente(reply_to_notice=1), newer, older) == 1
    assert bound_id(ciente(reply_to_notice=3), newer, older) is None


def test_else_it_answers_the_newest_open_notice_of_its_number() -> None:
    """N2"""
    older, newer = numbered(1), numbered(2, sent_at=later(seconds=30), delivered_at=None)
    elsewhere = numbered(3, contact="+5567981230009", sent_at=later(seconds=40), delivered_at=None)
    over = numbered(4, state=NoticeState.SETTLED, sent_at=later(seconds=40), delivered_at=None)

    assert bound_id(ciente(), older, newer, elsewhere, over) == 2
    assert bound_id(ciente(), elsewhere, over) is None


def test_a_notice_whose_opener_alone_is_out_does_not_take_the_reply_from_one_that_is() -> None:
    """N2"""
    told, opened = numbered(1), an_opened_notice(id=2, opened_at=later(seconds=30))

    assert bound_id(ciente(), opened, told) == 1
    assert bound_id(ciente(), opened) == 2


def test_of_two_people_notified_at_one_number_the_one_verified_is_answering() -> None:
    """N2"""
    mine, theirs = numbered(1), numbered(2, person_id=HOLDER + 1, sent_at=later(seconds=30), delivered_at=None)

    assert bound_id(ciente(), mine, theirs) == 1
    assert bound_id(ciente(person_id=HOLDER + 1), mine, theirs) == 2
    assert bound_id(ciente(person_id=None), mine, theirs) == 2


def test_not_me_is_about_the_newest_contact_its_opener_included() -> None:
    """I5"""
    told, opened = numbered(1), an_opened_notice(id=2, opened_at=later(seconds=30))

    assert bound_id(a_reply("não sou eu", "not_me"), told, opened) == 2


def test_an_explicit_profile_counts_from_the_acknowledgement() -> None:
    """N2"""
    replied = a_notice(replied_at=later(minutes=1))
    both = replace(replied, acknowledged_at=later(minutes=9))

    assert valid_from(replied, POLICY) is None
    assert valid_from(both, POLICY) == later(minutes=9)


def test_an_approved_profile_counts_from_the_first_reply() -> None:
    """N2"""
    assert valid_from(a_notice(replied_at=later(minutes=1), acknowledged_at=later(minutes=9)), ANY_REPLY) == later(
        minutes=1
    )
    assert valid_from(a_notice(pending_reply_at=later(minutes=1)), ANY_REPLY) is None
