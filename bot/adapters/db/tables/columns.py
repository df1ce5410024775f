"""Column types both databases agree on, and the row all tables descend from."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# SQLite only numbers rows by itself in a column declared INTEGER.
WholeNumber = BigInteger().with_variant(Integer(), "sqlite")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; SQLite forgets the zone, so it is given back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=value.tzinfo or UTC) if value is not None else None


class Row(SQLModel):
    """Every table of ours, and only those, hangs on this metadata."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def row_id() -> Any:
    return Field(default=None, primary_key=True, sa_type=WholeNumber)


def points_to(target: str, **options: Any) -> Any:
    """A foreign key; not indexed unless asked."""
    return Field(foreign_key=target, sa_type=WholeNumber, **options)


def instant(**options: Any) -> Any:
    return Field(sa_type=Instant, **options)


def cents(**options: Any) -> Any:
    """An amount in whole centavos."""
    return Field(sa_type=WholeNumber, **options)
