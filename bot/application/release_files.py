"""What differs between two releases, file by file, as content and sentences are named in a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from bot.application.releases import Sources

SENTENCES = "nlu/"


@dataclass(frozen=True)
class FileChange:
    """A file that only one side has, or that both have otherwise; `lines` as a patch shows them."""

    path: str
    change: str  # added, removed, changed
    lines: tuple[str, ...]

    @property
    def added(self) -> int:
        return sum(line.startswith("+") for line in self.lines)

    @property
    def removed(self) -> int:
        return sum(line.startswith("-") for line in self.lines)


def files_of(sources: Sources) -> dict[str, str]:
    """By path: content as under flows/content, sentences under nlu/."""
    sentences = {f"{SENTENCES}{name}": text for name, text in sources.training.sentences.items()}
    return {**sources.content, **sentences}


def file_changes(before: Mapping[str, str], after: Mapping[str, str]) -> Sequence[FileChange]:
    """In order of their paths."""
    paths = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    return [_change(path, before.get(path), after.get(path)) for path in paths]


def _change(path: str, before: str | None, after: str | None) -> FileChange:
    kind = "added" if before is None else "removed" if after is None else "changed"
    lines = unified_diff((before or "").splitlines(), (after or "").splitlines(), lineterm="", n=1)
    return FileChange(path, kind, tuple(line for line in lines if not line.startswith(("---", "+++"))))
