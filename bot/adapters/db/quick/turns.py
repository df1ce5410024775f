"""A turn written in one trip: conversation, messages handled and said, and what adds a row of its own.

PostgreSQL only; on SQLite a trip is a call, and the session's way does as well. What more a turn decided is written
in the same transaction: agreements by the driver too, unless a notice stands over them, an attempt's message as well,
and the rest by the session. Where anything is not as it mostly is (a lease that ended, a line an agent was
shown already, a message of a key that is there), nothing is written, and the session's way says what is to be done.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.exc import IntegrityError

from bot.adapters.db.changes import ChangeWriter
from bot.adapters.db.codec import seal_outgoing
from bot.adapters.db.engine import Database
from bot.adapters.db.quick.attempts import attempts_made, bind_quickly
from bot.adapters.db.quick.closing import (
    CLOSE,
    close_quickly,
    closed_over_notices,
    closing_values,
    goes_with_closing,
    over_notices,
)
from bot.adapters.db.quick.rows import ATTACHED, KINDS, attached, others_of, rows_of
from bot.adapters.db.turn_values import handled_in, note_owner_after, state_values, turn_values
from bot.adapters.db.vault import Vault
from bot.application.changes import AgreementClosed, TurnRecord
from bot.application.messages import InboundMessage, OutgoingMessage
from bot.application.ports import Claim
from bot.domain.errors import BotError

_STATE = ("creditor", "owner", "agent", "protocol", "opened_at", "release", "trial", "person_id", "state")
_TURN = {"intent": "text", "confidence": "float8", "masked_text": "bytea", "events": "bytea", "before": "bytea"}
_REPLIES = {"key": "text", "sealed": "bytea", "attachment_token": "text"}
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
_ALONE = ("id", "token", "epoch_before", "at", "ids", "new_lines", *_STATE, "last_inbound_at", "epoch")
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
    ), {more} queued AS (
        INSERT INTO outbox (key, conversation_id, epoch, sealed, attachment_id, state, attempts, next_at, created_at)
        SELECT reply.key, held.id, {epoch_before}, reply.sealed, {attachment}, 'pending', 0, {at}, {at}
        FROM held CROSS JOIN unnest({replies}) WITH ORDINALITY AS reply({reply_names}, place)
        {attached}
        ORDER BY place RETURNING id, key
    ), said AS (
        INSERT INTO message (conversation_id, seq, {line_names}, outbox_id)
        SELECT held.id, held.seq + line.place, {line_values}, queued.id
        FROM held CROSS JOIN unnest({lines}) WITH ORDINALITY AS line({lines_as}, place)
        LEFT JOIN queued ON queued.key = line.key
        ORDER BY place
    ), turned AS (
        INSERT INTO turn (conversation_id, lease_token, epoch, release, superseded, at, {turn_names})
        SELECT held.id, {token}, {epoch_before}, {release}, FALSE, {at}, {turn} FROM held
    )
    SELECT id FROM held
"""


# A turn with files of its replies, and one with rows of a kind: each comes before the messages.
_FILES = """
    files AS (
        INSERT INTO attachment ({names}, created_at)
        SELECT {values}, {at} FROM held CROSS JOIN unnest({arrays}) WITH ORDINALITY AS one({of}, place)
        ORDER BY place RETURNING id, token
    ),
"""
_ROWS = """
    {name} AS (
        INSERT INTO {table} (conversation_id, {names})
        SELECT held.id, {values} FROM held CROSS JOIN unnest({arrays}) WITH ORDINALITY AS one({of}, place)
        ORDER BY place
    ),
"""
FILES = "files"


@cache
def statement_of(more: tuple[str, ...]) -> str:
    """The statement of a turn that has rows of these kinds: most have none, or offers."""
    columns = [(name, f"{of}_{name}") for of, names in _arrays_of(more) for name in names]
    place = {name: f"${number}" for number, name in enumerate((*_ALONE, *_TURN, *(full for _, full in columns)), 1)}
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
        "more": "".join(_rows(place, of) for of in more),
        "attachment": "files.id" if FILES in more else "NULL::bigint",
        "attached": "LEFT JOIN files ON files.token = reply.attachment_token" if FILES in more else "",
    }
    return _WRITE.format(**place | parts)


def _arrays_of(more: Sequence[str]) -> list[tuple[str, Mapping[str, str]]]:
    return [("replies", _REPLIES), ("lines", _LINES), *((of, _columns_of(of)) for of in more)]


def _columns_of(of: str) -> Mapping[str, str]:
    return ATTACHED if of == FILES else KINDS[of].columns


def _rows(place: Mapping[str, str], of: str) -> str:
    columns, kind = _columns_of(of), KINDS.get(of)
    names, values = list(columns), [f"one.{name}" for name in columns]
    parts = {"of": ", ".join(names), "arrays": _arrays(place, of, columns)}
    if kind is None:
        return _FILES.format(names=", ".join(names), values=", ".join(values), at=place["at"], **parts)
    if kind.at_turn is not None:
        names, values = [*names, kind.at_turn], [*values, place["at"]]
    return _ROWS.format(name=of, table=kind.table, names=", ".join(names), values=", ".join(values), **parts)


def _arrays(place: Mapping[str, str], of: str, columns: Mapping[str, str]) -> str:
    return ", ".join(f"{place[f'{of}_{name}']}::{kind}[]" for name, kind in columns.items())


class _NotHeld(BotError):
    """Nothing was written, and what was written before it is undone."""


async def write_quickly(database: Database, claim: Claim, turn: TurnRecord, at: datetime) -> bool:
    """False: nothing was written; raises Overtaken as the session's way does."""
    asked = _asked(database.vault, claim, turn, at)
    more = [change for change in others_of(turn) if not goes_with_closing(turn, change)]
    closed = [change for change in more if isinstance(change, AgreementClosed)]
    attempts = attempts_made(turn)
    try:
        if len(more) > len(closed) or (closed and (attempts or await over_notices(database, closed))):
            return await _write_more(database, asked, claim, turn, at)
        if closed:
            return await _write_closing(database, asked, turn, closed, at)
        if attempts:
            return await _write_attempts(database, asked, turn, attempts)
        statement, values = asked
        async with database.driver() as driver:
            return await driver.fetchval(statement, *values) is not None
    except (asyncpg.UniqueViolationError, IntegrityError, _NotHeld):
        return False


async def _write_closing(
    database: Database, asked: "_Asked", turn: TurnRecord, closed: Sequence[AgreementClosed], at: datetime
) -> bool:
    """A turn that closes agreements and nothing more, by the driver alone."""
    statement, values = asked
    async with database.driver() as driver, driver.transaction():
        if await driver.fetchval(statement, *values) is None:
            raise _NotHeld(f"conversation {turn.conversation.id}")
        for change in closed:
            told = await driver.fetchrow(CLOSE, *closing_values(database.vault, turn, change, at))
            if closed_over_notices(told, turn, change):  # issued since it was asked
                raise _NotHeld(f"conversation {turn.conversation.id}")
    return True


async def _write_attempts(
    database: Database, asked: "_Asked", turn: TurnRecord, attempts: Sequence[tuple[int, str]]
) -> bool:
    """A turn that begins to talk of a notice and decides nothing more, by the driver alone."""
    statement, values = asked
    async with database.driver() as driver, driver.transaction():
        if await driver.fetchval(statement, *values) is None:
            raise _NotHeld(f"conversation {turn.conversation.id}")
        for attempt_id, key in attempts:
            if not await bind_quickly(driver, database.vault, turn, attempt_id, key):
                raise _NotHeld(f"attempt {attempt_id}")
    return True


async def _write_more(database: Database, asked: "_Asked", claim: Claim, turn: TurnRecord, at: datetime) -> bool:
    async with database.writing() as session:
        written = await (await session.connection()).exec_driver_sql(*asked)
        if written.scalar() is None:
            raise _NotHeld(f"conversation {claim.conversation.id}")
        writer = ChangeWriter(session, database, turn, at)
        await writer.bind_attempts()
        for change in others_of(turn):
            if isinstance(change, AgreementClosed):
                await session.flush()  # what came before it
                if await close_quickly(session, database.vault, turn, change, at):
                    await writer.settle_notices(change)
            elif not goes_with_closing(turn, change):
                await writer.write(change)
        note_owner_after(session, claim, turn, at)
        return True


type _Asked = tuple[str, tuple[Any, ...]]


def _asked(vault: Vault, claim: Claim, turn: TurnRecord, at: datetime) -> _Asked:
    """The statement, and its values."""
    handled = handled_in(claim, turn)
    files = {one.key: attached(vault, one.attachment) for one in turn.replies if one.attachment is not None}
    lines = [_inbound(vault, message, at) for message in handled] + [_said(vault, one, at) for one in turn.replies]
    replies = [
        {"key": one.key, "sealed": seal_outgoing(vault, one), "attachment_token": files.get(one.key, {}).get("token")}
        for one in turn.replies
    ]
    more = {**({FILES: list(files.values())} if files else {}), **rows_of(vault, turn)}
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = {"replies": replies, "lines": lines, **more}
    alone = {
        "id": claim.conversation.id,
        "token": claim.token,
        "epoch_before": claim.conversation.epoch,
        "at": at,
        "ids": [message.id for message in handled],
        "new_lines": len(lines),
        **turn_values(vault, claim, turn),
        **state_values(vault, claim, turn, handled),  # the epoch is the one after the turn
    }
    columns = [column for of, names in _arrays_of(tuple(more)) for column in _columns(names, rows[of])]
    return statement_of(tuple(more)), (*(alone[name] for name in (*_ALONE, *_TURN)), *columns)


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
