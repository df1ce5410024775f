"""Titles as rows: what they were is kept before they change."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Insert, insert, literal, select
from sqlmodel import col

from bot.adapters.db.tables import TitleHistoryRow, TitleRow
from bot.adapters.db.tables.columns import Instant, WholeNumber
from bot.domain.money import Money
from bot.domain.titles import Title

KEPT = ("code", "competence", "due_date", "principal", "fine", "interest", "state", "base_date")


def open_title(row: TitleRow) -> Title:
    return Title(
        number=row.number,
        code=row.code,
        competence=row.competence,
        due_date=row.due_date,
        principal=Money(row.principal),
        fine=Money(row.fine) if row.fine is not None else None,
        interest=Money(row.interest) if row.interest is not None else None,
    )


def history_of(*which: ColumnElement[bool], at: datetime, import_id: int | None = None) -> Insert:
    """Copy the titles that are about to change, as they are."""
    columns: list[Any] = [getattr(TitleRow, name) for name in KEPT]
    as_they_are = select(col(TitleRow.id), *columns, literal(import_id, WholeNumber), literal(at, Instant)).where(
        *which
    )
    return insert(TitleHistoryRow).from_select(["title_id", *KEPT, "replaced_by_import", "at"], as_they_are)
