"""Content as texts by path: read from a folder, or given by the editor; both are parsed and hashed alike."""

from collections.abc import Mapping
from pathlib import Path

_KINDS = {".yml", ".yaml", ".csv", ".md", ".txt", ".json"}


def read_tree(folder: Path) -> dict[str, str]:
    """Every text file under a folder, by its path relative to it, in a stable order."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in _KINDS)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


def write_tree(files: Mapping[str, str], folder: Path) -> None:
    for name in sorted(files):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[name], encoding="utf-8")
