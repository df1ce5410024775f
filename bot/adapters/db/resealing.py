"""Seals again, under the newest key, what an older one sealed: in small batches, beside a running service.

Every column of bytes of every table is looked at; what is no Fernet token (a hash, a trained model) is left as it is.
A value changed meanwhile is left too: whoever changed it sealed it under the newest key.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import LargeBinary, RowMapping, Table, and_, select, tuple_, update

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import Row
from bot.adapters.db.vault import SealBroken, Vault, is_token

AT_ONCE = 200  # rows: each holds a message or so, seldom a file


@dataclass(frozen=True)
class Resealed:
    """What became of the values of one table: those under an older key, and those that no key given opens."""

    table: str
    sealed: int = 0
    older: int = 0
    unreadable: int = 0

    def plus(self, sealed: int, older: int, unreadable: int) -> "Resealed":
        return Resealed(self.table, self.sealed + sealed, self.older + older, self.unreadable + unreadable)


@dataclass(frozen=True)
class _Batch:
    """Rows judged: which values are to be written anew, by row, and what was found."""

    changes: Sequence[tuple[RowMapping, Mapping[str, bytes]]]  # a row as it was read, and its new values
    found: tuple[int, int, int]


async def reseal(database: Database, *, dry_run: bool = False, at_once: int = AT_ONCE) -> AsyncIterator[Resealed]:
    """Table after table, what was found in it; with `dry_run` nothing is written.

    Interrupted, it is begun again: what is under the newest key already is only looked at.
    """
    for table in Row.metadata.sorted_tables:
        names = [column.name for column in table.columns if isinstance(column.type, LargeBinary)]
        if names:
            yield await _reseal_table(database, table, names, at_once=at_once, dry_run=dry_run)


async def _reseal_table(
    database: Database, table: Table, names: Sequence[str], *, at_once: int, dry_run: bool
) -> Resealed:
    found = Resealed(table.name)
    async for rows in _pages(database, table, names, at_once):
        batch = await asyncio.to_thread(_judged, database.vault, rows, names)
        if batch.changes and not dry_run:
            await _write(database, table, batch)
        found = found.plus(*batch.found)
    return found


async def _pages(
    database: Database, table: Table, names: Sequence[str], at_once: int
) -> AsyncIterator[Sequence[RowMapping]]:
    keys = list(table.primary_key.columns)
    wanted = select(*keys, *(table.c[name] for name in names)).order_by(*keys).limit(at_once)
    last: tuple[Any, ...] | None = None
    while True:
        following = wanted if last is None else wanted.where(tuple_(*keys) > last)
        async with database.reading() as session:
            rows = (await session.execute(following)).mappings().all()
        if not rows:
            return
        yield rows
        last = tuple(rows[-1][key.name] for key in keys)


def _judged(vault: Vault, rows: Sequence[RowMapping], names: Sequence[str]) -> _Batch:
    changes: list[tuple[RowMapping, Mapping[str, bytes]]] = []
    sealed = older = unreadable = 0
    for row in rows:
        tokens = {name: bytes(row[name]) for name in names if row[name] is not None and is_token(bytes(row[name]))}
        behind = {name: value for name, value in tokens.items() if not vault.is_newest(value)}
        renewed = {name: new for name, value in behind.items() if (new := _renewed(vault, value)) is not None}
        sealed, older = sealed + len(tokens), older + len(renewed)
        unreadable += len(behind) - len(renewed)
        if renewed:
            changes.append((row, renewed))
    return _Batch(changes, (sealed, older, unreadable))


def _renewed(vault: Vault, value: bytes) -> bytes | None:
    try:
        return vault.reseal(value)
    except SealBroken:
        return None


async def _write(database: Database, table: Table, batch: _Batch) -> None:
    async with database.writing() as session:
        for row, renewed in batch.changes:
            stands = [table.c[key.name] == row[key.name] for key in table.primary_key.columns]
            as_read = [table.c[name] == row[name] for name in renewed]
            await session.execute(update(table).where(and_(*stands, *as_read)).values(**renewed))
