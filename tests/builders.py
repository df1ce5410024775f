"""Builders with full defaults, so that a test states only what matters to it. All people are invented."""

from datetime import UTC, date, datetime
from typing import Any

from bot.application.changes import AgreementClosed, TurnRecord
from bot.application.messages import InboundMessage, MessageKind, OutgoingMessage
from bot.application.portfolio.ports import PortfolioRow
from bot.application.ports import Claim
from bot.application.refused import RefusedRequest
from bot.domain.agreements import Agreement, Installment
from bot.domain.conversation import Channel
from bot.domain.money import Money
from bot.domain.people import Person, Role
from bot.domain.titles import Title

NOON = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
PHONE = "+5567900000001"
SENDER = "+556733141010"
CPF = "15908301647"


def a_message(external_id: str = "SM1", body: str = "oi", **changes: Any) -> InboundMessage:
    values: dict[str, Any] = {
        "channel": Channel.WHATSAPP,
        "contact": PHONE,
        "sender": SENDER,
        "kind": MessageKind.TEXT,
        "received_at": NOON,
    }
    return InboundMessage(external_id=external_id, body=body, **{**values, **changes})


def a_reply(key: str = "turn-1:0", body: str = "Olá.", **changes: Any) -> OutgoingMessage:
    return OutgoingMessage(key, body, **changes)


def a_turn(claim: Claim, *replies: OutgoingMessage, **changes: Any) -> TurnRecord:
    handled = tuple(message.id for message in claim.messages)
    values: dict[str, Any] = {"conversation": claim.conversation, "handled": handled, "replies": replies}
    return TurnRecord(**{**values, **changes})


def a_person(**changes: Any) -> Person:
    values: dict[str, Any] = {
        "id": 1,
        "creditor": "cassems",
        "registration": "71924865",
        "role": Role.HOLDER,
        "name": "Fábio Vasconcelos Barbosa",
        "document": CPF,
        "mother_name": "Natália Barbosa",
        "birth_date": date(1953, 4, 3),
        "email": "pessoa577814@exemplo.invalid",
        "address": "Rua Oliveira, 122",
        "city": "Dourados",
        "state": "MS",
    }
    return Person(**{**values, **changes})


def a_title(number: str = "126478448", **changes: Any) -> Title:
    values: dict[str, Any] = {
        "code": "052",
        "competence": date(2026, 9, 1),
        "due_date": date(2026, 9, 20),
        "principal": Money(151_369),
    }
    return Title(number=number, **{**values, **changes})


def a_row(title: Title | None = None, *phones: str, **person: Any) -> PortfolioRow:
    return PortfolioRow(a_person(**person), tuple((Channel.WHATSAPP, phone) for phone in phones), title)


def an_agreement(number: str = "AC2026112000001", *titles: str) -> Agreement:
    parts = (Installment(0, date(2026, 11, 27), Money(75_685), Money(250)),)
    return Agreement(number, "cassems", "052", titles or ("126478448",), TODAY, parts)


def a_closing(person_id: int = 1, agreement: Agreement | None = None) -> AgreementClosed:
    closed = agreement or an_agreement()
    return AgreementClosed(
        person_id, closed, closed.title_numbers, "sim, aceito", "Declaração.", {"channel": "whatsapp"}
    )


def a_refused(**changes: Any) -> RefusedRequest:
    values: dict[str, Any] = {
        "source": "twilio",
        "path": "/webhooks/twilio/messages",
        "query": "",
        "origin": "http://127.0.0.1:8000",
        "signature": "bad",
        "pairs": (("MessageSid", "SM1"), ("From", f"whatsapp:{PHONE}"), ("Body", "oi")),
        "at": NOON,
    }
    return RefusedRequest(**{**values, **changes})
