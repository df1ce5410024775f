"""What a turn adds to tables of its own, row by row: each kind of it with its table and the types of its columns."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from bot.adapters.db.deals import terms_document
from bot.adapters.db.vault import Vault
from bot.application.changes import (
    AgreementClosed,
    CaseOpened,
    Change,
    DisclosureRecorded,
    IdentityTried,
    OfferMade,
    TurnRecord,
)
from bot.application.messages import Attachment

type Values = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """A change that is one row of a conversation; `at_turn` is the column that holds the instant of the turn."""

    change: type
    table: str
    at_turn: str | None
    columns: Mapping[str, str]
    values: Callable[[Vault, TurnRecord, Any], Values]


ATTACHED = {"token": "text", "kind": "text", "content_type": "text", "filename": "text", "content": "bytea"}


def attached(vault: Vault, file: Attachment) -> Values:
    return {
        "token": secrets.token_urlsafe(24),
        "kind": file.kind,
        "content_type": file.content_type,
        "filename": file.filename,
        "content": vault.seal_bytes(file.content),
    }


def rows_of(vault: Vault, turn: TurnRecord) -> Mapping[str, Sequence[Values]]:
    """By the name of the kind, those there are any of."""
    found = {
        name: [kind.values(vault, turn, one) for one in _simple(turn) if isinstance(one, kind.change)]
        for name, kind in KINDS.items()
    }
    return {name: rows for name, rows in found.items() if rows}


def others_of(turn: TurnRecord) -> Sequence[Change]:
    """What is more than a row of its own."""
    simple = {id(one) for one in _simple(turn)}
    return [change for change in turn.changes if id(change) not in simple]


def _simple(turn: TurnRecord) -> list[Change]:
    """An agreement voids the offers made before it, and not those made after."""
    before = {id(one) for one in takewhile(lambda one: not isinstance(one, AgreementClosed), turn.changes)}
    kinds = tuple(kind.change for kind in KINDS.values())
    return [
        one for one in turn.changes if isinstance(one, kinds) and (id(one) in before or not isinstance(one, OfferMade))
    ]


def _offer(vault: Vault, turn: TurnRecord, change: OfferMade) -> Values:
    offer = change.offer
    return {
        "person_id": change.person_id,
        "code": offer.code,
        "kind": offer.kind.value,
        "step": offer.step,
        "trigger": offer.trigger.value,
        "terms": json.dumps(terms_document(offer.terms)),
        "made_on": offer.made_on,
    }


def _try(vault: Vault, turn: TurnRecord, change: IdentityTried) -> Values:
    return {
        "person_id": change.person_id,
        "known_phone": change.known_phone,
        "succeeded": change.succeeded,
        "at": change.at,
        "factors": ",".join(change.factors),
        "contact_hash": vault.phone_index(change.contact) if change.contact else None,
        "document_hash": vault.document_index(change.document) if change.document else None,
    }


def _disclosure(vault: Vault, turn: TurnRecord, change: DisclosureRecorded) -> Values:
    return {"person_id": change.person_id, "actor": "bot", "what": change.what}


def _case(vault: Vault, turn: TurnRecord, change: CaseOpened) -> Values:
    return {
        "number": change.number,
        "kind": change.kind,
        "creditor": turn.conversation.creditor,
        "person_id": change.person_id,
        "title_numbers": ",".join(change.title_numbers),
        "note": vault.seal(change.note),
        "media": vault.seal_json(list(change.media)),
        "deadline": change.deadline,
    }


_OFFERS = {
    "person_id": "bigint",
    "code": "text",
    "kind": "text",
    "step": "int",
    "trigger": "text",
    "terms": "text",
    "made_on": "date",
}
_TRIES = {
    "person_id": "bigint",
    "known_phone": "boolean",
    "succeeded": "boolean",
    "at": "timestamptz",
    "factors": "text",
    "contact_hash": "bytea",
    "document_hash": "bytea",
}
_DISCLOSURES = {"person_id": "bigint", "actor": "text", "what": "text"}
_CASES = {
    "number": "text",
    "kind": "text",
    "creditor": "text",
    "person_id": "bigint",
    "title_numbers": "text",
    "note": "bytea",
    "media": "bytea",
    "deadline": "date",
}
KINDS: Mapping[str, Kind] = {
    "offers": Kind(OfferMade, "offer", "at", _OFFERS, _offer),
    "tries": Kind(IdentityTried, "identity_try", None, _TRIES, _try),
    "disclosures": Kind(DisclosureRecorded, "access_record", "at", _DISCLOSURES, _disclosure),
    "cases": Kind(CaseOpened, "work_case", "opened_at", _CASES, _case),
}
