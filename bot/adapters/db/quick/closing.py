"""An agreement closed in one trip, after the turn's own statement and in its transaction.

PostgreSQL only; on SQLite a trip is a call, and the session's way does as well. What must hold is told by the same
statement: that every title was open, that nothing more was said meanwhile, and which notices may be settled by it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.adapters.db.engine import Database
from bot.adapters.db.overtaken import SaidMeanwhile, TitlesTaken
from bot.adapters.db.vault import Vault
from bot.application.changes import AgreementClosed, Change, SlipRequested, TurnRecord
from bot.domain.notices.notice import NoticeState

CLOSE = """
    WITH closed AS (
        INSERT INTO agreement (person_id, conversation_id, number, creditor, code, title_numbers, closed_on, closed_at,
            accepted_text, statement, delivery)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id
    ), parts AS (
        INSERT INTO installment (agreement_id, number, due, original_due, value, fee, paid_on)
        SELECT closed.id, part.* FROM closed
        CROSS JOIN unnest($12::int[], $13::date[], $14::date[], $15::bigint[], $16::bigint[], $17::date[]) AS part
    ), kept AS (
        INSERT INTO title_history
            (title_id, code, competence, due_date, principal, fine, interest, state, base_date, at)
        SELECT id, code, competence, due_date, principal, fine, interest, state, base_date, $8
        FROM title WHERE creditor = $4 AND number = ANY($18::text[]) AND state = 'open'
    ), taken AS (
        UPDATE title SET state = 'agreed', agreement_id = closed.id FROM closed
        WHERE creditor = $4 AND number = ANY($18::text[]) AND state = 'open'
        RETURNING title.number, title.person_id
    ), used AS (
        UPDATE offer SET voided_at = $8
        WHERE (person_id = $1 OR person_id IN (SELECT taken.person_id FROM taken)) AND code = $5 AND voided_at IS NULL
    ), asked AS (
        INSERT INTO slip_request (agreement_id, reason, deadline, requested_at)
        SELECT closed.id, slip.reason, slip.deadline, $8
        FROM closed CROSS JOIN unnest($19::text[], $20::timestamptz[]) AS slip(reason, deadline)
    )
    SELECT (SELECT count(*) FROM taken) AS taken,
        EXISTS (SELECT 1 FROM inbox WHERE inbox.conversation_id = $2 AND handled_at IS NULL) AS said_more,
        EXISTS (
            SELECT 1 FROM notice WHERE state <> ALL($21)
            AND (person_id = $1 OR person_id IN (SELECT taken.person_id FROM taken))
        ) AS has_notices
"""
NOTICES = """
    SELECT EXISTS (
        SELECT 1 FROM notice WHERE state <> ALL($4) AND person_id IN (
            SELECT unnest($3::bigint[])
            UNION SELECT person_id FROM title WHERE creditor = $1 AND number = ANY($2::text[])
        )
    )
"""
OVER = [state.value for state in NoticeState if state.is_over]


async def close_quickly(
    session: AsyncSession, vault: Vault, turn: TurnRecord, change: AgreementClosed, at: datetime
) -> bool:
    """With the slips asked for all of it. Whether notices stand that it may settle; raises Overtaken."""
    values = closing_values(vault, turn, change, at)
    told = (await (await session.connection()).exec_driver_sql(CLOSE, values)).one()
    return closed_over_notices(told._asdict(), turn, change)


def closed_over_notices(told: Mapping[str, Any], turn: TurnRecord, change: AgreementClosed) -> bool:
    """What the statement that closed it told: whether notices stand that it may settle; raises Overtaken."""
    if told["said_more"]:
        raise SaidMeanwhile(f"conversation {turn.conversation.id}")
    if told["taken"] < len(set(change.title_numbers)):
        raise TitlesTaken(f"agreement {change.agreement.number}")
    return bool(told["has_notices"])


async def over_notices(database: Database, closed: Sequence[AgreementClosed]) -> bool:
    """Whether a notice stands of who closes or of whose titles they are: only the session settles one."""
    numbers = [number for change in closed for number in change.title_numbers]
    people = [change.person_id for change in closed]
    async with database.driver() as driver:
        return bool(await driver.fetchval(NOTICES, closed[0].agreement.creditor, numbers, people, OVER))


def goes_with_closing(turn: TurnRecord, change: Change) -> bool:
    """Whether it asks for the slips of an agreement closed in this turn."""
    closed = {one.agreement.number for one in turn.changes if isinstance(one, AgreementClosed)}
    return isinstance(change, SlipRequested) and change.agreement_number in closed and _is_whole(change)


def _is_whole(change: SlipRequested) -> bool:
    return change.installment is None and change.new_due is None


def closing_values(vault: Vault, turn: TurnRecord, change: AgreementClosed, at: datetime) -> tuple[Any, ...]:
    agreement, parts = change.agreement, change.agreement.installments
    slips = [
        one
        for one in turn.changes
        if isinstance(one, SlipRequested) and one.agreement_number == agreement.number and _is_whole(one)
    ]
    return (
        change.person_id,
        turn.conversation.id,
        agreement.number,
        agreement.creditor,
        agreement.code,
        ",".join(change.title_numbers),
        agreement.closed_on,
        at,
        vault.seal(change.accepted_text),
        vault.seal(change.statement),
        vault.seal_json(dict(change.delivery)),
        [part.number for part in parts],
        [part.due for part in parts],
        [part.original_due for part in parts],
        [part.value.cents for part in parts],
        [part.fee.cents for part in parts],
        [part.paid_on for part in parts],
        list(set(change.title_numbers)),
        [slip.reason for slip in slips],
        [slip.deadline for slip in slips],
        OVER,
    )
