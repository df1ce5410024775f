"""Deliveries a door refused, until somebody looks at them or their time is over."""

from datetime import datetime

from sqlalchemy import Index

from bot.adapters.db.tables.columns import Row, instant, row_id


class RefusedRequestRow(Row, table=True):
    """One of them; `raw` last, so that counting the rest reads none of it."""

    __tablename__ = "refused_request"
    __table_args__ = (Index("ix_refused_request_room", "names_us", "id", "size"),)

    id: int = row_id()
    source: str
    at: datetime = instant(index=True)
    names_us: bool
    size: int
    taken_by: str | None = None
    taken_at: datetime | None = instant(default=None)
    raw: bytes
