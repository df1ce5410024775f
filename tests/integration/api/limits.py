"""Binds users of the API's tests to creditors and a capacity."""

from sqlalchemy import update
from sqlmodel import col

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import StaffUserRow


async def bind_to(storage: SqlStorage, email: str, *creditors: str, capacity: int | None = None) -> None:
    bound = update(StaffUserRow).where(col(StaffUserRow.email) == email)
    async with storage.database.writing() as session:
        await session.execute(bound.values(creditors=",".join(creditors), capacity=capacity))
