"""Deliveries a door refused: sealed, and no more of them than there is room for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import RefusedRequestRow
from bot.application.refused import RefusedCounts, RefusedRequest, Taken

OURS_KEPT, STRANGERS_KEPT = 20_000, 1_000  # a flood of strangers' pushes out none that name our account
BYTES_KEPT = 64 * 1024 * 1024
_PARTS = ("path", "query", "origin", "signature", "pairs")


class SqlRefused:
    """The `RefusedRequests` port on SQLite and PostgreSQL."""

    def __init__(
        self,
        database: Database,
        *,
        ours_kept: int = OURS_KEPT,
        strangers_kept: int = STRANGERS_KEPT,
        bytes_kept: int = BYTES_KEPT,
    ) -> None:
        self._database = database
        self._vault = database.vault
        self._most = {True: ours_kept, False: strangers_kept}
        self._bytes_kept = bytes_kept

    async def keep(self, requests: Sequence[RefusedRequest]) -> None:
        rows = [self._row(request) for request in requests]
        async with self._database.writing() as session:
            session.add_all(rows)
            await session.flush()
            for names_us, most in self._most.items():
                await self._make_room(session, col(RefusedRequestRow.names_us) == names_us, most)

    async def waiting(self, limit: int) -> Sequence[RefusedRequest]:
        not_taken = col(RefusedRequestRow.taken_at).is_(None)
        newest = select(RefusedRequestRow).where(not_taken).order_by(col(RefusedRequestRow.id).desc()).limit(limit)
        async with self._database.reading() as session:
            rows = (await session.scalars(newest)).all()
        return [self._opened(row) for row in rows]

    async def counts(self, since: datetime) -> RefusedCounts:
        lately = (col(RefusedRequestRow.at) >= since, col(RefusedRequestRow.taken_at).is_(None))
        query = select(col(RefusedRequestRow.names_us), func.count()).where(*lately)
        async with self._database.reading() as session:
            found = {row[0]: row[1] for row in await session.execute(query.group_by(col(RefusedRequestRow.names_us)))}
        return RefusedCounts(ours=found.get(True, 0), strangers=found.get(False, 0))

    async def mark_taken(self, request_id: int, by: str, at: datetime) -> None:
        nothing = self._vault.seal_json({})
        this = (col(RefusedRequestRow.id) == request_id, col(RefusedRequestRow.taken_at).is_(None))
        taken = update(RefusedRequestRow).where(*this)
        async with self._database.writing() as session:
            await session.execute(taken.values(taken_by=by, taken_at=at, raw=nothing, size=len(nothing)))

    async def taken(self, limit: int) -> Sequence[Taken]:
        """Those somebody had taken on one day are told as one."""
        day = func.date(col(RefusedRequestRow.taken_at))
        last = func.max(col(RefusedRequestRow.taken_at))
        query = select(col(RefusedRequestRow.taken_by), last, func.count())
        query = query.where(col(RefusedRequestRow.taken_at).is_not(None))
        query = query.group_by(col(RefusedRequestRow.taken_by), day).order_by(last.desc()).limit(limit)
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        return [Taken(by, at, count) for by, at, count in rows if by is not None and at is not None]

    async def _make_room(self, session: AsyncSession, of_these: ColumnElement[bool], most: int) -> None:
        """The oldest go: those past the number, and those past the bytes, half of them for each kind."""
        number = col(RefusedRequestRow.id)
        past = await session.scalar(select(number).where(of_these).order_by(number.desc()).offset(most).limit(1))
        whole = await session.scalar(select(func.sum(col(RefusedRequestRow.size))).where(of_these))
        if past is None and (whole or 0) <= self._bytes_kept // 2:
            return
        so_far = func.sum(col(RefusedRequestRow.size)).over(order_by=number.desc()).label("so_far")
        running = select(number.label("id"), so_far).where(of_these).subquery()
        over = await session.scalar(select(func.max(running.c.id)).where(running.c.so_far > self._bytes_kept // 2))
        await session.execute(delete(RefusedRequestRow).where(of_these, number <= max(past or 0, over or 0)))

    def _row(self, request: RefusedRequest) -> RefusedRequestRow:
        sealed = self._vault.seal_json({name: getattr(request, name) for name in _PARTS})
        return RefusedRequestRow(
            source=request.source, at=request.at, names_us=request.names_us, size=len(sealed), raw=sealed
        )

    def _opened(self, row: RefusedRequestRow) -> RefusedRequest:
        told = self._vault.open_json(row.raw)
        reached = (told["path"], told["query"], told["origin"], told["signature"])
        pairs = tuple((name, value) for name, value in told["pairs"])
        return RefusedRequest(row.source, *reached, pairs=pairs, at=row.at, names_us=row.names_us, id=row.id)
