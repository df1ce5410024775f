"""Rows that staff leave behind them in a debtor's life: each holds what was said, sealed."""

from datetime import timedelta
from typing import Any

from bot.adapters.db.tables import (
    ClockDecisionRow,
    ContactAttemptRow,
    ConversationNoteRow,
    DelayExcuseRow,
    DraftRow,
    IssuedSlipRow,
    MediaFileRow,
    NoticeAttemptRow,
    OfferExceptionRow,
    OfferRow,
    Row,
    SlipRequestRow,
    SnoozeRow,
    TrialPhoneRow,
    WrapUpRow,
)
from bot.adapters.db.vault import Vault
from tests.builders import NOON, TODAY

AGENT = "ana@exemplo.invalid"


def files_of(request: SlipRequestRow, inbox_id: int, conversation_id: int, said: bytes) -> list[Row]:
    """A file they sent, and the slip they were sent."""
    issued: dict[str, Any] = {
        "code": said,
        "content": said,
        "insisted_why": said,
        "issued_by": "ana",
        "issued_at": NOON,
    }
    sent: dict[str, Any] = {"declared_type": "image/jpeg", "state": "kept", "next_at": NOON, "created_at": NOON}
    return [
        IssuedSlipRow(slip_request_id=request.id, agreement_id=request.agreement_id, number=0, **issued),
        MediaFileRow(
            inbox_id=inbox_id, position=9, conversation_id=conversation_id, url_hash=b"hash", content=said, **sent
        ),
    ]


def kept_by_staff(conversation_id: int, person_id: int, said: bytes, answers: bytes) -> list[Row]:
    """What agents noted, asked for and put off, a letter to be written, and an offer taken back."""
    whose: dict[str, Any] = {"person_id": person_id, "conversation_id": conversation_id}
    asked: dict[str, Any] = {"code": "052", "kind": "lump_sum", "terms": "{}"}
    who: dict[str, Any] = {"asked_by": AGENT, "asked_at": NOON, "valid_on": TODAY}
    letter: dict[str, Any] = {"number": 1, "channel": "carta", "state": "planned", "next_at": NOON, "planned_at": NOON}
    made: dict[str, Any] = {"trigger": "asked", "made_on": TODAY, "at": NOON, "voided_at": NOON}
    return [
        OfferExceptionRow(**whose, **asked, **who, creditor="cassems", why=said, decided_why=said),
        NoticeAttemptRow(**letter, person_id=person_id, contact=said),
        OfferRow(**whose, **asked, **made),
        ClockDecisionRow(creditor="cassems", kind="letter", person_id=person_id, day=TODAY),
        *_noted(conversation_id, person_id, said),
        _wrapped_up(conversation_id, said, answers),
    ]


def _noted(conversation_id: int, person_id: int, said: bytes) -> list[Row]:
    whose: dict[str, Any] = {"person_id": person_id, "conversation_id": conversation_id}
    called: dict[str, Any] = {"number": 1, "direction": "active", "channel": "phone", "outcome": "answered"}
    when: dict[str, Any] = {"at": NOON, "until": NOON + timedelta(hours=1), "last_seq": 1}
    stay: dict[str, Any] = {"kind": "stay", "starts": TODAY, "recorded_by": AGENT, "recorded_at": NOON}
    return [
        ContactAttemptRow(**whose, **called, contact=said, note=said, agent=AGENT, at=NOON, noted_at=NOON),
        ConversationNoteRow(conversation_id=conversation_id, author=AGENT, body=said, at=NOON),
        SnoozeRow(conversation_id=conversation_id, agent=AGENT, why=said, **when),
        DelayExcuseRow(**stay, person_id=person_id, why=said),
    ]


def _wrapped_up(conversation_id: int, said: bytes, answers: bytes) -> WrapUpRow:
    """Of a conversation in which nobody was identified."""
    chosen: dict[str, Any] = {"outcome": "promise", "action": "call", "reason": "money", "sector": "collection"}
    written: dict[str, Any] = {"note": said, "justification": said, "answers": answers, "before": answers}
    return WrapUpRow(**chosen, **written, conversation_id=conversation_id, attempt=1, closed_by=AGENT, closed_at=NOON)


def trying_a_draft(number: int, phone: str, vault: Vault) -> list[Row]:
    """Their number, taken for one of the team's."""
    draft = DraftRow(id=number, name="Outra saudação", base="abcdef123456", author=AGENT, opened_at=NOON, version=0)
    whose: dict[str, Any] = {"loose_hash": vault.loose_phone_index(phone), "phone": vault.seal(phone)}
    until = NOON + timedelta(days=7)
    return [draft, TrialPhoneRow(draft_id=number, **whose, release="abcdef123456", by=AGENT, at=NOON, until=until)]
