"""Releases in the database, so that every machine can load them; each is written once and never changes (F2)."""

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables.releases import ReleaseModelRow, ReleaseRow
from bot.application.releases import KeptRelease, PackedRelease, engine_of, model_of


class SqlReleases:
    """All releases ever made live, with their models."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, release_id: str, packed: PackedRelease, at: datetime) -> None:
        """Twice is once: what is there stays."""
        model_id = model_of(packed.files)
        model = self._database.insert(ReleaseModelRow).values(model_id=model_id, content=packed.model)
        release = self._database.insert(ReleaseRow).values(
            id=release_id,
            engine=engine_of(packed.files),
            model_id=model_id,
            files=_packed(packed.files),
            made_at=at,
        )
        async with self._database.writing() as session:
            await session.execute(model.on_conflict_do_nothing())
            await session.execute(release.on_conflict_do_nothing())

    async def find(self, release_id: str) -> PackedRelease | None:
        wanted = (
            select(col(ReleaseRow.files), col(ReleaseModelRow.content))
            .join(ReleaseModelRow, col(ReleaseModelRow.model_id) == col(ReleaseRow.model_id))
            .where(col(ReleaseRow.id) == release_id)
        )
        async with self._database.reading() as session:
            row = (await session.execute(wanted)).one_or_none()
        return PackedRelease(_unpacked(row.files), row.content) if row is not None else None

    async def kept(self) -> Sequence[KeptRelease]:
        """The newest first."""
        columns = (col(ReleaseRow.id), col(ReleaseRow.engine), col(ReleaseRow.model_id), col(ReleaseRow.made_at))
        query = select(*columns).order_by(col(ReleaseRow.made_at).desc(), col(ReleaseRow.id))
        async with self._database.reading() as session:
            return [KeptRelease(row.id, row.engine, row.model_id, row.made_at) for row in await session.execute(query)]

    async def one_kept(self, release_id: str) -> KeptRelease | None:
        columns = (col(ReleaseRow.engine), col(ReleaseRow.model_id), col(ReleaseRow.made_at))
        query = select(*columns).where(col(ReleaseRow.id) == release_id)
        async with self._database.reading() as session:
            row = (await session.execute(query)).one_or_none()
        return KeptRelease(release_id, row.engine, row.model_id, row.made_at) if row is not None else None


def _packed(files: Mapping[str, str]) -> bytes:
    return zlib.compress(json.dumps(dict(sorted(files.items())), ensure_ascii=False).encode())


def _unpacked(content: bytes) -> dict[str, str]:
    files: dict[str, str] = json.loads(zlib.decompress(content))
    return files
