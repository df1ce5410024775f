"""What people said unrecognised messages mean, and how understanding fared with a draft's sentences."""

from datetime import datetime

from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, WholeNumber, instant, row_id


class LearnedPhraseRow(Row, table=True):
    """A phrase by the digest of its masked words, which are kept nowhere here; an empty label teaches nothing."""

    __tablename__ = "learned_phrase"

    digest: str = Field(primary_key=True)
    label: str
    batch: str = Field(index=True)
    by: str
    at: datetime = instant(index=True)
    draft_id: int | None = Field(default=None, sa_type=WholeNumber)


class MeasureRow(Row, table=True):
    """Understanding before and after a draft: under way, or with its figures as JSON; no sentence is in them."""

    __tablename__ = "understanding_measure"

    id: int = row_id()
    draft_id: int = Field(sa_type=WholeNumber, index=True)
    draft_version: int
    state: str
    progress: str = ""
    result: str | None = None
    by: str
    begun_at: datetime = instant()
    seen_at: datetime = instant()
