"""The `EvidenceLog` port: what bundles, certificates and check pages read of the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.evidence.log import chain, head_document, record_of, sign_head
from bot.adapters.db.evidence.tree import proof
from bot.adapters.db.tables import EvidenceEntryRow, EvidenceHeadRow, EvidenceRegisterRow, EvidenceStampRow
from bot.adapters.db.vault import Vault
from bot.application.evidence.ports import LoggedEntry, SignedHead, Signer, Stamp
from bot.domain.evidence.entries import entry_from
from bot.domain.evidence.tree import consistency, inclusion

SIZE = col(EvidenceHeadRow.size)
_UNCHAINED = col(EvidenceEntryRow.position).is_(None)
# Both are asked every second, so they are built once.
_ANY_UNCHAINED = select(col(EvidenceEntryRow.id)).where(_UNCHAINED).limit(1)
_SIZES = select(
    select(func.coalesce(func.max(col(EvidenceEntryRow.position)) + 1, 0)).scalar_subquery(),
    select(func.coalesce(func.max(SIZE), 0)).scalar_subquery(),
)


@dataclass(frozen=True)
class SqlEvidenceLog:
    """The `EvidenceLog` port on SQLite and PostgreSQL."""

    database: Database

    async def chain(self, most: int) -> int:
        if await self._read(_ANY_UNCHAINED) is None:
            return 0  # a log at rest costs no transaction that writes
        return await chain(self.database, most)

    async def sign(self, signer: Signer, at: datetime, every: timedelta) -> bool:
        async with self.database.reading() as session:
            size, signed = (await session.execute(_SIZES)).one()
        if size == signed:
            return False
        return await sign_head(self.database, signer, at, every)

    async def waiting(self) -> tuple[int, datetime | None]:
        """How many entries have no place in the log yet, and when the oldest of them happened."""
        oldest = select(EvidenceEntryRow).where(_UNCHAINED).order_by(col(EvidenceEntryRow.id)).limit(1)
        async with self.database.reading() as session:
            count = await session.scalar(select(func.count()).select_from(EvidenceEntryRow).where(_UNCHAINED)) or 0
            row = (await session.scalars(oldest)).one_or_none()
        if row is None or row.sealed is None:
            return count, None
        kept: Any = self.database.vault.open_json(row.sealed)
        return count, entry_from(kept["entry"]).at

    async def entries(self, notice_id: int) -> Sequence[LoggedEntry]:
        mine = (col(EvidenceEntryRow.notice_id) == notice_id, col(EvidenceEntryRow.position).is_not(None))
        query = (
            select(EvidenceEntryRow, col(EvidenceRegisterRow.uuid))
            .join(EvidenceRegisterRow, col(EvidenceRegisterRow.notice_id) == col(EvidenceEntryRow.notice_id))
            .where(*mine)
            .order_by(col(EvidenceEntryRow.position))
        )
        async with self.database.reading() as session:
            return [_logged(self.database.vault, row, uuid) for row, uuid in await session.execute(query)]

    async def notice_of(self, register: str) -> int | None:
        query = select(col(EvidenceRegisterRow.notice_id)).where(col(EvidenceRegisterRow.uuid) == register)
        found = await self._read(query)
        return int(found) if found is not None else None

    async def heads_over(self, positions: Sequence[int]) -> Sequence[SignedHead]:
        stamped = select(col(EvidenceStampRow.head_id))
        async with self.database.reading() as session:
            rows = [await session.scalar(select(EvidenceHeadRow).order_by(SIZE.desc()).limit(1))]
            for position in positions:
                over = select(EvidenceHeadRow).where(position < SIZE).order_by(SIZE).limit(1)
                rows.append(await session.scalar(over))
                rows.append(await session.scalar(over.where(col(EvidenceHeadRow.id).in_(stamped))))
            found = {row.size: row for row in rows if row is not None}
            return [await _signed(session, found[size]) for size in sorted(found)]

    async def inclusion(self, position: int, size: int) -> Sequence[bytes]:
        async with self.database.reading() as session:
            return await proof(session, inclusion(position, size))

    async def consistency(self, smaller: int, size: int) -> Sequence[bytes]:
        async with self.database.reading() as session:
            return await proof(session, consistency(smaller, size))

    async def to_be_stamped(self, at: datetime, every: timedelta) -> SignedHead | None:
        latest = select(EvidenceHeadRow).order_by(SIZE.desc()).limit(1)
        lately = select(col(EvidenceStampRow.id)).where(col(EvidenceStampRow.at) > at - every).limit(1)
        async with self.database.reading() as session:
            row = await session.scalar(latest)
            if row is None or await session.scalar(lately) is not None:
                return None
            signed = await _signed(session, row)
        return None if signed.stamps else signed

    async def keep_stamp(self, head_id: int, stamp: Stamp) -> None:
        row = EvidenceStampRow(head_id=head_id, authority=stamp.authority, token=stamp.token, at=stamp.at)
        async with self.database.writing() as session:
            session.add(row)

    async def _read(self, query: Any) -> Any:
        async with self.database.reading() as session:
            return await session.scalar(query)


def _logged(vault: Vault, row: EvidenceEntryRow, uuid: str) -> LoggedEntry:
    record, leaf = record_of(row, uuid), row.leaf or b""
    if row.sealed is None:
        return LoggedEntry(record, leaf, None, None)
    kept: Any = vault.open_json(row.sealed)
    return LoggedEntry(record, leaf, bytes.fromhex(kept["salt"]), entry_from(kept["entry"]))


async def _signed(session: AsyncSession, row: EvidenceHeadRow) -> SignedHead:
    mine = select(EvidenceStampRow).where(col(EvidenceStampRow.head_id) == row.id).order_by(col(EvidenceStampRow.id))
    stamps = [Stamp(stamp.authority, stamp.token, stamp.at) for stamp in await session.scalars(mine)]
    return SignedHead(head_document(row), row.signature, tuple(stamps), row.id)
