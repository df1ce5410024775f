"""Begins drafts: from a release as it stands, or from files somebody brings."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.application.editor.drafts.bases import Bases
from bot.application.editor.drafts.drafts import Draft, Drafts, Edit, StaleDraft, files_of

LONGEST_NAME = 80
_UNNAMED = "Sem nome"


@dataclass(frozen=True)
class Brought:
    """Files somebody brings; with `is_whole`, what is not among them is taken out."""

    name: str
    by: str
    files: Mapping[str, str]
    is_whole: bool = False


@dataclass(frozen=True)
class Imported:
    """A draft made of files, and how they differ from the release it is based on."""

    draft: Draft
    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


async def begin_draft(name: str, by: str, bases: Bases, drafts: Drafts) -> Draft:
    """From what is live; raises ReleaseMissing before anything is."""
    base = await bases.live()
    return await drafts.begin(named(name), base.release, files_of(base.sources), by)


async def import_draft(brought: Brought, bases: Bases, drafts: Drafts) -> Imported:
    """The live release with these files over it."""
    base = await bases.live()
    before, files = files_of(base.sources), brought.files
    draft = await drafts.begin(named(brought.name), base.release, before, brought.by)
    new = tuple(sorted(set(files) - set(before)))
    changed = tuple(sorted(path for path, text in files.items() if path in before and before[path] != text))
    removed = tuple(sorted(set(before) - set(files))) if brought.is_whole else ()
    touched = (*new, *changed, *removed)
    if touched:
        seen = {path: before.get(path) for path in touched}
        after = {path: files.get(path) for path in touched}
        written = await drafts.write(Edit(draft.id, brought.by, _told(new, changed, removed), seen, after))
        draft = draft if isinstance(written, StaleDraft) else written
    return Imported(draft, new, changed, removed)


def named(name: str) -> str:
    told = " ".join("".join(one if one.isprintable() else " " for one in name).split())
    return told[:LONGEST_NAME].strip() or _UNNAMED


def _told(new: tuple[str, ...], changed: tuple[str, ...], removed: tuple[str, ...]) -> str:
    counted = [(len(changed), "mudado"), (len(new), "novo"), (len(removed), "tirado")]
    parts = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in counted if count]
    return f"Arquivos importados: {', '.join(parts)}"
