"""Writes the sheets finance takes out: agreements, notices, and every contact made (N7, R4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot.adapters.notice_sheets import WORDS as NOTICE_WORDS
from bot.adapters.notice_sheets import SheetRow, contact_row, notice_row, workbook, write_rows
from bot.application.exports import AgreementOut, ClosedWith, ListedPart, LoggedContact
from bot.application.notices.reports import ListedNotice, MadeAttempt
from bot.domain.policy import Policy

WORDS: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("export_sheets.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Contacts:
    """Contacts from where they are kept: notices sent, conversations closed, and what people noted."""

    notices: Sequence[MadeAttempt]
    closings: Sequence[ClosedWith]
    logged: Sequence[LoggedContact]


def write_agreements(path: Path, found: Iterable[tuple[AgreementOut, ListedPart]]) -> None:
    with workbook(path) as book:
        write_rows(book, "agreements", (_agreement_row(one, part) for one, part in found), WORDS)


def write_notice_sheet(path: Path, found: Iterable[ListedNotice], policies: Mapping[str, Policy]) -> None:
    with workbook(path) as book:
        write_rows(book, "notices", (notice_row(one, policies) for one in found))


def write_contacts(path: Path, found: Contacts, policies: Mapping[str, Policy]) -> None:
    """All of them in one sheet, in the order they were made."""
    rows: list[tuple[datetime, SheetRow]] = [(one.at, contact_row(one, policies)) for one in found.notices]
    rows += [(one.at, _closing_row(one)) for one in found.closings]
    rows += [(one.attempt.at, _logged_row(one)) for one in found.logged]
    with workbook(path) as book:
        write_rows(book, "contacts", (row for _, row in sorted(rows, key=lambda row: row[0])))


def _agreement_row(one: AgreementOut, listed: ListedPart) -> SheetRow:
    person = one.person
    return SheetRow(
        (
            person.role.value,
            person.registration,
            person.name,
            listed.part.due,
            WORDS["parts"].format(place=listed.place, of=listed.of),
            one.phone or "",
            listed.part.total,
            WORDS["states"][listed.state.value],
        )
    )


def _closing_row(one: ClosedWith) -> SheetRow:
    is_cancelled = one.person is not None and one.person.plan_cancelled
    remark = ": ".join(filter(None, (one.outcome, one.note)))
    cells = (WORDS["types"]["closing"], _attempt(one.attempt), one.protocol or "", "", "")
    return SheetRow((*cells, _cancelled(is_cancelled), one.agent, remark), is_green=is_cancelled)


def _logged_row(one: LoggedContact) -> SheetRow:
    made, is_cancelled = one.attempt, one.person.plan_cancelled
    how = f"{WORDS['means'][made.channel.value]}, {WORDS['outcomes'][made.outcome.value]}"
    cells = (
        WORDS["types"][made.direction.value],
        _attempt(made.number),
        made.protocol or "",
        made.case_number or "",
        made.notified_on or "",
        _cancelled(is_cancelled),
        made.agent,
        ": ".join(filter(None, (how, made.note))),
    )
    return SheetRow(cells, is_green=is_cancelled)


def _attempt(number: int) -> str:
    text: str = NOTICE_WORDS["attempt"].format(number=number)
    return text


def _cancelled(is_cancelled: bool) -> str:
    text: str = NOTICE_WORDS["cancelled"][str(is_cancelled).lower()]
    return text
