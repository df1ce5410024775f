"""The words of the ANS notice of a profile, as its notice.yml holds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.problems import Problem
from flows.reading import Notes, mapping_of, read_document, refuse_unknown, text_of

NOTICE_FILE = "notice.yml"
_KEYS = {"title", "fee_line", "sections", "cancelled"}
_SECTION_KEYS = {"heading", "text"}


@dataclass(frozen=True)
class NoticeSection:
    heading: str
    text: str


@dataclass(frozen=True)
class NoticeText:
    """The notice as the profile words it; `cancelled` is the one for a plan already cancelled (N11)."""

    title: str
    fee_line: str
    sections: Mapping[str, NoticeSection] = field(default_factory=dict)
    cancelled: Mapping[str, NoticeSection] = field(default_factory=dict)


def read_notice(text: str, file: str = NOTICE_FILE) -> tuple[NoticeText, list[Problem]]:
    """The text of a file, and what is malformed in it."""
    notes = Notes(file)
    given = read_document(text, notes)
    refuse_unknown(given, _KEYS, notes)
    found = NoticeText(
        title=text_of(given.get("title"), notes, "title"),
        fee_line=text_of(given.get("fee_line"), notes, "fee_line"),
        sections=_sections(given.get("sections"), notes, "sections"),
        cancelled=_sections(given.get("cancelled"), notes, "cancelled"),
    )
    return found, notes.problems


def _sections(value: object, notes: Notes, what: str) -> dict[str, NoticeSection]:
    return {name: _section(given, notes, f"{what}.{name}") for name, given in mapping_of(value, notes, what).items()}


def _section(value: object, notes: Notes, what: str) -> NoticeSection:
    given = mapping_of(value, notes, what)
    refuse_unknown(given, _SECTION_KEYS, notes)
    return NoticeSection(*(text_of(given.get(key), notes, f"{what}.{key}") for key in ("heading", "text")))
