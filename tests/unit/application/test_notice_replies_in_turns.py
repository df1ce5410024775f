"""N2-N4: what a turn's messages do to a notice, and what is said of it before the debtor's own question is answered."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.application.changes import CaseOpened, Change, HandedOff, NoticeAnswered, NoticeFollowedUp
from bot.application.desk import Desk
from bot.application.messages import InboundMessage, MessageKind
from bot.application.notices.lines import lines_of_notice
from bot.application.notices.replies import record_replies
from bot.application.notices.said import same_words
from bot.application.ports import Meaning
from bot.application.wording import ResponseText, Texts
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.notices.replies import ReplyVerdict
from bot.domain.policy import AcknowledgementRule
from tests.builders import PHONE, a_message
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.notice_desks import a_debtor, a_desk, a_notice_out, some_contents

STEPS = ("registered", "registered_plain", "follow_up", "contest_holds")
TEXTS = Texts({f"utter_cassems__acknowledge_notice__{step}": ResponseText(step, step) for step in STEPS})
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage(FakeClock())


@pytest.fixture
def out(storage: FakeStorage) -> Notice:
    """A notice sent an hour ago to the debtor of the desk."""
    a_debtor(storage)
    return a_notice_out(storage, storage.clock.now() - AN_HOUR)


async def said_first(desk: Desk) -> list[str]:
    return [line.response.rpartition("__")[2] for line in await lines_of_notice(desk, TEXTS)]


def answers(desk: Desk) -> list[tuple[ReplyVerdict, str]]:
    return [(change.verdict, change.text) for change in desk.changes if isinstance(change, NoticeAnswered)]


def kinds(changes: list[Change]) -> list[type]:
    return [type(change) for change in changes]


async def test_a_question_is_a_reply_and_is_followed_up(storage: FakeStorage, out: Notice) -> None:
    desk = await a_desk(storage, "quanto é?", intent="ask_titles")

    assert await said_first(desk) == ["follow_up"]
    assert answers(desk) == [(ReplyVerdict.REPLIED, "quanto é?")]
    assert desk.changes[-1] == NoticeFollowedUp(out.id)


async def test_a_reply_followed_up_before_is_not_again(storage: FakeStorage, out: Notice) -> None:
    storage.told_of[1] = replace(out, state=NoticeState.REPLIED, replied_at=out.sent_at, followed_up=True)
    desk = await a_desk(storage, "e parcelado?", intent="ask_installments")

    assert await said_first(desk) == []
    assert desk.changes == []


@pytest.mark.parametrize(
    "intent",
    [
        *("self_harm", "deceased", "hospitalised", "opt_out", "third_party", "hardship", "lawyer", "complaint"),
        *("already_paid", "sent_document", "out_of_scope", "unreadable_media"),
    ],
)
async def test_nobody_is_asked_where_it_would_hurt_or_confuse(storage: FakeStorage, out: Notice, intent: str) -> None:
    """H1, C15."""
    desk = await a_desk(storage, "mensagem", intent=intent)

    assert await said_first(desk) == []
    assert NoticeFollowedUp not in kinds(desk.changes)


async def test_who_told_of_hardship_is_not_asked_for_the_rest_of_the_contact(storage: FakeStorage, out: Notice) -> None:
    desk = await a_desk(storage, "outro dia", intent="later", memory={"hardship": "1"})

    assert await said_first(desk) == []


async def test_nobody_is_asked_by_a_bot_that_hands_over(storage: FakeStorage, out: Notice) -> None:
    desk = await a_desk(storage, "quero uma pessoa", intent="ask_human")
    desk.record(HandedOff("asked", {}))

    assert await said_first(desk) == []


async def test_a_ciente_the_dialogue_passes_over_is_told_all_the_same(storage: FakeStorage, out: Notice) -> None:
    """N4: "ciente, quanto é?" is answered about the value, and about the last day first."""
    desk = await a_desk(storage, "ciente, quanto é?", intent="ask_titles")

    assert await said_first(desk) == ["registered"]
    assert answers(desk) == [(ReplyVerdict.ACKNOWLEDGED, "ciente, quanto é?")]
    assert desk.variables["notice_deadline"] == "30/11/2026"


async def test_of_a_cancelled_plan_no_last_day_is_told(storage: FakeStorage) -> None:
    """N11."""
    a_debtor(storage)
    a_notice_out(storage, storage.clock.now() - AN_HOUR, contents=some_contents(plan_cancelled=True))
    desk = await a_desk(storage, "ciente, quanto é?", intent="ask_titles")

    assert await said_first(desk) == ["registered_plain"]


async def test_where_any_reply_counts_the_first_one_is_told_the_last_day(storage: FakeStorage, out: Notice) -> None:
    """N2: a profile's setting."""
    desk = await a_desk(storage, "quanto é?", intent="ask_titles")
    desk.policy = replace(
        desk.policy, notice=replace(desk.policy.notice, acknowledgement=AcknowledgementRule.ANY_REPLY)
    )

    assert await said_first(desk) == ["registered"]
    [answered] = [change for change in desk.changes if isinstance(change, NoticeAnswered)]
    assert (answered.verdict, answered.deadline) == (ReplyVerdict.REPLIED, date(2026, 11, 30))


async def test_a_contest_holds_the_term_and_that_is_said(storage: FakeStorage, out: Notice) -> None:
    """N4."""
    desk = await a_desk(storage, "isso não é meu", intent="contest_debt")
    desk.record(CaseOpened("1", "contest", 1, desk.today, "isso não é meu"))

    assert await said_first(desk) == ["contest_holds"]
    assert answers(desk) == [(ReplyVerdict.CONTESTED, "isso não é meu")]


async def test_a_contest_after_the_term_holds_nothing(storage: FakeStorage, out: Notice) -> None:
    past = storage.clock.now().date() - timedelta(days=1)
    known = {"state": NoticeState.ACKNOWLEDGED, "replied_at": out.sent_at, "acknowledged_at": out.sent_at}
    storage.told_of[1] = replace(out, deadline=past, **known)  # type: ignore[arg-type]
    desk = await a_desk(storage, "isso não é meu", intent="contest_debt")
    desk.record(CaseOpened("1", "contest", 1, desk.today, "isso não é meu"))

    assert await said_first(desk) == []


async def test_on_an_older_release_there_is_nothing_to_say_and_the_reply_counts(
    storage: FakeStorage, out: Notice
) -> None:
    desk = await a_desk(storage, "quanto é?", intent="ask_titles")

    assert await lines_of_notice(desk, Texts({})) == []
    assert kinds(desk.changes) == [NoticeAnswered]


async def test_of_several_messages_each_is_weighed_by_itself(storage: FakeStorage, out: Notice) -> None:
    desk = await a_desk(storage, "oi", "ciente", intent="greet")
    desk.meanings = [Meaning("greet", 1.0), Meaning("acknowledge_notice", 1.0)]

    await record_replies(desk)

    assert answers(desk) == [(ReplyVerdict.REPLIED, "oi"), (ReplyVerdict.ACKNOWLEDGED, "ciente")]


async def test_a_likely_acknowledgement_is_asked_about(storage: FakeStorage, out: Notice) -> None:
    """The classifier's word alone makes nothing valid."""
    desk = await a_desk(storage, "beleza chegou aqui o negocio", intent="acknowledge_notice")

    assert await said_first(desk) == ["follow_up"]
    assert answers(desk) == [(ReplyVerdict.REPLIED, "beleza chegou aqui o negocio")]


@pytest.mark.parametrize("said", ["não recebi", "ainda não estou ciente", "sim", "sei sim", "sou eu", "ok"])
async def test_these_are_no_acknowledgement(storage: FakeStorage, out: Notice, said: str) -> None:
    """N3."""
    desk = await a_desk(storage, said, intent="affirm")

    await record_replies(desk)

    assert ReplyVerdict.ACKNOWLEDGED not in [verdict for verdict, _ in answers(desk)]


@pytest.mark.parametrize(
    ("intent", "verdict"), [("contest_debt", ReplyVerdict.CONTESTED), ("not_me", ReplyVerdict.VOIDED)]
)
async def test_what_is_said_beside_ciente_may_weigh_more(
    storage: FakeStorage, out: Notice, intent: str, verdict: ReplyVerdict
) -> None:
    desk = await a_desk(storage, "ciente, mas isso não é comigo", intent=intent)

    await record_replies(desk)

    assert [each for each, _ in answers(desk)] == [verdict]


async def test_a_turn_is_weighed_once(storage: FakeStorage, out: Notice) -> None:
    desk = await a_desk(storage, "ciente")

    await record_replies(desk)
    await record_replies(desk)

    assert len(answers(desk)) == 1


async def test_nao_sou_eu_voids_it(storage: FakeStorage, out: Notice) -> None:
    desk = await a_desk(storage, "não sou eu", intent="not_me")

    assert await said_first(desk) == []
    assert answers(desk) == [(ReplyVerdict.VOIDED, "não sou eu")]


async def test_a_tap_under_the_buttons_of_the_notice_counts_however_old(storage: FakeStorage, out: Notice) -> None:
    tap = a_message("SM9", "Estou ciente", payload="acknowledge_notice", kind=MessageKind.BUTTON, reply_to="SM-buttons")
    desk = await a_desk(storage, replace(tap, received_at=storage.clock.now(), answers_older=True))

    await record_replies(desk)

    assert answers(desk) == [(ReplyVerdict.ACKNOWLEDGED, "Estou ciente")]


async def test_the_same_words_of_a_machine_are_no_reply(storage: FakeStorage, out: Notice) -> None:
    """Said to an earlier message of ours, and again to the notice."""
    auto = "Olá, estou em reunião e respondo logo"
    desk = await a_desk(storage, auto, intent="later", memory={"heard": same_words(auto)})

    await record_replies(desk)

    assert answers(desk) == []


async def test_what_is_remembered_of_words_tells_nothing_of_a_person() -> None:
    assert same_words("ciente") == same_words("159") == ""
    assert same_words("Olá, tudo bem com você?") == same_words("olá,  tudo bem com VOCÊ?") != ""


async def test_answered_before_identity_it_counts_from_then_once_confirmed(storage: FakeStorage, out: Notice) -> None:
    """N2: the words, the provider's id and the instant are those of the reply itself."""
    asked = await a_desk(storage, "quanto é?", verified=None, intent="ask_titles")
    await record_replies(asked)
    storage.clock.advance(minutes=1)
    then = storage.clock.now()
    unknown = await a_desk(storage, a_said("SM2", "ciente", then), verified=None, memory=asked.memory)
    await record_replies(unknown)
    storage.told_of[1] = replace(out, pending_reply_at=then - timedelta(minutes=1), pending_as=NoticeState.REPLIED)
    storage.clock.advance(minutes=5)
    confirmed = await a_desk(storage, a_said("SM3", "159", storage.clock.now()), memory=unknown.memory)

    await record_replies(confirmed)

    found = [change for change in confirmed.changes if isinstance(change, NoticeAnswered)]
    assert [(c.verdict, c.text, c.external_id, c.at) for c in found] == [
        (ReplyVerdict.REPLIED, "quanto é?", "SM1", then - timedelta(minutes=1)),
        (ReplyVerdict.ACKNOWLEDGED, "ciente", "SM2", then),
    ]
    assert [change.deadline for change in found] == [None, date(2026, 11, 30)]
    assert "notice_pending" not in confirmed.memory


async def test_a_pending_reply_is_nobody_elses(storage: FakeStorage, out: Notice) -> None:
    """Another person of the same phone proves who they are: that confirms nothing."""
    storage.told_of[1] = replace(out, pending_reply_at=out.sent_at, pending_as=NoticeState.ACKNOWLEDGED)
    a_debtor(storage, id=2, document="27481593655", name="Lúcia Barbosa")
    desk = await a_desk(storage, "159", verified=2)

    await record_replies(desk)

    assert answers(desk) == []


def a_said(sid: str, body: str, at: datetime) -> InboundMessage:
    return a_message(sid, body, contact=PHONE, received_at=at)
