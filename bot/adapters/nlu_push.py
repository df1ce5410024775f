"""Sends a release to an nlu server that has no folder in common with the service, once it says it does not know it."""

import asyncio
import io
import zipfile
from collections.abc import Awaitable, Callable, Mapping

from bot.adapters.nlu_server import NluServer
from bot.adapters.release_store import MODEL_FILE
from bot.application.releases import PackedRelease, ReleaseMissing
from flows.compile import DOMAIN_FILE, GRAPH_FILE

SENT_WITHIN_S = 60.0

type Packed = Callable[[str], Awaitable[PackedRelease]]


class ReleasePush:
    """What the servers read of a release, with the secret they know; one at a time, as each is some megabytes."""

    def __init__(self, token: str, packed: Packed) -> None:
        self._headers = {"Authorization": f"Bearer {token}"}
        self._packed = packed
        self.turnstile = asyncio.Lock()

    async def send(self, server: NluServer, release_id: str) -> bool:
        """False when there is no such release, or the server takes none from us."""
        try:
            packed = await self._packed(release_id)
        except ReleaseMissing:
            return False
        archive = await asyncio.to_thread(_archive, packed)
        sent = await server.put(f"/releases/{release_id}", archive, self._headers, SENT_WITHIN_S)
        return sent.is_success


def _archive(packed: PackedRelease) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _read_by_nlu(packed.files).items():
            archive.writestr(name, text)
        archive.writestr(zipfile.ZipInfo(MODEL_FILE), packed.model)  # compressed by itself
    return content.getvalue()


def _read_by_nlu(files: Mapping[str, str]) -> dict[str, str]:
    return {name: files[name] for name in (DOMAIN_FILE, GRAPH_FILE)}
