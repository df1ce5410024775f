"""Builders for the tests of notices: a notice at any stage, messages that answer it, what it is made from."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.application.policy_document import read_profile
from bot.domain.conversation import Channel
from bot.domain.money import Money
from bot.domain.notices.contents import NoticeContents, NotifiedOperator, NotifiedPlan, OpenFee
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.notices.replies import ReplyFacts
from bot.domain.people import Person, Role
from bot.domain.policy import AcknowledgementRule
from bot.domain.titles import Title

CONTENT = Path(__file__).parents[4] / "flows" / "content"
CASSEMS, ASSEFAZ = (read_profile(CONTENT / slug) for slug in ("cassems", "assefaz"))
POLICY = CASSEMS.notice
ANY_REPLY = replace(POLICY, acknowledgement=AcknowledgementRule.ANY_REPLY, approved_by="Helena Prado")
DAY = date(2026, 11, 21)
SENT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
PHONE = "+5567981230001"
HOLDER = 7
FEES = ("045944372", "045944373")


def later(**delay: float) -> datetime:
    """An instant after the notice was sent."""
    return SENT + timedelta(**delay)


def some_contents(*numbers: str, days_overdue: int = 45, **changes: Any) -> NoticeContents:
    due = DAY - timedelta(days=days_overdue)
    fees = tuple(
        OpenFee(number, due.replace(day=1), due, Money(954_00), Money(980_00), days_overdue)
        for number in numbers or FEES
    )
    contents = NoticeContents(
        protocol="99999920261121000042",
        operator=NotifiedOperator("Cassems", "53021746000148", "Rua das Aroeiras, 1200", "999999"),
        notified="Fábio Vasconcelos Barbosa",
        beneficiaries=("Fábio Vasconcelos Barbosa",),
        plan=NotifiedPlan("Plano Especial", "470123456", "71924865"),
        fees=fees,
        issued_on=DAY,
        pay_how="boleto",
        contact_channels=("67 3314-1010",),
        term_days=10,
    )
    return replace(contents, **changes)


def an_opened_notice(**changes: Any) -> Notice:
    """Only its opener is out."""
    opened = Notice(
        id=1,
        creditor="cassems",
        person_id=HOLDER,
        channel=Channel.WHATSAPP,
        contact=PHONE,
        state=NoticeState.OPENED,
        opened_at=SENT - timedelta(hours=1),
        title_numbers=FEES,
    )
    return replace(opened, **changes)


def a_notice(**changes: Any) -> Notice:
    """Sent and delivered, not answered."""
    told = an_opened_notice(
        state=NoticeState.DELIVERED,
        contents=some_contents(),
        text="Notificação completa",
        release="r1",
        issued_at=SENT - timedelta(seconds=2),
        sent_at=SENT,
        delivered_at=later(seconds=2),
    )
    return replace(told, **changes)


def an_acknowledged_notice(at: datetime, **changes: Any) -> Notice:
    return a_notice(**{"state": NoticeState.ACKNOWLEDGED, "replied_at": at, "acknowledged_at": at, **changes})


def a_reply(text: str = "quanto é?", intent: str = "ask_titles", **changes: Any) -> ReplyFacts:
    """A minute after the notice, from the number notified, by the verified person."""
    facts = ReplyFacts(text, intent, True, later(minutes=1), PHONE, person_id=HOLDER)
    return replace(facts, **changes)


def ciente(**changes: Any) -> ReplyFacts:
    return a_reply(**{"text": "ciente", "intent": "acknowledge_notice", **changes})


def a_person(**changes: Any) -> Person:
    person = Person(
        HOLDER,
        "cassems",
        "71924865",
        Role.HOLDER,
        "Fábio Vasconcelos Barbosa",
        "15908301647",
        plan_name="Plano Especial",
        plan_registration="470123456",
    )
    return replace(person, **changes)


def a_fee_title(days_overdue: int = 45, number: str = FEES[0], code: str = "002", **changes: Any) -> Title:
    due = DAY - timedelta(days=days_overdue)
    return replace(Title(number, code, due.replace(day=1), due, Money(954_00)), **changes)
