"""Builders of notices with full defaults. All people are invented."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.application.changes import NoticeAnswered, NoticeIssued
from bot.domain.conversation import Conversation, Verification
from bot.domain.money import Money
from bot.domain.notices.contents import NoticeContents, NotifiedOperator, NotifiedPlan, OpenFee
from bot.domain.notices.replies import ReplyVerdict
from tests.builders import NOON

PROTOCOL = "99999920261120000001"
BODY = "Notificação: há mensalidades em aberto do seu plano."


def a_fee(number: str = "126478448", **changes: Any) -> OpenFee:
    values: dict[str, Any] = {
        "competence": date(2026, 9, 1),
        "due_date": date(2026, 9, 20),
        "value": Money(151_369),
        "updated": Money(157_474),
        "days_overdue": 61,
    }
    return OpenFee(number=number, **{**values, **changes})


def some_contents(*fees: OpenFee, **changes: Any) -> NoticeContents:
    values: dict[str, Any] = {
        "protocol": PROTOCOL,
        "operator": NotifiedOperator("Cassems", "53.021.746/0001-48", "Rua das Aroeiras, 1200", "999999"),
        "notified": "Fábio Vasconcelos Barbosa",
        "beneficiaries": ("Fábio Vasconcelos Barbosa", "Lia Barbosa"),
        "plan": NotifiedPlan("Plano Especial", "417.882/14-1", "71924865"),
        "issued_on": date(2026, 11, 20),
        "pay_how": "boleto",
        "contact_channels": ("67 3314-1010",),
        "term_days": 10,
    }
    return NoticeContents(fees=fees or (a_fee(),), **{**values, **changes})


def an_issue(person_id: int, notice_id: int | None = None, *fees: OpenFee, **changes: Any) -> NoticeIssued:
    contents = some_contents(*fees)
    values: dict[str, Any] = {"factors": ("cpf_first3",), "at": NOON, "is_receptive": notice_id is None}
    return NoticeIssued(notice_id, person_id, contents, BODY, **{**values, **changes})


def an_answer(notice_id: int, verdict: ReplyVerdict, text: str = "ciente", **changes: Any) -> NoticeAnswered:
    values: dict[str, Any] = {"external_id": "SM-answer", "at": NOON, **changes}
    return NoticeAnswered(notice_id, verdict, text, **values)


def identified(conversation: Conversation, person_id: int, at: datetime = NOON) -> Conversation:
    proved = Verification(person_id, frozenset({"cpf_first3"}), at)
    return replace(conversation, creditor="cassems", protocol=PROTOCOL, release="abc", verification=proved)
