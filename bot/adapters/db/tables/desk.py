"""What staff's pages are told of."""

from datetime import datetime

from bot.adapters.db.tables.columns import Row, instant, points_to, row_id


class DeskEventRow(Row, table=True):
    """Something staff's pages show changed: read by its number, never altered, thrown away after two days."""

    __tablename__ = "desk_event"

    id: int = row_id()
    kind: str  # conversation, queue, case, slip, exception, notice, draft, release
    conversation_id: int | None = points_to("conversation.id", default=None)
    agent: str | None = None  # whom alone it concerns
    at: datetime = instant(index=True)
