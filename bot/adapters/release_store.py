"""Releases as folders, each written whole or not at all, models kept by what they were trained from."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.adapters.trainer import engine_of
from bot.application.releases import LoadedRelease, ReleaseMissing, Sources, load_release
from bot.domain.reading.mask import mask
from flows.compile import Training
from flows.tree import read_tree, write_tree

MODEL_FILE = "model.tar.gz"
_KEPT_LOADED = 16


def sources_in(checkout: Path) -> Sources:
    """What a checkout holds: the content, and what understanding is trained from, masked as messages will be."""
    sentences = read_tree(checkout / "nlu" / "data")
    config = (checkout / "nlu" / "config.yml").read_text(encoding="utf-8")
    training = Training(sentences, config, mask)
    return Sources(read_tree(checkout / "flows" / "content"), training, engine_of(checkout / "nlu"))


class ReleaseFolder:
    """`releases` holds a folder per release, as the nlu process reads them; `models` the trained files they share."""

    def __init__(self, releases: Path, models: Path) -> None:
        self.releases = releases
        self._models = models

    @classmethod
    def under(cls, root: Path) -> "ReleaseFolder":
        return cls(root / "releases", root / "models")

    def has(self, release_id: str) -> bool:
        return (self.releases / release_id / MODEL_FILE).is_file()

    def ids(self) -> list[str]:
        return sorted(path.parent.name for path in self.releases.glob(f"*/{MODEL_FILE}"))

    def files(self, release_id: str) -> dict[str, str]:
        if not self.has(release_id):
            raise ReleaseMissing(release_id)
        return read_tree(self.releases / release_id)

    @contextmanager
    def writing(self, release_id: str, files: Mapping[str, str]) -> Iterator[Path]:
        """Written beside the releases, then moved in one step; when another process was first, its copy stays."""
        self.releases.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.releases.parent, prefix=".unfinished-") as work:
            folder = Path(work) / release_id
            write_tree(files, folder)
            yield folder
            if not self.has(release_id):
                shutil.rmtree(self.releases / release_id, ignore_errors=True)
                folder.rename(self.releases / release_id)

    def put_model(self, folder: Path, model_id: str, train: Callable[[Path], None]) -> None:
        kept = self._models / f"{model_id}.tar.gz"
        if not kept.is_file():
            self._models.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self._models, prefix=".unfinished-") as work:
                fresh = Path(work) / MODEL_FILE
                train(fresh)
                fresh.replace(kept)
        _same_file(kept, folder / MODEL_FILE)


class LivePointer:
    """Names the release new conversations begin with; moving it is publishing, moving it back rolling back."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> str | None:
        try:
            return self._file.read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def move(self, release_id: str) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=self._file.parent, prefix=".live-")
        with os.fdopen(handle, "w", encoding="utf-8") as text:
            text.write(f"{release_id}\n")
        Path(unfinished).replace(self._file)


class StoredReleases:
    """The releases at hand while conversations are answered, read once each; the pointer is looked at every time."""

    def __init__(self, store: ReleaseFolder, pointer: LivePointer) -> None:
        self._store = store
        self._pointer = pointer
        self._loaded: dict[str, LoadedRelease] = {}

    async def live(self) -> LoadedRelease:
        release_id = self._pointer.read()
        if release_id is None:
            raise ReleaseMissing(None)
        return await self.get(release_id)

    async def get(self, release_id: str) -> LoadedRelease:
        if release_id not in self._loaded:
            files = await asyncio.to_thread(self._store.files, release_id)
            self._loaded[release_id] = load_release(files)
            while len(self._loaded) > _KEPT_LOADED:
                self._loaded.pop(next(iter(self._loaded)))
        return self._loaded[release_id]


def _same_file(kept: Path, wanted: Path) -> None:
    """One file under two names where the disk allows, else a copy."""
    try:
        wanted.hardlink_to(kept)
    except OSError:
        shutil.copyfile(kept, wanted)
