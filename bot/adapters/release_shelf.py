"""The releases at hand: this machine's folder, filled from the database, and which of them is live."""

import asyncio
from datetime import datetime
from time import monotonic
from typing import Protocol

from bot.adapters.db.editor.releases import SqlReleases
from bot.adapters.release_store import LivePointer, ReleaseFolder
from bot.application.publications import InForce, Publications
from bot.application.releases import LoadedRelease, PackedRelease, ReleaseMissing, load_release

LOOK_EVERY_S = 1.0
_KEPT_LOADED = 16


class ReleaseShelf:
    """The folder is this machine's own copy; what is not in it comes out of the database, once."""

    def __init__(self, folder: ReleaseFolder, kept: SqlReleases | None = None) -> None:
        self.folder = folder
        self._kept = kept

    async def files(self, release_id: str) -> dict[str, str]:
        """Raises ReleaseMissing where neither has it."""
        await self._fetch(release_id)
        return await asyncio.to_thread(self.folder.files, release_id)

    async def packed(self, release_id: str) -> PackedRelease:
        await self._fetch(release_id)
        return await asyncio.to_thread(self.folder.packed, release_id)

    async def fits(self, release_id: str) -> bool:
        """Whether it is kept somewhere and this engine can serve it."""
        if self.folder.has(release_id):
            return self.folder.fits(release_id)
        kept = await self._kept.one_kept(release_id) if self._kept else None
        return kept is not None and kept.fits

    async def keep(self, release_id: str, at: datetime) -> None:
        """Put a release of the folder into the database, for every machine."""
        if self._kept and await self._kept.one_kept(release_id) is None:
            packed = await asyncio.to_thread(self.folder.packed, release_id)
            await self._kept.keep(release_id, packed, at)

    async def _fetch(self, release_id: str) -> None:
        if self.folder.has(release_id) or self._kept is None:
            return
        packed = await self._kept.find(release_id)
        if packed is None:
            raise ReleaseMissing(release_id)
        await asyncio.to_thread(self.folder.put, release_id, packed)


class FilesOfReleases(Protocol):
    async def files(self, release_id: str) -> dict[str, str]: ...


class StoredReleases:
    """The releases at hand while conversations are answered, read once each; what is live is asked once a second.

    Where nothing is live yet it is asked each time, so that a service that has just begun does not wait.
    """

    def __init__(
        self,
        store: FilesOfReleases,
        publications: Publications,
        seen: LivePointer | None = None,
        *,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._store = store
        self._publications = publications
        self._seen = seen
        self._look_every_s = look_every_s
        self._in_force: InForce | None = None
        self._looked_at = float("-inf")
        self._loaded: dict[str, LoadedRelease] = {}

    async def live(self) -> LoadedRelease:
        in_force = await self._look()
        if in_force is None:
            raise ReleaseMissing(None)
        release = await self.get(in_force.release)
        if self._seen is not None and self._seen.read() != release.id:
            self._seen.move(release.id)
        return release

    async def is_stopped(self) -> bool:
        """Whether every conversation goes to people (F2)."""
        in_force = await self._look()
        return in_force is not None and in_force.stopped

    async def get(self, release_id: str) -> LoadedRelease:
        if release_id not in self._loaded:
            self._loaded[release_id] = load_release(await self.files(release_id))
            while len(self._loaded) > _KEPT_LOADED:
                self._loaded.pop(next(iter(self._loaded)))
        return self._loaded[release_id]

    async def files(self, release_id: str) -> dict[str, str]:
        """All a release is, by path: a draft begins from it."""
        return await self._store.files(release_id)

    async def _look(self) -> InForce | None:
        if self._in_force is None or monotonic() - self._looked_at >= self._look_every_s:
            self._in_force = await self._publications.in_force()
            self._looked_at = monotonic()
        return self._in_force
