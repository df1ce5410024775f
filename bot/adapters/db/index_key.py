"""Whether the keys still find who is there: with another index key nobody is found, and all are written once more."""

from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.set_aside import opened_or_none
from bot.adapters.db.tables import PhoneRow
from bot.adapters.db.vault import KeysUnusable

LOOKED_AT = 20  # one that fits is enough: an older version may have written a number in another form


class IndexKeyChanged(KeysUnusable):
    """CONCILIA_KEYS opens what is kept and no longer finds it."""

    def __init__(self) -> None:
        super().__init__(
            "CONCILIA_KEYS opens what the database holds and does not find it: the first key there ever was must stay"
            " the last of the list, or be written index:KEY"
        )


async def expect_index_key(database: Database) -> None:
    """Raises IndexKeyChanged; where there is no number to look at, or none opens, nothing can be told."""
    newest = select(col(PhoneRow.number), col(PhoneRow.exact_hash)).order_by(col(PhoneRow.id).desc()).limit(LOOKED_AT)
    async with database.reading() as session:
        rows = (await session.execute(newest)).all()
    vault = database.vault
    opened = [(number, row.exact_hash) for row in rows if (number := opened_or_none(vault.open, row.number))]
    if opened and not any(vault.phone_index(number) == exact_hash for number, exact_hash in opened):
        raise IndexKeyChanged
