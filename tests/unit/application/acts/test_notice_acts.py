"""N0, N1, N4: who is notified in a conversation, when, and when not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.application.acts.notices import explain_notice, issue_notice, open_notice, record_reply
from bot.application.changes import CaseOpened, NoticeAnswered, NoticeIssued, TurnRecord
from bot.application.compose import NOTICE
from bot.application.desk import Desk
from bot.application.notices.lookup import NoNotices
from bot.domain.agreements import Agreement
from bot.domain.conversation import Verification
from bot.domain.money import Money
from bot.domain.notices.notice import NoticeState
from bot.domain.people import OpenCase, Role
from bot.domain.policy import AcknowledgementRule
from tests.builders import CPF, PHONE, a_closing, a_person, a_title
from tests.fake_storage import FakeStorage
from tests.fakes import FakeClock
from tests.notice_desks import PLAN, POLICIES, a_debtor, a_desk, a_notice_out, a_planned_notice, some_contents

LONG_AGO = timedelta(hours=2)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage(FakeClock())


def issued(desk: Desk) -> NoticeIssued:
    [change] = [change for change in desk.changes if isinstance(change, NoticeIssued)]
    return change


async def test_who_writes_first_is_notified_in_passing(storage: FakeStorage) -> None:
    a_debtor(storage)
    desk = await a_desk(storage, "oi")

    outcome = await issue_notice(desk)

    notice = issued(desk)
    assert (outcome, notice.is_receptive, notice.notice_id, notice.person_id) == ("in_passing", True, None, 1)
    assert notice.factors == ("cpf_first3",)
    assert notice.contents.protocol == desk.conversation.protocol
    assert [fee.number for fee in notice.contents.fees] == ["1001"]
    assert desk.attachments[NOTICE].text == notice.text
    assert "Protocolo 99999920261120000001" in notice.text


async def test_who_answers_our_opener_is_waited_for(storage: FakeStorage) -> None:
    a_debtor(storage)
    a_planned_notice(storage, storage.clock.now(), conversation_id=1)
    desk = await a_desk(storage, "159")

    assert await issue_notice(desk) == "waiting"
    assert (issued(desk).notice_id, issued(desk).is_receptive) == (1, False)


async def test_who_writes_before_our_opener_is_told_the_one_planned(storage: FakeStorage) -> None:
    a_debtor(storage)
    a_planned_notice(storage, storage.clock.now())
    desk = await a_desk(storage, "oi")

    assert await issue_notice(desk) == "in_passing"
    assert (issued(desk).notice_id, issued(desk).is_receptive) == (1, True)


@pytest.mark.parametrize(("due", "outcome"), [(date(2026, 11, 20), "none"), (date(2026, 11, 19), "in_passing")])
async def test_default_begins_the_day_after_the_due_date(storage: FakeStorage, due: date, outcome: str) -> None:
    a_debtor(storage, a_title("1001", code="002", due_date=due))

    assert await issue_notice(await a_desk(storage, "oi")) == outcome


@pytest.mark.parametrize(
    "title",
    [
        a_title("1001", code="050"),  # no mensalidade
        a_title("1001", code="123"),  # unknown
        a_title("1001", code="002", due_date=date(2021, 11, 19)),  # prescribed
    ],
)
async def test_only_mensalidades_that_may_be_charged_are_notified(storage: FakeStorage, title: object) -> None:
    """N4, T6."""
    a_debtor(storage, title)  # type: ignore[arg-type]

    assert await issue_notice(await a_desk(storage, "oi")) == "none"


@pytest.mark.parametrize("kind", ["contest", "already_paid", "payroll"])
async def test_what_somebody_looks_into_is_not_notified(storage: FakeStorage, kind: str) -> None:
    a_debtor(storage)
    desk = await a_desk(storage, "oi")
    desk.debtor.cases.append(OpenCase("1", kind, desk.at.real, desk.today, ("1001",)))

    assert await issue_notice(desk) == "none"


async def test_a_case_of_this_very_turn_counts(storage: FakeStorage) -> None:
    a_debtor(storage)
    desk = await a_desk(storage, "já paguei")
    desk.record(CaseOpened("1", "already_paid", 1, desk.today, "já paguei", ("1001",)))

    assert await issue_notice(desk) == "none"


async def test_what_is_in_an_agreement_is_not_notified(storage: FakeStorage) -> None:
    """T7."""
    a_debtor(storage)
    desk = await a_desk(storage, "oi")
    closing = a_closing(1, Agreement("AC1", "cassems", "002", ("1001",), date(2026, 11, 1), ()))
    storage.turns.append(TurnRecord(desk.conversation, (), changes=(closing,)))

    assert await issue_notice(await a_desk(storage, "oi")) == "none"


@pytest.mark.parametrize(
    "state",
    [NoticeState.SENT, NoticeState.READ, NoticeState.REPLIED, NoticeState.ACKNOWLEDGED, NoticeState.EXPIRED],
)
async def test_a_default_is_notified_once(storage: FakeStorage, state: NoticeState) -> None:
    a_debtor(storage)
    a_notice_out(storage, storage.clock.now() - LONG_AGO, state=state)

    assert await issue_notice(await a_desk(storage, "oi")) == "none"


@pytest.mark.parametrize(("answered", "outcome"), [(False, "waiting"), (True, "none")])
async def test_a_further_attempt_says_again_what_nobody_answered(
    storage: FakeStorage, answered: bool, outcome: str
) -> None:
    """N6: the contact was opened for it, after it had been said."""
    a_debtor(storage)
    at = storage.clock.now() - LONG_AGO
    a_notice_out(storage, at, replied_at=at if answered else None, conversation_id=9)
    opener = await a_desk(storage, verified=None)
    await open_notice(opener)
    desk = await a_desk(storage, "159", memory=opener.memory)
    desk.conversation = replace(desk.conversation, opened_at=storage.clock.now())

    assert await issue_notice(desk) == outcome


async def test_who_writes_again_by_himself_is_not_told_again(storage: FakeStorage) -> None:
    a_debtor(storage)
    a_notice_out(storage, storage.clock.now() - LONG_AGO)
    desk = await a_desk(storage, "159", memory={"notice_opened": "99999920261101000001"})
    desk.conversation = replace(desk.conversation, opened_at=storage.clock.now())

    assert await issue_notice(desk) == "none"


async def test_a_later_month_of_the_same_default_is_no_new_notice(storage: FakeStorage) -> None:
    a_debtor(storage, a_title("1001", code="002"), a_title("1002", code="002", due_date=date(2026, 10, 20)))
    a_notice_out(storage, storage.clock.now() - LONG_AGO)

    assert await issue_notice(await a_desk(storage, "oi")) == "none"


async def test_what_is_left_of_a_default_paid_in_part_is_no_new_notice(storage: FakeStorage) -> None:
    a_debtor(storage, a_title("1002", code="002"))
    a_notice_out(storage, storage.clock.now() - LONG_AGO, title_numbers=("1001", "1002"))

    assert await issue_notice(await a_desk(storage, "oi")) == "none"


@pytest.mark.parametrize("state", [NoticeState.VOIDED, NoticeState.SETTLED])
async def test_a_new_default_is_notified_anew(storage: FakeStorage, state: NoticeState) -> None:
    a_debtor(storage, a_title("1002", code="002"))
    a_notice_out(storage, storage.clock.now() - LONG_AGO, state=state)

    assert await issue_notice(await a_desk(storage, "oi")) == "in_passing"


async def test_on_a_number_the_person_never_gave_nobody_is_notified(storage: FakeStorage) -> None:
    """N2: a reply from there would not count."""
    a_debtor(storage)
    desk = await a_desk(storage, "oi")
    desk.set_verification(replace(desk.verification, known_phone=False))

    assert await issue_notice(desk) == "none"


async def test_figures_too_old_to_be_told_are_in_no_notice(storage: FakeStorage) -> None:
    """R1."""
    a_debtor(storage, base_date=date(2026, 10, 1))

    assert await issue_notice(await a_desk(storage, "oi")) == "none"


async def test_where_no_notices_are_kept_none_is_issued(storage: FakeStorage) -> None:
    a_debtor(storage)
    desk = await a_desk(storage, "oi")
    desk.services = replace(desk.services, notices=NoNotices())

    assert await issue_notice(desk) == "none"


async def test_with_something_missing_a_person_is_asked_for_it_once(storage: FakeStorage) -> None:
    """N1: the reason listed."""
    a_debtor(storage, plan_registration=None)
    desk = await a_desk(storage, "oi")

    assert await issue_notice(desk) == "incomplete"

    [case] = desk.changes
    assert isinstance(case, CaseOpened)
    assert (case.kind, case.person_id, case.deadline) == ("notice_incomplete", 1, date(2026, 11, 25))
    assert case.note == "Notificação da ANS não emitida. Falta no cadastro: registro do plano na ANS."
    assert NOTICE not in desk.attachments
    desk.debtor.cases.append(OpenCase(case.number, case.kind, desk.at.real, case.deadline))
    assert await issue_notice(desk) == "incomplete"
    assert desk.changes == [case]


async def test_who_pays_for_a_holder_is_told_of_the_holders_plan_and_people(storage: FakeStorage) -> None:
    payer = a_person(id=1, role=Role.PAYER, name="Marcos Tavares Lima", document="40617382913", holder_document=CPF)
    storage.add_person(payer, PHONE)
    storage.add_person(a_person(id=2, **PLAN), titles=[a_title("1001", code="002", principal=Money(90_000))])
    dependant = {"role": Role.DEPENDANT, "name": "Lúcia Barbosa", "document": "27481593655", "holder_document": CPF}
    storage.add_person(a_person(id=3, **dependant))
    desk = await a_desk(storage, "oi")

    await issue_notice(desk)

    contents = issued(desk).contents
    assert contents.notified == "Marcos Tavares Lima"
    assert contents.beneficiaries == ("Fábio Vasconcelos Barbosa", "Lúcia Barbosa")
    assert contents.plan.name == "Plano Especial"


async def test_a_plan_cancelled_before_is_told_so_and_warned_of_nothing(storage: FakeStorage) -> None:
    """N11."""
    a_debtor(storage, plan_cancelled=True)
    desk = await a_desk(storage, "oi")

    await issue_notice(desk)

    assert issued(desk).contents.plan_cancelled
    assert "já está cancelado" in issued(desk).text
    assert "poderá" not in issued(desk).text


async def test_a_contact_of_ours_opens_without_a_word_of_the_notice(storage: FakeStorage) -> None:
    """N0."""
    a_debtor(storage)
    a_planned_notice(storage, storage.clock.now())
    desk = await a_desk(storage, verified=None)

    assert await open_notice(desk) == "neutral"
    assert (desk.changes, desk.attachments) == ([], {})
    assert desk.memory == {"notice_opened": desk.conversation.protocol}


@pytest.mark.parametrize(
    ("wrote_before", "outcome"),
    [
        (timedelta(hours=24, seconds=-1), "full_text"),
        (timedelta(hours=24), "full_text_link"),
        (None, "full_text_link"),
    ],
)
async def test_where_the_profile_approved_it_the_full_text_opens_the_contact(
    wrote_before: timedelta | None, outcome: str, storage: FakeStorage
) -> None:
    """N0, R3: a setting with a named approver; where only a template is taken, the address of the document."""
    a_debtor(storage)
    a_planned_notice(storage, storage.clock.now())
    desk = await a_desk(storage, verified=None)
    approved = replace(desk.policy.notice, full_text_first=True, approved_by="Diretoria")
    desk.policy = replace(POLICIES["cassems"], notice=approved)

    last = storage.clock.now() - wrote_before if wrote_before is not None else None
    desk.conversation = replace(desk.conversation, last_inbound_at=last)

    assert await open_notice(desk) == outcome
    assert (issued(desk).notice_id, issued(desk).factors, issued(desk).is_receptive) == (1, (), False)
    assert desk.verification == Verification()


async def test_a_ciente_makes_it_valid_and_the_last_day_is_told(storage: FakeStorage) -> None:
    """N2, N4: ten days from the local day of the reply."""
    a_debtor(storage)
    a_notice_out(storage, storage.clock.now() - LONG_AGO)
    desk = await a_desk(storage, "ciente")

    assert await record_reply(desk) == "registered"

    [answered] = desk.changes
    assert isinstance(answered, NoticeAnswered)
    assert (answered.text, answered.external_id, answered.deadline) == ("ciente", "SM1", date(2026, 11, 30))
    assert desk.variables["notice_deadline"] == "30/11/2026"
    assert desk.variables["notice_deadline_note"] == ""
    assert desk.variables["notice_protocol"] == "99999920261120000001"


async def test_a_last_day_without_banks_is_told_with_the_day_one_may_pay(storage: FakeStorage) -> None:
    a_debtor(storage)
    storage.clock.advance(days=-1)  # Thursday the 19th: the tenth day is a Sunday
    a_notice_out(storage, storage.clock.now() - LONG_AGO)
    desk = await a_desk(storage, "ciente")

    await record_reply(desk)

    assert desk.variables["notice_deadline"] == "29/11/2026"
    assert "até 30/11/2026" in str(desk.variables["notice_deadline_note"])


async def test_of_a_cancelled_plan_no_last_day_is_told(storage: FakeStorage) -> None:
    """N11."""
    a_debtor(storage)
    a_notice_out(storage, storage.clock.now() - LONG_AGO, contents=some_contents(plan_cancelled=True))
    desk = await a_desk(storage, "ciente")

    assert await record_reply(desk) == "registered_plain"
    [answered] = desk.changes
    assert isinstance(answered, NoticeAnswered)
    assert answered.deadline is None


@pytest.mark.parametrize(
    ("kept", "outcome"),
    [
        ({"state": NoticeState.ACKNOWLEDGED, "replied_at": 1, "acknowledged_at": 1}, "already"),
        ({"contact": "+5567900000055"}, "other_number"),
        ({"state": NoticeState.VOIDED}, "nothing"),
    ],
)
async def test_a_ciente_that_changes_nothing_is_answered_for_what_it_is(
    storage: FakeStorage, kept: dict[str, object], outcome: str
) -> None:
    a_debtor(storage)
    at = storage.clock.now() - LONG_AGO
    a_notice_out(storage, at, **{name: at if value == 1 else value for name, value in kept.items()})
    desk = await a_desk(storage, "ciente")

    assert await record_reply(desk) == outcome
    assert desk.changes == []


async def test_who_never_got_the_notice_gets_the_same_document_and_no_new_one(storage: FakeStorage) -> None:
    """N2: nothing is issued, and nothing is answered."""
    a_debtor(storage)
    notice = a_notice_out(storage, storage.clock.now() - timedelta(minutes=5))
    desk = await a_desk(storage, "não recebi notificação nenhuma")

    assert await explain_notice(desk) == "never_came"
    assert await record_reply(desk) == "never_came"
    assert desk.attachments[NOTICE].text == notice.text
    assert not any(isinstance(change, NoticeIssued | NoticeAnswered) for change in desk.changes)


async def test_without_a_notice_here_nothing_is_sent_again(storage: FakeStorage) -> None:
    """N2"""
    a_debtor(storage)
    desk = await a_desk(storage, "não recebi notificação nenhuma")

    assert await explain_notice(desk) == "other"
    assert NOTICE not in desk.attachments


async def test_a_notice_whose_words_have_changed_since_is_not_sent_in_other_words(storage: FakeStorage) -> None:
    """N5: what was sent is what is on record."""
    a_debtor(storage)
    a_notice_out(storage, storage.clock.now() - timedelta(minutes=5), text="Notificação, em outras palavras")
    desk = await a_desk(storage, "não abriu")

    assert await explain_notice(desk) == "never_opens"
    assert NOTICE not in desk.attachments


async def test_sent_again_without_help_it_is_offered_by_a_person_once(storage: FakeStorage) -> None:
    """N2, H1: never the same words and the same document twice."""
    a_debtor(storage)
    a_notice_out(storage, storage.clock.now() - timedelta(minutes=5))
    memory: dict[str, str] = {}
    outcomes, papers = [], 0

    for said in ("não abriu", "não abriu aqui", "o pdf não abre"):
        desk = await a_desk(storage, said, memory=memory)
        outcomes.append(await explain_notice(desk))
        papers += NOTICE in desk.attachments

    assert outcomes == ["never_came", "never_opens", "sent_before"]
    assert papers == 1


@pytest.mark.parametrize(("cancelled", "outcome"), [(False, "if_silent_valid"), (True, "if_silent_valid_plain")])
async def test_where_any_reply_counts_what_follows_is_told_to_who_asks_of_silence(
    storage: FakeStorage, cancelled: bool, outcome: str
) -> None:
    """N2, N9: the question itself made the notice count."""
    a_debtor(storage)
    contents = some_contents(plan_cancelled=cancelled)
    a_notice_out(storage, storage.clock.now() - timedelta(minutes=5), contents=contents)
    desk = await a_desk(storage, "e se eu não responder?")
    rules = replace(desk.policy.notice, acknowledgement=AcknowledgementRule.ANY_REPLY, approved_by="Rita Souza")
    desk.policy = replace(desk.policy, notice=rules)

    assert [await explain_notice(desk), await explain_notice(desk)] == [outcome, "other"]


async def test_what_silence_may_lead_to_is_told_once(storage: FakeStorage) -> None:
    """N9"""
    a_debtor(storage)
    a_notice_out(storage, storage.clock.now() - timedelta(minutes=5))
    desk = await a_desk(storage, "e se eu não responder?")

    assert [await explain_notice(desk), await explain_notice(desk)] == ["if_silent", "other"]


async def test_of_a_cancelled_plan_nothing_is_said_of_its_being_cancelled(storage: FakeStorage) -> None:
    """N11"""
    a_debtor(storage)
    contents = some_contents(plan_cancelled=True)
    a_notice_out(storage, storage.clock.now() - timedelta(minutes=5), contents=contents)

    assert await explain_notice(await a_desk(storage, "e se eu não responder?")) == "if_silent_plain"


async def test_once_acknowledged_who_asks_of_silence_hears_that_it_counts(storage: FakeStorage) -> None:
    """N4, N9: the term runs; what may follow is told as a possibility."""
    a_debtor(storage)
    long_ago = storage.clock.now() - LONG_AGO
    a_notice_out(storage, long_ago, replied_at=long_ago, acknowledged_at=long_ago, state=NoticeState.ACKNOWLEDGED)

    assert await explain_notice(await a_desk(storage, "e se eu não responder?")) == "if_silent_valid"
