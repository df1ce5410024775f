"""What the daily clock of notices found for people to decide or do, and when it last looked (N4)."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, instant, points_to, row_id


class ClockDecisionRow(Row, table=True):
    """Made anew at each look; `why` are words joined by commas, `day` the last day of a term or the one to issue by."""

    __tablename__ = "clock_decision"
    __table_args__ = (Index("ix_clock_decision_order", "kind", "day", "id"),)

    id: int = row_id()
    creditor: str = Field(index=True)
    kind: str
    person_id: int = points_to("person.id", index=True)
    notice_id: int | None = points_to("notice.id", default=None)
    why: str = ""
    unpaid: int = 0
    counted: int = 0
    days_overdue: int = 0
    day: date | None = None


class ClockLookRow(Row, table=True):
    """Of each creditor: when the clock last looked, and since when somebody waits for another look."""

    __tablename__ = "clock_look"

    id: int = row_id()
    creditor: str = Field(unique=True)
    looked_at: datetime = instant()
    asked_at: datetime | None = instant(default=None)
