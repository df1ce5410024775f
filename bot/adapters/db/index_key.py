"""Whether the keys still find who is there: with another index key nobody is found, and all are written once more."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import PhoneRow
from bot.adapters.db.vault import KeysUnusable, SealBroken, Vault

LOOKED_AT = 20  # one that fits is enough: an older version may have written a number in another form


class IndexKeyChanged(KeysUnusable):
    """CONCILIA_KEYS opens what is kept and no longer finds it."""

    def __init__(self) -> None:
        super().__init__(
            "CONCILIA_KEYS opens what the database holds and does not find it: the first key there ever was must stay"
            " the last of the list, or be written index:KEY"
        )


class NothingOpens(KeysUnusable):
    """CONCILIA_KEYS opens nothing of what is kept."""

    def __init__(self) -> None:
        super().__init__("CONCILIA_KEYS opens nothing of what the database holds: give the keys its services have")


async def expect_index_key(database: Database) -> None:
    """Raises IndexKeyChanged; where there is no number to look at, or none opens, nothing can be told."""
    _expect_found(database.vault, await _newest(database))


async def expect_keys_to_write_with(database: Database) -> None:
    """Raises NothingOpens as well: whom such keys do not find would be written once more."""
    newest = await _newest(database)
    if newest and all(number is None for number, _ in newest):
        raise NothingOpens
    _expect_found(database.vault, newest)


def _expect_found(vault: Vault, newest: Sequence[tuple[str | None, bytes]]) -> None:
    opened = [(number, exact_hash) for number, exact_hash in newest if number]
    if opened and not any(vault.phone_index(number) == exact_hash for number, exact_hash in opened):
        raise IndexKeyChanged


async def _newest(database: Database) -> Sequence[tuple[str | None, bytes]]:
    """Numbers as far as they open, with what they are found by."""
    newest = select(col(PhoneRow.number), col(PhoneRow.exact_hash)).order_by(col(PhoneRow.id).desc()).limit(LOOKED_AT)
    async with database.reading() as session:
        rows = (await session.execute(newest)).all()
    return [(_opened(database.vault, row.number), row.exact_hash) for row in rows]


def _opened(vault: Vault, sealed: bytes) -> str | None:
    """Not told of one by one: who asks says it once."""
    try:
        return vault.open(sealed)
    except SealBroken:
        return None
