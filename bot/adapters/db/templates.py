"""Content templates registered at the provider: which SID each of our names has."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ContentTemplateRow


class SqlTemplates:
    """The registered templates on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sid_of(self, name: str) -> str | None:
        return (await self.all()).get(name)

    async def all(self) -> dict[str, str]:
        async with self._database.reading() as session:
            rows = (await session.execute(select(ContentTemplateRow).order_by(col(ContentTemplateRow.name)))).scalars()
            return {row.name: row.sid for row in rows}

    async def keep(self, name: str, sid: str, at: datetime) -> None:
        """Remember what the provider calls a template of ours; a later SID replaces an earlier one."""
        values = {"sid": sid, "state": "registered", "synced_at": at}
        put = self._database.insert(ContentTemplateRow).values(name=name, **values)
        async with self._database.writing() as session:
            await session.execute(put.on_conflict_do_update(index_elements=["name"], set_=values))
