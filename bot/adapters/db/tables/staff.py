"""The staff: users, how they come in, and the keys they call with."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, WholeNumber, instant, points_to, row_id


class StaffUserRow(Row, table=True):
    """Somebody who answers, approves, administers, accounts or audits."""

    __tablename__ = "staff_user"

    id: int = row_id()
    email: str = Field(unique=True)
    role: str
    created_at: datetime = instant()
    password_hash: str | None = None
    second_factor: bytes | None = None  # the secret, sealed
    second_factor_step: int | None = Field(default=None, sa_type=WholeNumber)  # of the last code used
    disabled_at: datetime | None = instant(default=None)
    capacity: int | None = None  # conversations held at once; none said: what everybody has
    creditors: str = ""  # whose alone the user sees, comma separated; none named: all


class StaffSessionRow(Row, table=True):
    """How far a browser has come in; its token is nowhere."""

    __tablename__ = "staff_session"

    id: int = row_id()
    user_id: int = points_to("staff_user.id", index=True)
    digest: bytes = Field(unique=True)
    stage: str
    browser: str
    began_at: datetime = instant(index=True)
    seen_at: datetime = instant()


class RecoveryCodeRow(Row, table=True):
    """A code on paper by its keyed hash."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "digest"),)

    id: int = row_id()
    user_id: int = points_to("staff_user.id")
    digest: bytes
    used_at: datetime | None = instant(default=None)


class InvitationRow(Row, table=True):
    """A link with which a user sets the password, once."""

    __tablename__ = "staff_invitation"

    id: int = row_id()
    user_id: int = points_to("staff_user.id", index=True)
    digest: bytes = Field(unique=True)
    expires_at: datetime = instant()
    used_at: datetime | None = instant(default=None)


class DoorTryRow(Row, table=True):
    """Wrong tries in a row at one door, by its keyed hash."""

    __tablename__ = "door_try"

    door: bytes = Field(primary_key=True)
    count: int
    last_at: datetime = instant(index=True)


class StaffEventRow(Row, table=True):
    """Who came in, who could not, and what changed about coming in; nothing secret is in it."""

    __tablename__ = "staff_event"

    id: int = row_id()
    user_id: int | None = points_to("staff_user.id", default=None, index=True)
    act: str
    actor: str
    address: str
    at: datetime = instant(index=True)


class ApiKeyRow(Row, table=True):
    """A key by its prefix and its digest: the token itself is nowhere; `scopes` are rights, comma separated."""

    __tablename__ = "api_key"

    id: int = row_id()
    user_id: int = points_to("staff_user.id", index=True)
    prefix: str = Field(unique=True)
    digest: bytes
    created_at: datetime = instant()
    revoked_at: datetime | None = instant(default=None)
    scopes: str | None = None  # none said: all the role grants
    expires_at: datetime | None = instant(default=None)
    used_at: datetime | None = instant(default=None)
