"""The attempt a turn makes, bound to its message in one trip, after the turn's own statement and in its transaction.

PostgreSQL only; on SQLite a trip is a call, and the session's way does as well (`NoticeWriter.bind_attempts`).
"""

from typing import Any

from bot.adapters.db.notices.codec import contact_values
from bot.adapters.db.notices.turn import OVER
from bot.adapters.db.vault import Vault
from bot.application.changes import TurnRecord
from bot.application.notices.ledger import attempt_of
from bot.domain.notices.means import AttemptState

# A notice is locked before its attempts, always; one issued stays where it was said, until it is said again elsewhere.
BIND = """
    WITH told AS (
        SELECT notice.id, notice.issued_at FROM notice JOIN notice_attempt ON notice_attempt.notice_id = notice.id
        WHERE notice_attempt.id = $1 AND notice.state <> ALL($2) FOR UPDATE OF notice
    ), bound AS (
        UPDATE notice_attempt
        SET outbox_id = outbox.id, lease_until = NULL, conversation_id = $5, protocol = $6
        FROM told, outbox
        WHERE notice_attempt.id = $1 AND notice_attempt.state = $3 AND outbox.key = $4
        AND (notice_attempt.outbox_id IS NULL OR notice_attempt.outbox_id = outbox.id)
        RETURNING told.id, told.issued_at
    ), moved AS (
        UPDATE notice SET conversation_id = $5, protocol = $6, channel = $7,
            contact = $8, contact_hash = $9, loose_hash = $10, is_nine_digit = $11
        FROM bound WHERE notice.id = bound.id AND bound.issued_at IS NULL
    )
    SELECT id FROM bound
"""
_CONTACT = ("contact", "contact_hash", "loose_hash", "is_nine_digit")


def attempts_made(turn: TurnRecord) -> list[tuple[int, str]]:
    """Each with the key of its message."""
    made = ((attempt_of(reply.key), reply.key) for reply in turn.replies)
    return [(attempt_id, key) for attempt_id, key in made if attempt_id is not None]


async def bind_quickly(driver: Any, vault: Vault, turn: TurnRecord, attempt_id: int, key: str) -> bool:
    """False: it is of no notice, or something moved meanwhile, and the session's way says what is to be done."""
    told = turn.conversation
    where = contact_values(vault, told.contact)
    values = (told.id, told.protocol, told.channel.value, *(where[name] for name in _CONTACT))
    return await driver.fetchval(BIND, attempt_id, OVER, AttemptState.PLANNED.value, key, *values) is not None
