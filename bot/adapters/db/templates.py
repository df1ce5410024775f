"""Content templates registered at the provider: which SID each of our names has, and whether it is approved."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select, update
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ContentTemplateRow
from bot.application.ports import Clock
from bot.application.registered_templates import Approval, Registered


class SqlTemplates:
    """The `RegisteredTemplates` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, name: str) -> Registered | None:
        async with self._database.reading() as session:
            row = await session.get(ContentTemplateRow, name)
        return Registered(row.sid, Approval(row.state)) if row is not None else None

    async def all(self) -> Sequence[ContentTemplateRow]:
        async with self._database.reading() as session:
            return (await session.scalars(select(ContentTemplateRow).order_by(col(ContentTemplateRow.name)))).all()

    async def pending(self) -> Mapping[str, Registered]:
        waited_for = col(ContentTemplateRow.state) == Approval.PENDING.value
        async with self._database.reading() as session:
            rows = (await session.scalars(select(ContentTemplateRow).where(waited_for))).all()
        return {row.name: Registered(row.sid, Approval(row.state)) for row in rows}

    async def note(self, name: str, approval: Approval) -> None:
        this = update(ContentTemplateRow).where(col(ContentTemplateRow.name) == name)
        async with self._database.writing() as session:
            await session.execute(this.values(state=approval.value))

    async def keep(self, known: Mapping[str, Registered], clock: Clock) -> None:
        """Those of another account are forgotten."""
        at = clock.now()
        rows = [
            ContentTemplateRow(name=name, sid=each.sid, state=each.approval.value, synced_at=at)
            for name, each in known.items()
        ]
        async with self._database.writing() as session:
            await session.execute(delete(ContentTemplateRow))
            session.add_all(rows)
