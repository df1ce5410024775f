"""How far the provider's list of messages was compared with what its webhooks brought."""

from datetime import datetime

from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, instant


class HealingRow(Row, table=True):
    """One of our numbers on one channel; whoever moves `next_at` does the next comparison."""

    __tablename__ = "healing"

    line: str = Field(primary_key=True)
    compared_until: datetime = instant()
    next_at: datetime = instant()
