"""Private notes beside conversations, sealed (H5)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.desk_events import note_change
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ConversationNoteRow
from bot.application.agents.notes import Note
from bot.application.ports import Clock


class SqlNotes:
    """The `Notes` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._vault = database.vault
        self._clock = clock

    async def notes(self, conversation_id: int, after: int = 0) -> Sequence[Note]:
        theirs = (col(ConversationNoteRow.conversation_id) == conversation_id, col(ConversationNoteRow.id) > after)
        async with self._database.reading() as session:
            rows = await session.scalars(
                select(ConversationNoteRow).where(*theirs).order_by(col(ConversationNoteRow.id))
            )
            return [self._note(row) for row in rows]

    async def add_note(self, conversation_id: int, author: str, text: str) -> Note:
        at = self._clock.now()
        row = ConversationNoteRow(conversation_id=conversation_id, author=author, body=self._vault.seal(text), at=at)
        async with self._database.writing() as session:
            session.add(row)
            note_change(session, "conversation", at, conversation_id=conversation_id)
            await session.flush()
        return self._note(row)

    def _note(self, row: ConversationNoteRow) -> Note:
        return Note(row.id, row.author, self._vault.open(row.body), row.at)
