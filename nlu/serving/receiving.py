"""A release sent by the service, where no folder is shared: what it may hold, and written whole or not at all."""

from __future__ import annotations

import hmac
import io
import tempfile
import zipfile
from pathlib import Path

from concilia_nlu.flow_policy import GRAPH_FILE
from concilia_nlu.graph import load_graph
from concilia_nlu.release_parts import DOMAIN_FILE
from concilia_nlu.releases import MODEL_FILE, RELEASE_ID

MEGABYTE = 1 << 20
LARGEST = {MODEL_FILE: 64 * MEGABYTE, GRAPH_FILE: 16 * MEGABYTE, DOMAIN_FILE: 16 * MEGABYTE}
LARGEST_ARCHIVE = 64 * MEGABYTE


class ArchiveRefused(Exception):
    """What was sent is not a release: the wrong name, other files than expected, or too large."""


def is_allowed(token: str, header: str) -> bool:
    """Whether the header carries the secret; where none is set, nobody may send anything."""
    return bool(token) and hmac.compare_digest(f"Bearer {token}".encode(), header.encode())


def receive(folder: Path, release_id: str, archive: bytes) -> None:
    """Keep a release in the folder; one that is there already stays as it is. Raises ArchiveRefused or BrokenGraph."""
    if not RELEASE_ID.fullmatch(release_id):
        raise ArchiveRefused("not the name of a release")
    files = _files_in(archive)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".unfinished-") as work:
        unfinished = Path(work) / release_id
        unfinished.mkdir()
        for name, content in files.items():
            (unfinished / name).write_bytes(content)
        load_graph(unfinished / GRAPH_FILE)
        if not (folder / release_id / MODEL_FILE).is_file():
            unfinished.rename(folder / release_id)


def _files_in(archive: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            infos = opened.infolist()
            if sorted(info.filename for info in infos) != sorted(LARGEST):
                raise ArchiveRefused(f"a release is {', '.join(sorted(LARGEST))}, and nothing else")
            if any(info.file_size > LARGEST[info.filename] for info in infos):
                raise ArchiveRefused("a file of it is too large")
            return {info.filename: opened.read(info) for info in infos}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ArchiveRefused("not an archive that can be read") from error
