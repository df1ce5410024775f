"""Titles of a batch: new, changed with their history kept, unchanged, and those a full file no longer has."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import OfferRow, PersonRow, TitleRow
from bot.adapters.db.titles import history_of
from bot.application.portfolio.ports import PortfolioFile
from bot.domain.people import Role
from bot.domain.titles import Title

type Verdict = Literal["imported", "updated", "unchanged"]


class TitlesWriter:
    """The titles of one batch, in the transaction given."""

    def __init__(
        self, session: AsyncSession, database: Database, file: PortfolioFile, import_id: int, at: datetime
    ) -> None:
        self._session = session
        self._database = database
        self._file = file
        self._import_id = import_id
        self._at = at

    async def write(self, owned: Mapping[str, tuple[int, Title]]) -> dict[str, Verdict]:
        """Titles by number with the id of whose they are."""
        known = await self.known(owned)
        verdicts = {n: self.verdict(known.get(n), person_id, title) for n, (person_id, title) in owned.items()}
        await self._insert([owned[n] for n, verdict in verdicts.items() if verdict == "imported"])
        await self._update({known[n].id: owned[n] for n, verdict in verdicts.items() if verdict == "updated"})
        await self._stamp([row.id for row in known.values() if not self._is_newer(row)])
        return verdicts

    async def known(self, numbers: Collection[str]) -> dict[str, TitleRow]:
        theirs = (col(TitleRow.creditor) == self._file.creditor, col(TitleRow.number).in_(list(numbers)))
        return {row.number: row for row in await self._session.scalars(select(TitleRow).where(*theirs))}

    def verdict(self, row: TitleRow | None, person_id: int | None, title: Title) -> Verdict:
        """A settled title stays settled, and newer figures stand, whatever an older file says (R1)."""
        if row is None:
            return "imported"
        if self._is_newer(row):
            return "unchanged"
        same_owner = person_id is None or row.person_id == person_id
        same_values = all(getattr(row, name) == value for name, value in _values(title).items())
        is_back = row.state == "withdrawn"
        return "unchanged" if row.state == "settled" or (same_owner and same_values and not is_back) else "updated"

    def _is_newer(self, row: TitleRow) -> bool:
        return row.base_date > self._file.base_date

    async def _insert(self, titles: Collection[tuple[int, Title]]) -> None:
        if not titles:
            return
        stamp = {"creditor": self._file.creditor, "base_date": self._file.base_date, "import_id": self._import_id}
        values = [
            {"person_id": person_id, "number": title.number, "state": "open", **_values(title), **stamp}
            for person_id, title in titles
        ]
        await self._session.execute(self._database.insert(TitleRow).on_conflict_do_nothing(), values)

    async def _update(self, changed: Mapping[int, tuple[int, Title]]) -> None:
        if not changed:
            return
        ids = list(changed)
        await self._session.execute(history_of(col(TitleRow.id).in_(ids), at=self._at, import_id=self._import_id))
        values = [
            {"id": row_id, "person_id": person_id, **_values(title)} for row_id, (person_id, title) in changed.items()
        ]
        await self._session.execute(update(TitleRow), values)
        back = update(TitleRow).where(col(TitleRow.id).in_(ids), col(TitleRow.state) == "withdrawn")
        await self._session.execute(back.values(state="open").execution_options(synchronize_session=False))

    async def _stamp(self, ids: Collection[int]) -> None:
        told = update(TitleRow).where(col(TitleRow.id).in_(ids))
        told = told.values(import_id=self._import_id, base_date=self._file.base_date)
        await self._session.execute(told.execution_options(synchronize_session=False))


async def missing_titles(session: AsyncSession, file: PortfolioFile, told: Collection[str]) -> int:
    """How many open titles a file does not tell of."""
    numbers = await session.scalars(select(col(TitleRow.number)).where(*_withdrawable(file)))
    return sum(number not in told for number in numbers)


async def spare(session: AsyncSession, creditor: str, import_id: int, numbers: Collection[str]) -> None:
    """Mark titles as told of by this file, and nothing else of them: their figures are still the older file's."""
    these = (col(TitleRow.creditor) == creditor, col(TitleRow.number).in_(numbers), col(TitleRow.state) == "open")
    told = update(TitleRow).where(*these).values(import_id=import_id)
    await session.execute(told.execution_options(synchronize_session=False))


async def withdraw(session: AsyncSession, file: PortfolioFile, import_id: int, at: datetime) -> int:
    """Open titles another file told of and this one did not: withdrawn, their offers void, agreements kept."""
    missing = (*_withdrawable(file), func.coalesce(col(TitleRow.import_id), 0) != import_id)
    await session.execute(history_of(*missing, at=at, import_id=import_id))
    gone = update(TitleRow).where(*missing)
    gone = gone.values(state="withdrawn", import_id=import_id, base_date=file.base_date)
    ids = (await session.scalars(gone.returning(col(TitleRow.id)))).all()
    await _void_offers(session, import_id, at)
    return len(ids)


def _withdrawable(file: PortfolioFile) -> tuple[ColumnElement[bool], ...]:
    """What a newer file brought is not for an older one to take away (R1)."""
    return (
        col(TitleRow.creditor) == file.creditor,
        col(TitleRow.state) == "open",
        col(TitleRow.base_date) <= file.base_date,
    )


async def _void_offers(session: AsyncSession, import_id: int, at: datetime) -> None:
    """Offers of a withdrawn title's code, made to its owner or to who pays for the owner."""
    owner, reader = aliased(PersonRow), aliased(PersonRow)
    touched = (
        select(col(OfferRow.id))
        .join(reader, col(reader.id) == col(OfferRow.person_id))
        .join(TitleRow, col(TitleRow.code) == col(OfferRow.code))
        .join(owner, col(owner.id) == col(TitleRow.person_id))
        .where(
            col(TitleRow.import_id) == import_id,
            col(TitleRow.state) == "withdrawn",
            (col(owner.id) == col(reader.id))
            | (
                (col(reader.role) == Role.PAYER.value)
                & (col(reader.creditor) == col(owner.creditor))
                & (col(reader.holder_hash) == col(owner.document_hash))
            ),
            col(OfferRow.voided_at).is_(None),
        )
    )
    void = update(OfferRow).where(col(OfferRow.id).in_(touched)).values(voided_at=at)
    await session.execute(void.execution_options(synchronize_session=False))


def _values(title: Title) -> dict[str, Any]:
    return {
        "code": title.code,
        "competence": title.competence,
        "due_date": title.due_date,
        "principal": title.principal.cents,
        "fine": title.fine.cents if title.fine is not None else None,
        "interest": title.interest.cents if title.interest is not None else None,
    }
