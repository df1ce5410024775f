"""Who is reached at a number, and how often it was tried in vain, in a trip each: what identity asks in every turn.

PostgreSQL only; on SQLite a trip is a call, and the session's way does as well.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.adapters.db.engine import Database
from bot.adapters.db.quick.found_rows import found_row
from bot.adapters.db.tables import PersonRow, PhoneRow
from bot.application.changes import WrongTries

LINKED = """
    SELECT person.*, phone.exact_hash, phone.is_nine_digit
    FROM phone JOIN person ON person.id = phone.person_id
    WHERE phone.loose_hash = $1 AND phone.unlinked_at IS NULL AND ($2::text IS NULL OR person.creditor = $2)
    ORDER BY person.id
"""
TRIED = "SELECT count(*) FROM identity_try WHERE known_phone = $1 AND NOT succeeded AND at >= $2"


async def linked_quickly(
    database: Database, loose_hash: bytes, creditor: str | None
) -> Sequence[tuple[PhoneRow, PersonRow]]:
    """Of a phone only what it is matched by."""
    async with database.driver() as driver:
        found = await driver.fetch(LINKED, loose_hash, creditor)
    return [(found_row(PhoneRow, record), found_row(PersonRow, record)) for record in found]


async def wrong_tries_quickly(database: Database, wrong: WrongTries, since: datetime) -> int:
    """A statement for each way of asking, as each has an index of its own."""
    vault = database.vault
    asked: dict[str, object] = {}
    if wrong.person_id is not None:
        asked["person_id"] = wrong.person_id
    if wrong.contact is not None:
        asked["contact_hash"] = vault.phone_index(wrong.contact)
    if wrong.document is not None:
        asked["document_hash"] = vault.document_index(wrong.document)
    shared = "".join(f" AND {name} = ${place}" for place, name in enumerate(asked, 3))
    async with database.driver() as driver:
        return int(await driver.fetchval(TRIED + shared, wrong.known_phone, since, *asked.values()))
