"""Conversations the bot holds in the middle of something: where they stand, and moving them to another release (F2)."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.codec import conversation_values, open_conversation
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ConversationRow
from bot.application.moving import Place
from bot.application.ports import Clock
from bot.domain.conversation import Conversation, Owner

_AT_ONCE = 500


class SqlRunning:
    """The `Running` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def places_off(self, release_id: str) -> Sequence[Place]:
        found: list[Place] = []
        last, rows = 0, await self._rows(release_id, 0)
        while rows:
            places = [_place(open_conversation(self._database.vault, row)) for row in rows]
            found += [place for place in places if place.step]
            last = rows[-1].id
            rows = await self._rows(release_id, last)
        return found

    async def move(self, before: Place, after: Place) -> bool:
        async with self._database.writing() as session:
            row = await session.get(ConversationRow, before.conversation_id, with_for_update=True)
            if row is None or self._is_leased(row) or row.owner != Owner.BOT.value:
                return False
            conversation = open_conversation(self._database.vault, row)
            if _place(conversation) != before:
                return False
            slots = {**conversation.slots, "step": after.step, "return_to": after.return_to}
            moved = replace(conversation, release=after.release, slots=slots)
            row.release, row.state = moved.release, conversation_values(self._database.vault, moved)["state"]
        return True

    def _is_leased(self, row: ConversationRow) -> bool:
        """A turn at work would write over it."""
        return row.lease_until is not None and row.lease_until > self._clock.now()

    async def _rows(self, release_id: str, after: int) -> Sequence[ConversationRow]:
        elsewhere = (
            col(ConversationRow.owner) == Owner.BOT.value,
            col(ConversationRow.release) != release_id,
            col(ConversationRow.id) > after,
        )
        query = select(ConversationRow).where(*elsewhere).order_by(col(ConversationRow.id)).limit(_AT_ONCE)
        async with self._database.reading() as session:
            return (await session.scalars(query)).all()


def _place(conversation: Conversation) -> Place:
    slots = conversation.slots
    where = (slots.get("profile", ""), slots.get("step", ""), slots.get("return_to", ""))
    return Place(conversation.id, conversation.release or "", *where)
