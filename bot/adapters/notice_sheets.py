"""The sheets of the notices as finance keeps them: notices, active contacts, and the list for letters (N6, N7)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from xlsxwriter import Workbook

from bot.application.notices.reports import Letter, ListedNotice, MadeAttempt
from bot.domain.documents import formatted
from bot.domain.money import Money
from bot.domain.notices.means import AttemptState
from bot.domain.notices.notice import Notice
from bot.domain.notices.replies import valid_from
from bot.domain.policy import Policy

WORDS: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("notice_sheets.yml").read_text(encoding="utf-8"))
BRASILIA = ZoneInfo("America/Sao_Paulo")
GREEN = "#C6EFCE"  # of a row whose beneficiary was cancelled
WIDEST = 48
_ANSWERED = (AttemptState.REPLIED, AttemptState.ACKNOWLEDGED)

type Cell = str | date | Money


@dataclass(frozen=True)
class SheetRow:
    cells: Sequence[Cell]
    is_green: bool = False


def write_notices(
    path: Path,
    notices: Iterable[ListedNotice],
    attempts: Iterable[MadeAttempt],
    policies: Mapping[str, Policy],
) -> None:
    """All of it in one workbook: the notices, the contacts, and what is known of each message (N5)."""
    said = [one for one in notices if one.notice.issued_at is not None]
    with workbook(path) as book:
        write_rows(book, "notices", (notice_row(one, policies) for one in said))
        write_rows(book, "contacts", (contact_row(one, policies) for one in attempts))
        write_rows(book, "receipts", map(_receipt_row, said))


def write_letters(path: Path, letters: Iterable[Letter]) -> None:
    with workbook(path) as book:
        write_rows(book, "letters", map(_letter_row, letters))


def notice_row(one: ListedNotice, policies: Mapping[str, Policy]) -> SheetRow:
    notice, person = one.notice, one.person
    return SheetRow(
        (
            notice.protocol or "",
            notice.case_number or "",
            person.name,
            formatted(person.document),
            _notified_on(notice, policies),
            _attendant(notice, policies),
        )
    )


def _receipt_row(one: ListedNotice) -> SheetRow:
    """With seconds; none of these but the reply makes a notice valid (N2)."""
    notice = one.notice
    told = (notice.sent_at, notice.delivered_at, notice.read_at, notice.link_opened_at, notice.replied_at)
    return SheetRow((one.register, notice.contact, one.sender, *map(_moment, told), notice.text or ""))


def contact_row(one: MadeAttempt, policies: Mapping[str, Policy]) -> SheetRow:
    notice = one.notice
    counts = notice is not None and one.is_last and one.state in _ANSWERED
    is_cancelled = notice is not None and notice.contents is not None and notice.contents.plan_cancelled
    return SheetRow(
        (
            WORDS["type"],
            WORDS["attempt"].format(number=one.number),
            one.protocol or "",
            (notice.case_number or "") if notice else "",
            _notified_on(notice, policies) if notice and counts else "",
            WORDS["cancelled"][str(is_cancelled).lower()],
            _attendant(notice, policies) if notice else "",
            _remark(one),
        ),
        is_green=is_cancelled,
    )


def _letter_row(one: Letter) -> SheetRow:
    person = one.person
    return SheetRow(
        (
            str(one.id),
            WORDS["attempt"].format(number=one.number),
            person.name,
            formatted(person.document),
            person.address or "",
            person.city or "",
            person.state or "",
            person.postal_code or "",
            ", ".join(dict.fromkeys(one.phones)),
            WORDS["reasons"].get(one.reason, one.reason),
            brazilian_day(one.since),
        )
    )


def _remark(one: MadeAttempt) -> str:
    """By which means, how it went, and why not better."""
    parts = [WORDS["channels"].get(one.channel, one.channel), WORDS["states"][one.state.value]]
    reason = WORDS["reasons"].get(one.reason, one.reason) if one.reason else None
    return f"{', '.join(parts)}: {reason}" if reason else ", ".join(parts)


def _notified_on(notice: Notice, policies: Mapping[str, Policy]) -> Cell:
    """Only an answered notice notifies (N2)."""
    policy = policies.get(notice.creditor)
    at = valid_from(notice, policy.notice) if policy else notice.acknowledged_at
    return brazilian_day(at) if at is not None else ""


def _attendant(notice: Notice, policies: Mapping[str, Policy]) -> str:
    policy = policies.get(notice.creditor)
    return policy.parties.attendant.capitalize() if policy else ""


def _moment(at: datetime | None) -> Cell:
    return at.astimezone(BRASILIA).replace(tzinfo=None, microsecond=0) if at is not None else ""


def brazilian_day(at: datetime) -> date:
    return at.astimezone(BRASILIA).date()


@contextmanager
def workbook(path: Path) -> Iterator[Workbook]:
    as_text = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with path.open("wb") as file, Workbook(file, as_text) as book:
        yield book


def write_rows(book: Workbook, name: str, rows: Iterable[SheetRow], words: Mapping[str, Any] = WORDS) -> None:
    sheet, columns = book.add_worksheet(words[name]["sheet"]), words[name]["columns"]
    heading = book.add_format({"bold": True, "num_format": "@"})
    formats = {green: _formats(book, {"bg_color": GREEN} if green else {}) for green in (False, True)}
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, heading)
    for line, row in enumerate(rows, 1):
        look = formats[row.is_green]
        for place, cell in enumerate(row.cells):
            if isinstance(cell, datetime):
                sheet.write_datetime(line, place, cell, look.moment)
            elif isinstance(cell, date):
                sheet.write_datetime(line, place, cell, look.day)
            elif isinstance(cell, Money):
                sheet.write_number(line, place, Decimal(cell.decimal_text()), look.money)
            else:
                sheet.write_string(line, place, cell, look.text)  # whatever it begins with, it is no formula
    sheet.freeze_panes(1, 0)
    sheet.autofit(WIDEST * 7)


@dataclass(frozen=True)
class _Looks:
    text: Any
    day: Any
    money: Any
    moment: Any


def _formats(book: Workbook, look: dict[str, str]) -> _Looks:
    written = ("@", "dd/mm/yyyy", "R$ #,##0.00", "dd/mm/yyyy hh:mm:ss")
    return _Looks(*(book.add_format({**look, "num_format": each}) for each in written))
