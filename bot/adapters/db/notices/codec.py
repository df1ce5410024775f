"""Notices as rows, and back."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.adapters.db.tables import NoticeRow
from bot.adapters.db.vault import Vault, plain_phone
from bot.domain.conversation import Channel
from bot.domain.money import Money
from bot.domain.notices.contents import NoticeContents, NotifiedOperator, NotifiedPlan, OpenFee
from bot.domain.notices.notice import Contest, Notice, NoticeState
from bot.domain.phones import is_nine_digit_mobile

AS_KEPT = (
    "id",
    "creditor",
    "person_id",
    "opened_at",
    "is_receptive",
    "full_text_first",
    "conversation_id",
    "protocol",
    "release",
    "identified_at",
    "issued_at",
    "sent_at",
    "delivered_at",
    "read_at",
    "link_opened_at",
    "pending_reply_at",
    "replied_at",
    "acknowledged_at",
    "contested_at",
    "answered_at",
    "voided_at",
    "settled_at",
    "expired_at",
    "followed_up",
    "deadline",
    "case_number",
)


def open_notice(vault: Vault, row: NoticeRow) -> Notice:
    return Notice(
        channel=Channel(row.channel),
        contact=vault.open(row.contact),
        state=NoticeState(row.state),
        pending_as=NoticeState(row.pending_as) if row.pending_as is not None else None,
        title_numbers=listed(row.title_numbers),
        contents=open_contents(vault.open_json(row.contents)) if row.contents is not None else None,
        text=vault.open(row.text) if row.text is not None else None,
        factors=frozenset(listed(row.factors)),
        contests=_open_contests(row.contests),
        **{name: getattr(row, name) for name in AS_KEPT},
    )


def column_values(vault: Vault, notice: Notice, names: Collection[str]) -> dict[str, Any]:
    """The columns of the fields named; `first_title` stays what it was planned or opened for."""
    values: dict[str, Any] = {name: getattr(notice, name) for name in AS_KEPT if name in names}
    values |= {name: _value(getattr(notice, name)) for name in ("channel", "state", "pending_as") if name in names}
    if "contact" in names:
        values |= contact_values(vault, notice.contact)
    if "title_numbers" in names:
        values["title_numbers"] = ",".join(notice.title_numbers)
    if "factors" in names:
        values["factors"] = ",".join(sorted(notice.factors))
    if "contents" in names and notice.contents is not None:
        values["contents"] = vault.seal_json(plain_contents(notice.contents))
    if "text" in names and notice.text is not None:
        values["text"] = vault.seal(notice.text)
    if "contests" in names:
        values["contests"] = _plain_contests(notice.contests)
    return values


def _plain_contests(contests: Sequence[Contest]) -> str:
    return json.dumps([[_text(each.at), _text(each.answered_at), each.case_number] for each in contests])


def _open_contests(kept: str | None) -> tuple[Contest, ...]:
    """None where only the first was kept."""
    return tuple(
        Contest(datetime.fromisoformat(at), _instant(heard), case) for at, heard, case in json.loads(kept or "[]")
    )


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None


def _value(named: StrEnum | None) -> str | None:
    return named.value if named is not None else None


def contact_values(vault: Vault, contact: str) -> dict[str, Any]:
    """The number notified, sealed, and what it is found by."""
    return {
        "contact": vault.seal(contact),
        "contact_hash": vault.phone_index(contact),
        "loose_hash": vault.loose_phone_index(contact),
        "is_nine_digit": is_nine_digit_mobile(plain_phone(contact)),
    }


def title_values(numbers: Sequence[str]) -> dict[str, str]:
    return {"first_title": numbers[0], "title_numbers": ",".join(numbers)}


def listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def plain_contents(contents: NoticeContents) -> dict[str, object]:
    """As JSON: days as ISO texts, amounts as whole centavos."""
    return {**asdict(contents), "issued_on": contents.issued_on.isoformat(), "fees": [_fee(f) for f in contents.fees]}


def open_contents(kept: Mapping[str, Any]) -> NoticeContents:
    return NoticeContents(
        **{
            **kept,
            "operator": NotifiedOperator(**kept["operator"]),
            "plan": NotifiedPlan(**kept["plan"]),
            "beneficiaries": tuple(kept["beneficiaries"]),
            "contact_channels": tuple(kept["contact_channels"]),
            "fees": tuple(_open_fee(fee) for fee in kept["fees"]),
            "issued_on": date.fromisoformat(kept["issued_on"]),
        }
    )


def _fee(fee: OpenFee) -> dict[str, object]:
    return {
        "number": fee.number,
        "competence": fee.competence.isoformat(),
        "due_date": fee.due_date.isoformat(),
        "value": fee.value.cents,
        "updated": fee.updated.cents,
        "days_overdue": fee.days_overdue,
    }


def _open_fee(kept: Mapping[str, Any]) -> OpenFee:
    return OpenFee(
        number=kept["number"],
        competence=date.fromisoformat(kept["competence"]),
        due_date=date.fromisoformat(kept["due_date"]),
        value=Money(kept["value"]),
        updated=Money(kept["updated"]),
        days_overdue=kept["days_overdue"],
    )
