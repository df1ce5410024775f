"""A draft as files to be taken away and brought back: a zip with flows/content/… and nlu/data/… (F1)."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping

from bot.application.editor.drafts.drafts import SENTENCES
from bot.domain.errors import BotError

CONTENT_FOLDER, SENTENCES_FOLDER = "flows/content/", "nlu/data/"
MOST_FILES = 600
MOST_OF_A_FILE = 1024 * 1024
MOST_OF_ALL = 12 * 1024 * 1024
_EPOCH = (2026, 1, 1, 0, 0, 0)  # the same files make the same zip
_PATH = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_-]*/){0,4}[A-Za-z0-9_][A-Za-z0-9_.-]*\.(?:yml|csv)")


class FilesRefused(BotError):
    """What was brought cannot be a draft; `reason` is for whoever brought it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def pack(files: Mapping[str, str]) -> bytes:
    """The same files always give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(outside_path(path), _EPOCH), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpack(data: bytes) -> dict[str, str]:
    """The files of a zip by path in a draft; raises FilesRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return checked_files(_entries(archive))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FilesRefused("Este arquivo não é um zip que se possa abrir.") from error


def checked_files(named: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """Files by where they would lie in a checkout; nothing outside of flows/content and nlu/data is taken."""
    found: dict[str, str] = {}
    whole = 0
    for name, data in named:
        path, whole = draft_path(name), whole + len(data)
        if len(data) > MOST_OF_A_FILE or whole > MOST_OF_ALL or len(found) >= MOST_FILES:
            raise FilesRefused("Há arquivos demais, ou grandes demais, para um rascunho.")
        if path in found:
            raise FilesRefused(f"O arquivo «{name}» aparece duas vezes.")
        found[path] = _text(name, data)
    if not found:
        raise FilesRefused("Não há nada de flows/content nem de nlu/data neste arquivo.")
    return found


def outside_path(path: str) -> str:
    if path.startswith(SENTENCES):
        return f"{SENTENCES_FOLDER}{path.removeprefix(SENTENCES)}"
    return f"{CONTENT_FOLDER}{path}"


def draft_path(name: str) -> str:
    for folder, inside in ((CONTENT_FOLDER, ""), (SENTENCES_FOLDER, SENTENCES)):
        rest = name.removeprefix(folder)
        if rest != name and _PATH.fullmatch(rest) and not (inside and ("/" in rest or rest.endswith(".csv"))):
            if not inside and rest.startswith(SENTENCES):
                break  # it would be taken for sentences
            return f"{inside}{rest}"
    raise FilesRefused(f"«{name}» não pode fazer parte de um rascunho: só .yml e .csv de flows/content e nlu/data.")


def _entries(archive: zipfile.ZipFile) -> Iterable[tuple[str, bytes]]:
    files = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(files) > MOST_FILES or sum(entry.file_size for entry in files) > MOST_OF_ALL:
        raise FilesRefused("Há arquivos demais, ou grandes demais, para um rascunho.")
    for entry in files:
        with archive.open(entry) as opened:  # never more than is allowed, whatever size the zip claims
            yield entry.filename, opened.read(MOST_OF_A_FILE + 1)


def _text(name: str, data: bytes) -> str:
    try:
        text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise FilesRefused(f"«{name}» não está em UTF-8.") from error
    if "\0" in text:
        raise FilesRefused(f"«{name}» não é um arquivo de texto.")
    return text
