"""The append-only log of evidence: one sequencer at a time gives positions and signs heads (docs/evidence.md)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.evidence.tree import kept_places, log_size
from bot.adapters.db.tables import EvidenceEntryRow, EvidenceHeadRow, EvidenceNodeRow, EvidenceRegisterRow
from bot.application.evidence.ports import Signer
from bot.domain.evidence.encoding import NOTHING_BEFORE, Document, head_hash, head_message, instant_text, leaf
from bot.domain.evidence.tree import Frontier, Span

SEQUENCER_LOCK = 727_266_309  # any number no other lock of ours has


async def chain(database: Database, most: int) -> int:
    """Whole batches or nothing: positions, leaves, and the subtrees they complete are one transaction."""
    async with database.writing() as session:
        await _alone(session, database)
        rows = await _unchained(session, most)
        if not rows:
            return 0
        uuids, ordinals = await _registers(session, rows), await _next_ordinals(session, rows)
        size = await log_size(session)
        frontier = Frontier(size, await kept_places(session, Span(0, size).places))
        prev = await _leaf_at(session, size - 1)
        nodes: list[dict[str, object]] = []
        for row in rows:
            ordinal = ordinals[row.notice_id]
            ordinals[row.notice_id] += 1
            row.position, row.ordinal, row.prev = frontier.size, ordinal, prev
            row.leaf = prev = leaf(record_of(row, uuids[row.notice_id]))
            nodes += [{"level": level, "place": at, "hash": root} for (level, at), root in frontier.add(prev)]
        if nodes:
            await session.execute(insert(EvidenceNodeRow), nodes)
        return len(rows)


async def sign_head(database: Database, signer: Signer, at: datetime, every: timedelta) -> bool:
    async with database.writing() as session:
        await _alone(session, database)
        size, last = await log_size(session), await _last_head(session)
        if size == (last.size if last else 0) or (last is not None and at - last.at < every):
            return False
        span = Span(0, size)
        row = EvidenceHeadRow(
            size=size,
            root=span.root(await kept_places(session, span.places)),
            last=await _leaf_at(session, size - 1),
            previous=head_hash(head_document(last)) if last else NOTHING_BEFORE,
            at=at,
            signature=b"",
        )
        row.signature = signer.sign(head_message(head_document(row)))
        session.add(row)
        return True


def record_of(row: EvidenceEntryRow, register: str) -> Document:
    return {
        "commitment": row.commitment.hex(),
        "ordinal": row.ordinal,
        "position": row.position,
        "prev": row.prev.hex() if row.prev is not None else None,
        "register": register,
    }


def head_document(row: EvidenceHeadRow) -> Document:
    return {
        "at": instant_text(row.at),
        "last": row.last.hex(),
        "previous": row.previous.hex(),
        "root": row.root.hex(),
        "size": row.size,
    }


async def _alone(session: AsyncSession, database: Database) -> None:
    """One sequencer at a time, until its transaction ends: SQLite's BEGIN IMMEDIATE is lock enough."""
    if not database.is_sqlite:
        await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SEQUENCER_LOCK})


async def _unchained(session: AsyncSession, most: int) -> Sequence[EvidenceEntryRow]:
    waiting = select(EvidenceEntryRow).where(col(EvidenceEntryRow.position).is_(None))
    return (await session.scalars(waiting.order_by(col(EvidenceEntryRow.id)).limit(most))).all()


async def _registers(session: AsyncSession, rows: Sequence[EvidenceEntryRow]) -> dict[int, str]:
    """The UUIDs of these notices, made here for those that are new: nobody else makes any."""
    notices = {row.notice_id for row in rows}
    known = select(EvidenceRegisterRow).where(col(EvidenceRegisterRow.notice_id).in_(notices))
    uuids = {row.notice_id: row.uuid for row in await session.scalars(known)}
    made = {notice: str(uuid4()) for notice in sorted(notices - uuids.keys())}
    if made:
        new = [{"notice_id": notice, "uuid": uuid} for notice, uuid in made.items()]
        await session.execute(insert(EvidenceRegisterRow), new)
    return uuids | made


async def _next_ordinals(session: AsyncSession, rows: Sequence[EvidenceEntryRow]) -> dict[int, int]:
    notice = col(EvidenceEntryRow.notice_id)
    notices = {row.notice_id for row in rows}
    chained = col(EvidenceEntryRow.position).is_not(None)
    last = select(notice, func.max(col(EvidenceEntryRow.ordinal))).where(notice.in_(notices), chained).group_by(notice)
    found = {notice: int(ordinal or 0) + 1 for notice, ordinal in await session.execute(last)}
    return dict.fromkeys(notices, 0) | found


async def _leaf_at(session: AsyncSession, position: int) -> bytes:
    if position < 0:
        return NOTHING_BEFORE
    return (await kept_places(session, [(0, position)]))[0, position]


async def _last_head(session: AsyncSession) -> EvidenceHeadRow | None:
    return await session.scalar(select(EvidenceHeadRow).order_by(col(EvidenceHeadRow.size).desc()).limit(1))


async def erase_entries(session: AsyncSession, notice_ids: Sequence[int], at: datetime) -> int:
    """Text and salt go; what is in the log stays. Entries not in it yet are chained as they are, redacted."""
    of_them = col(EvidenceEntryRow.notice_id).in_(notice_ids)
    still_there = col(EvidenceEntryRow.sealed).is_not(None)
    erased = update(EvidenceEntryRow).where(of_them, still_there).values(sealed=None, erased_at=at)
    return len((await session.scalars(erased.returning(col(EvidenceEntryRow.id)))).all())
