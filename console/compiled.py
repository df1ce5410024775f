"""Compiled templates kept beside the sources, as Python keeps its modules: a start takes two seconds of work less."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from jinja2 import BytecodeCache, Environment, __version__
from jinja2.bccache import Bucket


class KeptBesideSources(BytecodeCache):
    """A file for each template; what is of an older text or another Jinja is compiled again, and written over.

    Where nothing may be written, as in a container that runs as somebody else, nothing is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Besides the text, what decides what it is compiled to."""
        options = (__version__, environment.autoescape, environment.trim_blocks, environment.lstrip_blocks)
        checksum = self.get_source_checksum(f"{options} {source}")
        bucket = Bucket(environment, self.get_cache_key(name, filename), checksum)
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError), self._file(bucket).open("rb") as kept:
            bucket.load_bytecode(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            number, name = mkstemp(dir=self._folder)  # never half a file, however many processes start
            with os.fdopen(number, "wb") as kept:
                bucket.write_bytecode(kept)
            Path(name).replace(self._file(bucket))

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.template"
