"""The whole log read from the database and recomputed, some hundreds of entries at a time (N5)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.evidence.log import head_document, record_of
from bot.adapters.db.evidence.tree import kept_places
from bot.adapters.db.tables import (
    EvidenceEntryRow,
    EvidenceHeadRow,
    EvidenceNodeRow,
    EvidenceRegisterRow,
    EvidenceStampRow,
)
from bot.adapters.db.vault import SealBroken, Vault
from bot.domain.evidence.auditing import KeptEntry, KeptHead, LogAudit
from bot.domain.evidence.checking import Instruments
from bot.domain.evidence.tree import Place

AT_ONCE = 1000
LISTED = 200  # problems named; the rest is counted

type Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Audited:
    """What was looked at, and what is not as it was put there."""

    entries: int
    heads: int
    waiting: int  # not in the log yet
    problems: tuple[str, ...]


async def audit_log(database: Database, public_key: bytes, instruments: Instruments, progress: Progress) -> Audited:
    audit, found, subtrees = LogAudit(public_key, instruments), list[str](), 0
    async with database.reading() as session:
        total = await _count(session, col(EvidenceEntryRow.position).is_not(None))
        heads = {head.size: head for head in await _heads(session)}
        seen, last = set[int](), -1
        while rows := await _after(session, last):
            grown: dict[Place, bytes] = {}
            for row, uuid in rows:
                kept = _entry(database.vault, row, uuid)
                found += audit.add(kept, grown)
                if audit.size in heads:
                    seen.add(audit.size)
                    found += audit.check_head(heads[audit.size])
            found += await _about_subtrees(session, grown)
            subtrees, last = subtrees + len(grown), rows[-1][0].position or 0
            progress(audit.size, total)
        found += [f"head of size {size}: over entries that are not there" for size in sorted(heads.keys() - seen)]
        found += await _left_over(session, subtrees)
        waiting = await _count(session, col(EvidenceEntryRow.position).is_(None))
    more = [f"and {len(found) - LISTED} more"] if len(found) > LISTED else []
    return Audited(audit.size, len(heads), waiting, (*found[:LISTED], *more))


async def _after(session: AsyncSession, position: int) -> Sequence[Any]:
    session.expunge_all()  # a long log is not held in memory
    query = (
        select(EvidenceEntryRow, col(EvidenceRegisterRow.uuid))
        .outerjoin(EvidenceRegisterRow, col(EvidenceRegisterRow.notice_id) == col(EvidenceEntryRow.notice_id))
        .where(col(EvidenceEntryRow.position) > position)
        .order_by(col(EvidenceEntryRow.position))
        .limit(AT_ONCE)
    )
    return (await session.execute(query)).all()


def _entry(vault: Vault, row: EvidenceEntryRow, uuid: str | None) -> KeptEntry:
    kept = _opened(vault, row)
    return KeptEntry(
        id=row.id,
        notice_id=row.notice_id,
        position=row.position or 0,
        record=record_of(row, uuid or ""),
        leaf=row.leaf or b"",
        salt=bytes.fromhex(kept["salt"]) if kept else None,
        entry=kept["entry"] if kept else None,
        is_erased=row.sealed is None and row.erased_at is not None,
    )


def _opened(vault: Vault, row: EvidenceEntryRow) -> Mapping[str, Any] | None:
    if row.sealed is None:
        return None
    try:
        kept: Mapping[str, Any] = vault.open_json(row.sealed)
    except SealBroken:
        return None
    return kept


async def _heads(session: AsyncSession) -> list[KeptHead]:
    stamps: dict[int, list[tuple[str, bytes]]] = defaultdict(list)
    for stamp in await session.scalars(select(EvidenceStampRow).order_by(col(EvidenceStampRow.id))):
        stamps[stamp.head_id].append((stamp.authority, stamp.token))
    rows = await session.scalars(select(EvidenceHeadRow).order_by(col(EvidenceHeadRow.size)))
    return [KeptHead(head_document(row), row.signature, tuple(stamps[row.id])) for row in rows]


async def _about_subtrees(session: AsyncSession, grown: Mapping[Place, bytes]) -> list[str]:
    kept = await _kept(session, grown.keys())
    names = {place: f"subtree of {2 ** place[0]} entries from position {place[1] * 2 ** place[0]}" for place in grown}
    missing = [f"{names[place]}: missing" for place in sorted(grown.keys() - kept.keys())]
    return missing + [f"{names[place]}: altered" for place in sorted(kept) if kept[place] != grown[place]]


async def _kept(session: AsyncSession, places: Collection[Place]) -> dict[Place, bytes]:
    """In slices: a database takes so many values in one question."""
    listed, found = sorted(places), dict[Place, bytes]()
    for start in range(0, len(listed), 500):
        found |= await kept_places(session, listed[start : start + 500])
    return found


async def _left_over(session: AsyncSession, subtrees: int) -> list[str]:
    kept = await session.scalar(select(func.count()).select_from(EvidenceNodeRow)) or 0
    return [f"{kept - subtrees} subtrees over entries that are not there"] if kept > subtrees else []


async def _count(session: AsyncSession, which: Any) -> int:
    return await session.scalar(select(func.count()).select_from(EvidenceEntryRow).where(which)) or 0
