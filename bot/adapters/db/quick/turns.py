"""A turn written in one trip: the conversation, what it answered, its lines, its messages and its offers.

PostgreSQL only; on SQLite a trip is a call, and the session's way does as well. What more a turn decided is written
by the session in the same transaction. Where anything is not as it mostly is (a lease that ended, a line an agent was
shown already, a message of a key that is there), nothing is written, and the session's way says what is to be done.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.exc import IntegrityError

from bot.adapters.db.changes import ChangeWriter
from bot.adapters.db.codec import seal_outgoing
from bot.adapters.db.deals import terms_document
from bot.adapters.db.engine import Database
from bot.adapters.db.thread import attach
from bot.adapters.db.turn_values import handled_in, note_owner_after, nothing_more_said, state_values, turn_values
from bot.adapters.db.vault import Vault
from bot.application.changes import OfferMade, TurnRecord
from bot.application.messages import InboundMessage, OutgoingMessage
from bot.application.notices.ledger import attempt_of
from bot.application.ports import Claim
from bot.domain.errors import BotError

_STATE = ("creditor", "owner", "agent", "protocol", "opened_at", "release", "trial", "person_id", "state")
_TURN = {"intent": "text", "confidence": "float8", "masked_text": "bytea", "events": "bytea", "before": "bytea"}
_REPLIES = {"key": "text", "sealed": "bytea", "attachment_id": "bigint"}
_LINES = {
    "direction": "text",
    "speaker": "text",
    "step": "text",
    "kind": "text",
    "body": "bytea",
    "responses": "text",
    "external_id": "text",
    "inbox_id": "bigint",
    "key": "text",
    "at": "timestamptz",
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
_ALONE = ("id", "token", "epoch_before", "at", "ids", "new_lines", *_STATE, "last_inbound_at", "epoch")
_NAMES = (
    *_ALONE,
    *_TURN,
    *(f"replies_{name}" for name in _REPLIES),
    *(f"lines_{name}" for name in _LINES),
    *(f"offers_{name}" for name in _OFFERS),
)
_WRITE = """
    WITH held AS (
        UPDATE conversation SET lease_until = NULL, {state},
            last_inbound_at = {last_inbound_at}, epoch = {epoch}, last_seq = last_seq + {new_lines}::int
        WHERE id = {id} AND lease_token = {token} AND epoch = {epoch_before}
        AND NOT EXISTS (SELECT 1 FROM message WHERE conversation_id = {id} AND inbox_id = ANY({ids}::bigint[]))
        AND cardinality({ids}::bigint[])
            = (SELECT count(*) FROM inbox WHERE id = ANY({ids}::bigint[]) AND handled_at IS NULL)
        RETURNING id, last_seq - {new_lines}::int AS seq
    ), handled AS (
        UPDATE inbox SET handled_at = {at} FROM held WHERE inbox.id = ANY({ids}::bigint[])
    ), queued AS (
        INSERT INTO outbox (key, conversation_id, epoch, sealed, attachment_id, state, attempts, next_at, created_at)
        SELECT reply.key, held.id, {epoch_before}, reply.sealed, reply.attachment_id, 'pending', 0, {at}, {at}
        FROM held CROSS JOIN unnest({replies}) WITH ORDINALITY AS reply({reply_names}, place)
        ORDER BY place RETURNING id, key
    ), said AS (
        INSERT INTO message (conversation_id, seq, {line_names}, outbox_id)
        SELECT held.id, held.seq + line.place, {line_values}, queued.id
        FROM held CROSS JOIN unnest({lines}) WITH ORDINALITY AS line({lines_as}, place)
        LEFT JOIN queued ON queued.key = line.key
        ORDER BY place
    ), offered AS (
        INSERT INTO offer (conversation_id, at, {offer_names})
        SELECT held.id, {at}, {offer_values}
        FROM held CROSS JOIN unnest({offers}) WITH ORDINALITY AS made({offer_names}, place)
        ORDER BY place
    ), turned AS (
        INSERT INTO turn (conversation_id, lease_token, epoch, release, superseded, at, {turn_names})
        SELECT held.id, {token}, {epoch_before}, {release}, FALSE, {at}, {turn} FROM held
    )
    SELECT id FROM held
"""


def _statement() -> str:
    place = {name: f"${number}" for number, name in enumerate(_NAMES, 1)}
    in_message = [name for name in _LINES if name != "key"]
    parts = {
        "state": ", ".join(f"{name} = {place[name]}" for name in _STATE),
        "turn_names": ", ".join(_TURN),
        "turn": ", ".join(f"{place[name]}::{kind}" for name, kind in _TURN.items()),
        "replies": _arrays(place, "replies", _REPLIES),
        "reply_names": ", ".join(_REPLIES),
        "lines": _arrays(place, "lines", _LINES),
        "lines_as": ", ".join(_LINES),
        "line_names": ", ".join(in_message),
        "line_values": ", ".join(f"line.{name}" for name in in_message),
        "offers": _arrays(place, "offers", _OFFERS),
        "offer_names": ", ".join(_OFFERS),
        "offer_values": ", ".join(f"made.{name}" for name in _OFFERS),
    }
    return _WRITE.format(**place | parts)


def _arrays(place: Mapping[str, str], of: str, columns: Mapping[str, str]) -> str:
    return ", ".join(f"{place[f'{of}_{name}']}::{kind}[]" for name, kind in columns.items())


WRITE = _statement()


@dataclass(frozen=True)
class _More:
    """What is not the same for the one statement by itself and as the first of several."""

    offers: Sequence[Mapping[str, Any]] = ()
    attached: Mapping[str, int] = field(default_factory=dict)  # the files of replies, by their key


class _NotHeld(BotError):
    """Nothing was written, and what was written before it is undone."""


async def write_quickly(database: Database, claim: Claim, turn: TurnRecord, at: datetime) -> bool:
    """False: nothing was written; raises Overtaken as the session's way does."""
    try:
        if not _is_all(turn):
            return await _write_more(database, claim, turn, at)
        values = _values(database.vault, claim, turn, at, _More(offers=_offers(turn)))
        async with database.driver() as driver:
            return await driver.fetchval(WRITE, *values) is not None
    except (asyncpg.UniqueViolationError, IntegrityError, _NotHeld):
        return False


async def _write_more(database: Database, claim: Claim, turn: TurnRecord, at: datetime) -> bool:
    async with database.writing() as session:
        files = {one.key: one.attachment for one in turn.replies if one.attachment is not None}
        attached = {key: await attach(session, database.vault, file, at) for key, file in files.items()}
        values = _values(database.vault, claim, turn, at, _More(attached=attached))
        written = await (await session.connection()).exec_driver_sql(WRITE, values)
        if written.scalar() is None:
            raise _NotHeld(f"conversation {claim.conversation.id}")
        await nothing_more_said(session, claim, turn)
        await ChangeWriter(session, database, turn, at).write_all()
        note_owner_after(session, claim, turn, at)
        return True


def _is_all(turn: TurnRecord) -> bool:
    """Whether the one statement writes all of it; offers are void once an agreement is closed, and come before it."""
    has_more = any(one.attachment is not None or attempt_of(one.key) is not None for one in turn.replies)
    return not has_more and all(isinstance(change, OfferMade) for change in turn.changes)


def _values(vault: Vault, claim: Claim, turn: TurnRecord, at: datetime, more: _More) -> tuple[Any, ...]:
    handled = handled_in(claim, turn)
    lines = [_inbound(vault, message, at) for message in handled] + [_said(vault, one, at) for one in turn.replies]
    replies = [
        {"key": one.key, "sealed": seal_outgoing(vault, one), "attachment_id": more.attached.get(one.key)}
        for one in turn.replies
    ]
    alone = {
        "id": claim.conversation.id,
        "token": claim.token,
        "epoch_before": claim.conversation.epoch,
        "at": at,
        "ids": [message.id for message in handled],
        "new_lines": len(lines),
        **state_values(vault, claim, turn, handled),
    }
    decided = turn_values(vault, claim, turn)
    return (
        *(alone[name] for name in _ALONE),
        *(decided[name] for name in _TURN),
        *_columns(_REPLIES, replies),
        *_columns(_LINES, lines),
        *_columns(_OFFERS, more.offers),
    )


def _columns(names: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    return [[row[name] for row in rows] for name in names]


def _inbound(vault: Vault, message: InboundMessage, at: datetime) -> Mapping[str, Any]:
    return {
        "direction": "in",
        "speaker": "debtor",
        "step": "",
        "kind": message.kind.value,
        "body": vault.seal(message.body),
        "responses": "",
        "external_id": message.external_id,
        "inbox_id": message.id,
        "key": None,
        "at": message.received_at or at,
    }


def _said(vault: Vault, message: OutgoingMessage, at: datetime) -> Mapping[str, Any]:
    return {
        "direction": "out",
        "speaker": message.speaker,
        "step": message.step,
        "kind": "text",
        "body": vault.seal(message.body),
        "responses": ",".join(message.responses),
        "external_id": None,
        "inbox_id": None,
        "key": message.key,
        "at": at,
    }


def _offers(turn: TurnRecord) -> list[Mapping[str, Any]]:
    return [_offer(change) for change in turn.changes if isinstance(change, OfferMade)]


def _offer(change: OfferMade) -> Mapping[str, Any]:
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
