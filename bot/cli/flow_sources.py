"""The content a command is about: the checkout's, or that of a folder."""

from pathlib import Path

from bot.adapters.release_store import sources_in
from bot.application.editor.drafts.drafts import sources_of_draft
from bot.application.release_files import SENTENCES, files_of
from bot.application.releases import Sources
from bot.config import ROOT
from bot.domain.errors import BotError
from flows.tree import read_tree


class ContentMissing(BotError):
    """A folder to be published or checked that holds no content."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder}: not a folder with content, like flows/content")
        self.folder = folder


def sources_from(folder: Path | None) -> Sources:
    """The checkout's; a folder's content, beside the checkout's sentences unless it holds some itself."""
    sources = sources_in(ROOT)
    if folder is None:
        return sources
    if not _holds_content(folder):
        raise ContentMissing(folder)
    files = read_tree(folder)
    ours = {path: text for path, text in files_of(sources).items() if path.startswith(SENTENCES)}
    has_sentences = any(path.startswith(SENTENCES) for path in files)
    return sources_of_draft(files if has_sentences else {**files, **ours}, sources)


def _holds_content(folder: Path) -> bool:
    """It begins right there: a checkout above it is full of texts that are none."""
    return (folder / "settings.yml").is_file() or any(folder.glob("*/profile.yml"))
