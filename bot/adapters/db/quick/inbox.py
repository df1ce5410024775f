"""A conversation claimed with what waits in it, or opened and claimed to say something first: one trip each.

PostgreSQL only; on SQLite a trip is a call, and the session's way does as well. The messages are those of the moment
the statement began: where it had to wait for another worker's commit, some of them may be handled by then, and the
commit of the turn, which looks at them again, is refused.

A claim is not waited for until it is on disk, as a debtor waits already: a server that loses power may forget it,
another claims under the same token, and of two turns of the same messages one is written, as ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.db.engine import Database
from bot.adapters.db.quick.found_rows import found_row, found_rows
from bot.adapters.db.tables import ConversationRow, InboxRow
from bot.application.messages import InboundMessage
from bot.application.waiting import MOST_IN_A_TURN
from bot.domain.conversation import Owner

CLAIM = f"""
    WITH waiting AS (
        SELECT id, source, external_id, sealed, received_at FROM inbox
        WHERE conversation_id = $1 AND handled_at IS NULL ORDER BY id LIMIT {MOST_IN_A_TURN + 1}
    ), leased AS (
        UPDATE conversation SET lease_token = lease_token + 1, lease_until = $3
        WHERE id = $1 AND (lease_until IS NULL OR lease_until <= $2)
        AND (SELECT max(received_at) FROM waiting) <= $4
        AND set_config('synchronous_commit', 'off', true) = 'off'
        RETURNING *
    )
    SELECT leased.*, waiting.id AS inbox_id, waiting.source, waiting.external_id, waiting.sealed, waiting.received_at
    FROM leased CROSS JOIN waiting ORDER BY waiting.id
"""  # one more tells that there is more

OPEN = """
    WITH there AS (
        SELECT id FROM conversation WHERE contact_hash = $1 AND channel = $2 AND sender = $3 AND simulated = $4
    ), opened AS (
        INSERT INTO conversation
            (contact_hash, channel, sender, simulated, contact, created_at, owner, epoch, last_seq, lease_token)
        SELECT $1, $2, $3, $4, $5, $6, $7, 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM there)
        ON CONFLICT DO NOTHING RETURNING id
    )
    SELECT id FROM there UNION ALL SELECT id FROM opened
"""
CLAIM_QUIET = """
    UPDATE conversation SET lease_token = lease_token + 1, lease_until = $3
    WHERE id = $1 AND (lease_until IS NULL OR lease_until <= $2)
    AND NOT EXISTS (SELECT 1 FROM inbox WHERE conversation_id = $1 AND handled_at IS NULL)
    RETURNING *
"""


@dataclass(frozen=True)
class Leasing:
    """From when to when a conversation is leased, if nothing came into it after `quiet_since`."""

    now: datetime
    until: datetime
    quiet_since: datetime


async def claim_quickly(
    database: Database, conversation_id: int, lease: Leasing
) -> tuple[ConversationRow, Sequence[InboxRow]] | None:
    async with database.driver() as driver:
        found = await driver.fetch(CLAIM, conversation_id, lease.now, lease.until, lease.quiet_since)
    if not found:
        return None
    waiting = ({**record, "id": record["inbox_id"]} for record in found)
    return found_row(ConversationRow, found[0]), found_rows(InboxRow, waiting)


async def open_quickly(database: Database, asked: InboundMessage, now: datetime) -> int | None:
    """None: another opened it this very moment, and the session's way finds it."""
    vault = database.vault
    place = (vault.phone_index(asked.contact), asked.channel.value, asked.sender, asked.simulated)
    async with database.driver() as driver:
        found: int | None = await driver.fetchval(OPEN, *place, vault.seal(asked.contact), now, Owner.BOT.value)
    return found


async def claim_quiet_quickly(
    database: Database, conversation_id: int, now: datetime, until: datetime
) -> ConversationRow | None:
    """None: somebody has it, or something waits in it."""
    async with database.driver() as driver:
        found = await driver.fetchrow(CLAIM_QUIET, conversation_id, now, until)
    return found_row(ConversationRow, found) if found is not None else None
