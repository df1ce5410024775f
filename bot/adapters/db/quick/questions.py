"""What a contact asks once and is mostly answered with nothing, in a trip each.

PostgreSQL only; on SQLite a trip is a call, and the session's way does as well.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.adapters.db.engine import Database
from bot.adapters.db.quick.found_rows import found_rows
from bot.adapters.db.tables import DelayExcuseRow, PersonRow
from bot.domain.people import Person, Role

HAS_NEWS = """
    SELECT EXISTS (
        SELECT 1 FROM person AS me
        JOIN person AS one ON one.document_hash = me.document_hash AND one.creditor = me.creditor
        JOIN news ON news.person_id = one.id
        WHERE me.id = $1 AND news.told_at IS NULL
    )
"""
TRIAL = """
    SELECT test_phone.release FROM test_phone JOIN draft ON draft.id = test_phone.draft_id
    WHERE test_phone.loose_hash = $1 AND test_phone.until > $2 AND draft.closed_at IS NULL
"""
# Own titles, or for a payer the holder's.
HOLDING = """
    SELECT DISTINCT one.creditor FROM person AS one WHERE one.id = ANY($1) AND (
        EXISTS (
            SELECT 1 FROM title
            WHERE title.person_id = one.id AND title.creditor = one.creditor AND title.state = 'open'
        ) OR one.role = $2 AND EXISTS (
            SELECT 1 FROM person AS holder JOIN title ON title.person_id = holder.id
            WHERE holder.document_hash = one.holder_hash AND title.creditor = one.creditor AND title.state = 'open'
        )
    ) ORDER BY one.creditor
"""
# Of everybody in the same plan, under whatever registration.
EXCUSES = """
    SELECT delay_excuse.* FROM person AS me
    JOIN person AS one ON one.creditor = me.creditor AND (
        one.document_hash IN (me.document_hash, me.holder_hash) OR one.holder_hash IN (me.document_hash, me.holder_hash)
    )
    JOIN delay_excuse ON delay_excuse.person_id = one.id
    WHERE me.id = $1 AND delay_excuse.withdrawn_at IS NULL ORDER BY delay_excuse.id
"""
UNDER = "SELECT * FROM person WHERE creditor = $1 AND holder_hash = $2 AND role = ANY($3) ORDER BY id"


async def has_news(database: Database, person_id: int) -> bool:
    return bool(await _value(database, HAS_NEWS, person_id))


async def trial_quickly(database: Database, contact: str, now: datetime) -> str | None:
    found: str | None = await _value(database, TRIAL, database.vault.loose_phone_index(contact), now)
    return found


async def holding_quickly(database: Database, people: Sequence[PersonRow]) -> Sequence[str]:
    found = await _rows(database, HOLDING, [person.id for person in people], Role.PAYER.value) if people else ()
    return [row["creditor"] for row in found]


async def excuses_quickly(database: Database, person_id: int) -> Sequence[DelayExcuseRow]:
    return found_rows(DelayExcuseRow, await _rows(database, EXCUSES, person_id))


async def under_quickly(database: Database, holder: Person, roles: Sequence[str]) -> Sequence[PersonRow]:
    asked = (holder.creditor, database.vault.document_index(holder.document), list(roles))
    return found_rows(PersonRow, await _rows(database, UNDER, *asked))


async def _value(database: Database, statement: str, *values: Any) -> Any:
    async with database.driver() as driver:
        return await driver.fetchval(statement, *values)


async def _rows(database: Database, statement: str, *values: Any) -> Sequence[Any]:
    async with database.driver() as driver:
        found: Sequence[Any] = await driver.fetch(statement, *values)
    return found
