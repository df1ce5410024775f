"""Contacts made outside the conversations, as rows."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ContactAttemptRow
from bot.adapters.db.vault import Vault
from bot.application.agents.contact_log import ContactAttempt, ContactOutcome, Direction, Means


class SqlContactLog:
    """The `ContactLog` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def add(self, attempt: ContactAttempt) -> int:
        row = ContactAttemptRow(
            person_id=attempt.person_id,
            conversation_id=attempt.conversation_id,
            number=attempt.number,
            direction=attempt.direction.value,
            channel=attempt.channel.value,
            outcome=attempt.outcome.value,
            protocol=attempt.protocol,
            case_number=attempt.case_number,
            notified_on=attempt.notified_on,
            contact=self._vault.seal(attempt.contact) if attempt.contact else None,
            note=self._vault.seal(attempt.note),
            agent=attempt.agent,
            at=attempt.at,
            noted_at=attempt.noted_at,
        )
        async with self._database.writing() as session:
            session.add(row)
            await session.flush()
            return row.id

    async def of_person(self, person_id: int) -> Sequence[ContactAttempt]:
        theirs = select(ContactAttemptRow).where(col(ContactAttemptRow.person_id) == person_id)
        newest = theirs.order_by(col(ContactAttemptRow.at).desc(), col(ContactAttemptRow.id).desc())
        async with self._database.reading() as session:
            return [open_attempt(self._vault, row) for row in await session.scalars(newest)]


def open_attempt(vault: Vault, row: ContactAttemptRow) -> ContactAttempt:
    return ContactAttempt(
        person_id=row.person_id,
        number=row.number,
        direction=Direction(row.direction),
        channel=Means(row.channel),
        outcome=ContactOutcome(row.outcome),
        agent=row.agent,
        at=row.at,
        noted_at=row.noted_at,
        conversation_id=row.conversation_id,
        protocol=row.protocol,
        case_number=row.case_number,
        notified_on=row.notified_on,
        contact=vault.open(row.contact) if row.contact else None,
        note=vault.open(row.note),
    )
