"""Closes a case, with what follows from it: titles out of charging, and the debtor to be told; or takes that back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.clock import SAO_PAULO
from bot.adapters.db.desk_events import note_change
from bot.adapters.db.engine import Database
from bot.adapters.db.news_writing import tell_later
from bot.adapters.db.tables import CaseRow, NewsRow, OfferRow, TitleHistoryRow, TitleRow
from bot.adapters.db.titles import history_of
from bot.application.cases import Closed
from bot.application.news import TOLD_CASES

NOBODY_KNOWS = (col(NewsRow.announced_at).is_(None), col(NewsRow.told_at).is_(None))


class CaseCloser:
    """Within one transaction."""

    def __init__(self, session: AsyncSession, database: Database) -> None:
        self._session = session
        self._database = database
        self._vault = database.vault

    async def close(
        self, number: str, closed: Closed, freed: Sequence[str] = (), tell_from: datetime | None = None
    ) -> Closed | None:
        """What is on record now: this, or an earlier outcome, which stands; None when there is no such case."""
        this = col(CaseRow.number) == number
        values = {
            "closed_at": closed.at,
            "closed_by": closed.by,
            "result": self._vault.seal(closed.outcome),
            "result_code": closed.code or None,
        }
        first = update(CaseRow).where(this, col(CaseRow.closed_at).is_(None)).values(**values)
        is_first = await self._session.scalar(first.returning(col(CaseRow.id))) is not None
        row = (await self._session.scalars(select(CaseRow).where(this))).one_or_none()
        if row is None or row.closed_at is None:
            return None
        if is_first:
            await self._free(row, freed, closed.at)
            await self._tell(row, tell_from or closed.at)
            note_change(self._session, "case", closed.at, conversation_id=row.conversation_id)
        outcome = self._vault.open(row.result) if row.result is not None else ""
        return Closed(row.closed_by or "", row.closed_at, outcome, row.result_code or "")

    async def take_back(self, number: str, by: str, since: datetime, at: datetime) -> bool:
        """Only by who closed it, and only while nobody told the debtor nor asked who reads."""
        lately = (col(CaseRow.number) == number, col(CaseRow.closed_by) == by, col(CaseRow.closed_at) > since)
        row = (await self._session.scalars(select(CaseRow).where(*lately).with_for_update())).one_or_none()
        if row is None or row.closed_at is None:
            return False
        unknown = delete(NewsRow).where(col(NewsRow.case_id) == row.id, *NOBODY_KNOWS)
        await self._session.execute(unknown)
        if await self._session.scalar(select(col(NewsRow.id)).where(col(NewsRow.case_id) == row.id)) is not None:
            return False
        await self._charge_again(row, row.closed_at)
        row.closed_at = row.closed_by = row.result = row.result_code = None
        note_change(self._session, "case", at, conversation_id=row.conversation_id)
        return True

    async def _tell(self, row: CaseRow, at: datetime) -> None:
        """Whoever opened the case hears how it ended (G3)."""
        if row.kind in TOLD_CASES and row.person_id is not None and row.conversation_id is not None:
            about = {"person_id": row.person_id, "conversation_id": row.conversation_id}
            await tell_later(self._session, self._database, at, case_id=row.id, **about)

    async def _free(self, row: CaseRow, numbers: Sequence[str], at: datetime) -> None:
        """Out of charging until a file of this day or later brings them again (R1, G3)."""
        if not numbers:
            return
        open_ones = (
            col(TitleRow.creditor) == row.creditor,
            col(TitleRow.number).in_(numbers),
            col(TitleRow.state) == "open",
        )
        await self._session.execute(history_of(*open_ones, at=at))
        today = at.astimezone(SAO_PAULO).date()
        gone = update(TitleRow).where(*open_ones).values(state="withdrawn", base_date=today)
        codes = (await self._session.scalars(gone.returning(col(TitleRow.code)))).all()
        void = update(OfferRow).where(
            col(OfferRow.person_id) == row.person_id,
            col(OfferRow.code).in_(set(codes)),
            col(OfferRow.voided_at).is_(None),
        )
        await self._session.execute(void.values(voided_at=at).execution_options(synchronize_session=False))

    async def _charge_again(self, row: CaseRow, closed_at: datetime) -> None:
        """As they were the moment before, where no file changed them since."""
        numbers = list(filter(None, row.title_numbers.split(",")))
        theirs = (col(TitleRow.creditor) == row.creditor, col(TitleRow.number).in_(numbers))
        kept = (
            select(TitleHistoryRow, TitleRow)
            .join(TitleRow, col(TitleRow.id) == col(TitleHistoryRow.title_id))
            .where(*theirs, col(TitleHistoryRow.at) == closed_at, col(TitleRow.state) == "withdrawn")
        )
        for before, title in (await self._session.execute(kept)).all():
            title.state, title.base_date = before.state, before.base_date
            await self._session.delete(before)
        voided = (col(OfferRow.person_id) == row.person_id, col(OfferRow.voided_at) == closed_at)
        again = update(OfferRow).where(*voided).values(voided_at=None)
        await self._session.execute(again.execution_options(synchronize_session=False))
