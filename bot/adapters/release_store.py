"""Releases as folders, each written whole or not at all, models kept by what they were trained from."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.adapters.trainer import engine_of
from bot.adapters.unfinished import unfinished
from bot.application.releases import (
    ENGINE_VERSION,
    MANIFEST_FILE,
    PackedRelease,
    ReleaseMissing,
    Sources,
    model_of,
)
from bot.application.releases import engine_of as engine_that_made
from bot.domain.reading.mask import mask
from flows.compile import Training
from flows.tree import read_tree, write_tree

MODEL_FILE = "model.tar.gz"


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

    def fits(self, release_id: str) -> bool:
        """Whether it is here and of this engine."""
        if not self.has(release_id):
            return False
        manifest = (self.releases / release_id / MANIFEST_FILE).read_text(encoding="utf-8")
        return engine_that_made({MANIFEST_FILE: manifest}) == ENGINE_VERSION

    def packed(self, release_id: str) -> PackedRelease:
        return PackedRelease(self.files(release_id), (self.releases / release_id / MODEL_FILE).read_bytes())

    def put(self, release_id: str, packed: PackedRelease) -> None:
        """A release made on another machine."""
        with self.writing(release_id, packed.files) as folder:
            self.put_model(folder, model_of(packed.files), lambda out: _write(out, packed.model))

    @contextmanager
    def writing(self, release_id: str, files: Mapping[str, str]) -> Iterator[Path]:
        """Written beside the releases, then moved in one step; when another process was first, its copy stays."""
        self.releases.mkdir(parents=True, exist_ok=True)
        with unfinished(self.releases.parent) as work:
            folder = work / release_id
            write_tree(files, folder)
            yield folder
            if not self.has(release_id):
                shutil.rmtree(self.releases / release_id, ignore_errors=True)
                folder.rename(self.releases / release_id)

    def put_model(self, folder: Path, model_id: str, train: Callable[[Path], None]) -> None:
        kept = self._models / f"{model_id}.tar.gz"
        if not kept.is_file():
            with unfinished(self._models) as work:
                fresh = work / MODEL_FILE
                train(fresh)
                fresh.replace(kept)
        _same_file(kept, folder / MODEL_FILE)


class LivePointer:
    """A file that names a release: the one this machine saw live last, for what starts before the database is asked."""

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


def _write(out: Path, content: bytes) -> None:
    out.write_bytes(content)


def _same_file(kept: Path, wanted: Path) -> None:
    """One file under two names where the disk allows, else a copy."""
    try:
        wanted.hardlink_to(kept)
    except OSError:
        shutil.copyfile(kept, wanted)
