"""A message claimed, and one marked as sent, in one trip each: nearly all that sending costs is trips.

PostgreSQL only; on SQLite a trip is a call, and the session's way does as well.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.adapters.db.engine import Database

OPEN = "('pending', 'sending', 'unknown')"
OF_THESE = "AND waiting.conversation_id = ANY($4)"
CLAIM = """
    WITH due AS (
        SELECT waiting.id, waiting.state FROM outbox AS waiting
        WHERE waiting.state IN {open} {of_these}
        AND ((waiting.state <> 'sending' AND waiting.next_at <= $1)
            OR (waiting.state = 'sending' AND waiting.lease_until <= $1))
        AND NOT EXISTS (
            SELECT 1 FROM outbox AS earlier WHERE earlier.conversation_id = waiting.conversation_id
            AND earlier.id < waiting.id AND earlier.state IN {open}
        )
        ORDER BY waiting.id LIMIT $3 FOR UPDATE SKIP LOCKED
    ), leased AS (
        UPDATE outbox SET state = 'sending', lease_until = $2, attempts = attempts + 1
        FROM due WHERE outbox.id = due.id
        RETURNING outbox.id, outbox.key, outbox.sealed, outbox.attempts, outbox.created_at,
            outbox.conversation_id, outbox.attachment_id, due.state <> 'pending' AS was_tried
    )
    SELECT leased.*, talk.channel, talk.contact, talk.sender, talk.simulated, talk.last_inbound_at,
        paper.token, paper.kind, paper.content_type, paper.filename, paper.content
    FROM leased JOIN conversation AS talk ON talk.id = leased.conversation_id
    LEFT JOIN attachment AS paper ON paper.id = leased.attachment_id
    ORDER BY leased.id
"""
CLAIM_ANY = CLAIM.format(open=OPEN, of_these="")
CLAIM_OF = CLAIM.format(open=OPEN, of_these=OF_THESE)
# What carries or answers a notice moves it, and what people look at is told them: both need more than this.
SENT = f"""
    UPDATE outbox SET state = 'sent', sid = $2, sent_at = $3, lease_until = NULL, reason = NULL
    WHERE id = $1 AND sid IS NULL
    AND NOT EXISTS (SELECT 1 FROM notice_message WHERE notice_message.outbox_id = $1)
    AND NOT EXISTS (SELECT 1 FROM notice_attempt WHERE notice_attempt.outbox_id = $1)
    AND EXISTS (SELECT 1 FROM conversation WHERE conversation.id = outbox.conversation_id AND owner = 'bot')
    RETURNING EXISTS (
        SELECT 1 FROM outbox AS later WHERE later.conversation_id = outbox.conversation_id
        AND later.id > outbox.id AND later.state IN {OPEN}
    )
"""


@dataclass(frozen=True)
class Wanted:
    """What may be claimed: as many as there is room for, of these conversations or of any."""

    now: datetime
    until: datetime
    limit: int
    talks: Collection[int] | None


@dataclass(frozen=True)
class Leased:
    """A row of the outbox, now leased, with what its conversation and its attachment say."""

    id: int
    key: str
    sealed: bytes
    attempts: int
    created_at: datetime
    conversation_id: int
    attachment_id: int | None
    was_tried: bool
    channel: str
    contact: bytes
    sender: str
    simulated: bool
    last_inbound_at: datetime | None
    token: str | None
    kind: str | None
    content_type: str | None
    filename: str | None
    content: bytes | None


async def claim_quickly(database: Database, wanted: Wanted) -> Sequence[Leased]:
    asked: tuple[Any, ...] = (CLAIM_ANY, wanted.now, wanted.until, wanted.limit)
    if wanted.talks is not None:
        asked = (CLAIM_OF, *asked[1:], list(wanted.talks))
    async with database.driver() as driver:
        return [Leased(**row) for row in await driver.fetch(*asked)]


async def sent_quickly(database: Database, outbox_id: int, sid: str, at: datetime) -> bool | None:
    """Whether more of its conversation waits; None, and nothing was marked, where more than a mark is due."""
    async with database.driver() as driver:
        more: bool | None = await driver.fetchval(SENT, outbox_id, sid, at)
    return more
