"""The kept subtrees of the evidence log, read by their places."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.tables import EvidenceEntryRow, EvidenceNodeRow
from bot.domain.evidence.tree import Place, Span, places_of


async def log_size(session: AsyncSession) -> int:
    last = await session.scalar(select(func.max(col(EvidenceEntryRow.position))))
    return 0 if last is None else last + 1


async def kept_places(session: AsyncSession, places: Collection[Place]) -> dict[Place, bytes]:
    by_level: dict[int, list[int]] = defaultdict(list)
    for level, place in places:
        by_level[level].append(place)
    known: dict[Place, bytes] = {}
    for level, wanted in by_level.items():
        known |= {(level, place): root for place, root in await _level(session, level, wanted)}
    return known


async def proof(session: AsyncSession, spans: Sequence[Span]) -> list[bytes]:
    known = await kept_places(session, list(places_of(spans)))
    return [span.root(known) for span in spans]


async def _level(session: AsyncSession, level: int, wanted: Sequence[int]) -> list[tuple[int, bytes]]:
    entry, kept = EvidenceEntryRow, EvidenceNodeRow
    if level == 0:
        leaves = select(col(entry.position), col(entry.leaf)).where(col(entry.position).in_(wanted))
        return [
            (place, root) for place, root in await session.execute(leaves) if place is not None and root is not None
        ]
    nodes = select(col(kept.place), col(kept.hash)).where(col(kept.level) == level, col(kept.place).in_(wanted))
    return [(place, root) for place, root in await session.execute(nodes)]
