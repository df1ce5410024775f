"""A turn written in one trip: the conversation, what it answered, its lines, its messages and its offers.

PostgreSQL only; on SQLite a trip is a call, and the session's way does as well. What more a turn decided is written
by the session in the same transaction. Where anything is not as it mostly is (a lease that ended, a line an agent was
shown already, a message of a key that is there), nothing is written, and the session's way says what is to be done.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.exc import IntegrityError

from bot.adapters.db.changes import ChangeWriter
from bot.adapters.db.codec import seal_outgoing
from bot.adapters.db.deals import terms_document
from bot.adapters.db.engine import Database
from bot.adapters.db.turn_values import handled_in, note_owner_after, nothing_more_said, state_values, turn_values
from bot.adapters.db.vault import Vault
from bot.application.changes import OfferMade, TurnRecord
from bot.application.messages import InboundMessage, OutgoingMessage
from bot.application.notices.ledger import attempt_of
from bot.application.ports import Claim

_STATE = ("creditor", "owner", "agent", "protocol", "opened_at", "release", "trial", "person_id", "state")
_TURN = {"intent": "text", "confidence": "float8", "masked_text": "bytea", "events": "bytea", "before": "bytea"}
_REPLIES = {"key": "text", "sealed": "bytea"}
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
        INSERT INTO outbox (key, conversation_id, epoch, sealed, state, attempts, next_at, created_at)
        SELECT reply.key, held.id, {epoch_before}, reply.sealed, 'pending', 0, {at}, {at}
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


def may_be_quick(database: Database, turn: TurnRecord) -> bool:
    """Files go with few messages."""
    return database.is_quick and all(reply.attachment is None for reply in turn.replies)


async def write_quickly(database: Database, claim: Claim, turn: TurnRecord, at: datetime) -> bool:
    """False: nothing was written; raises Overtaken as the session's way does."""
    is_all = all(isinstance(change, OfferMade) for change in turn.changes) and not _attempts(turn)
    values = _values(database.vault, claim, turn, at, with_offers=is_all)
    try:
        if is_all:
            async with database.driver() as driver:
                return await driver.fetchval(WRITE, *values) is not None
        return await _write_more(database, claim, turn, at, values)
    except (asyncpg.UniqueViolationError, IntegrityError):
        return False


async def _write_more(
    database: Database, claim: Claim, turn: TurnRecord, at: datetime, values: tuple[Any, ...]
) -> bool:
    async with database.writing() as session:
        connection = await session.connection()
        if (await connection.exec_driver_sql(WRITE, values)).scalar() is None:
            return False
        await nothing_more_said(session, claim, turn)
        await ChangeWriter(session, database, turn, at).write_all()
        note_owner_after(session, claim, turn, at)
        return True


def _attempts(turn: TurnRecord) -> bool:
    return any(attempt_of(reply.key) is not None for reply in turn.replies)


def _values(vault: Vault, claim: Claim, turn: TurnRecord, at: datetime, *, with_offers: bool) -> tuple[Any, ...]:
    handled = handled_in(claim, turn)
    lines = [_inbound(vault, message, at) for message in handled] + [_said(vault, one, at) for one in turn.replies]
    offers = [_offer(change) for change in turn.changes if isinstance(change, OfferMade)] if with_offers else []
    replies = [{"key": reply.key, "sealed": seal_outgoing(vault, reply)} for reply in turn.replies]
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
        *_columns(_OFFERS, offers),
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
