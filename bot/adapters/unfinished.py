"""A folder something is made in, beside the place it is moved to when it is whole.

Its maker holds it locked: what a killed one left is swept away by the next who makes something there.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time

PREFIX = ".unfinished-"
LEFT_FOR_S = 600.0  # one just made is not locked yet, and those of an older version never are


@contextmanager
def unfinished(beside: Path) -> Iterator[Path]:
    beside.mkdir(parents=True, exist_ok=True)
    _sweep(beside)
    with TemporaryDirectory(dir=beside, prefix=PREFIX) as work, _locked(Path(work)):
        yield Path(work)


def _sweep(beside: Path) -> None:
    for left in beside.glob(f"{PREFIX}*"):
        try:
            if time() - left.stat().st_mtime >= LEFT_FOR_S:
                with _locked(left):
                    shutil.rmtree(left, ignore_errors=True)
        except (BlockingIOError, FileNotFoundError):
            continue  # somebody works in it, or another swept it


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Raises BlockingIOError where another holds it; let go by itself when its holder dies."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
