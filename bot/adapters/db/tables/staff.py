"""The staff: users, the keys they call with, and how they wrapped a conversation up."""

from datetime import datetime

from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, instant, points_to, row_id


class StaffUserRow(Row, table=True):
    """Somebody who answers, approves, administers, accounts or audits."""

    __tablename__ = "staff_user"

    id: int = row_id()
    email: str = Field(unique=True)
    role: str
    created_at: datetime = instant()


class ApiKeyRow(Row, table=True):
    """A key by its prefix and its digest: the token itself is nowhere."""

    __tablename__ = "api_key"

    id: int = row_id()
    user_id: int = points_to("staff_user.id", index=True)
    prefix: str = Field(unique=True)
    digest: bytes
    created_at: datetime = instant()
    revoked_at: datetime | None = instant(default=None)


class WrapUpRow(Row, table=True):
    """What came of a conversation a person held; `justification` and `note` are sealed."""

    __tablename__ = "wrap_up"

    id: int = row_id()
    conversation_id: int = points_to("conversation.id", index=True)
    protocol: str | None = None
    outcome: str = Field(index=True)
    action: str
    reason: str = Field(index=True)
    sector: str
    attempt: int
    note: bytes
    justification: bytes
    closed_by: str
    closed_at: datetime = instant(index=True)
