"""Takes a creditor's file in, batch by batch: people and phones first, then titles; counts what changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import batched

from sqlalchemy import select, update
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.portfolio.people import PeopleWriter
from bot.adapters.db.portfolio.titles import TitlesWriter, Verdict, missing_titles, spare, withdraw
from bot.adapters.db.tables import PortfolioImportRow
from bot.application.portfolio.ports import PortfolioCounts, PortfolioFile, PortfolioRow
from bot.application.ports import Clock
from bot.domain.titles import Title

DRY_RUN_ID = 0
BATCH = 500


class SqlPortfolios:
    """The `Portfolios` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, file: PortfolioFile, *, dry_run: bool = False) -> "SqlPortfolioImport":
        import_id = DRY_RUN_ID if dry_run else await self._register(file)
        return SqlPortfolioImport(self._database, self._clock, file, import_id)

    async def has_any(self) -> bool:
        ended = select(col(PortfolioImportRow.id)).where(col(PortfolioImportRow.finished_at).is_not(None)).limit(1)
        async with self._database.reading() as session:
            return await session.scalar(ended) is not None

    async def _register(self, file: PortfolioFile) -> int:
        row = PortfolioImportRow(
            creditor=file.creditor,
            filename=file.filename,
            base_date=file.base_date,
            is_full=file.is_full,
            started_at=self._clock.now(),
        )
        async with self._database.writing() as session:
            session.add(row)
        return row.id


class SqlPortfolioImport:
    """One file on its way in; a dry run only compares."""

    def __init__(self, database: Database, clock: Clock, file: PortfolioFile, import_id: int) -> None:
        self._database = database
        self._clock = clock
        self._file = file
        self._id = import_id
        self._counts = PortfolioCounts()
        self._seen: set[str] = set()  # title numbers: a line told twice counts once
        self._people: set[bytes] = set()

    async def apply(self, rows: Sequence[PortfolioRow]) -> None:
        titles = {row.title.number: row for row in rows if row.title is not None}
        repeated = sum(row.title is not None for row in rows) - len(titles.keys() - self._seen)
        if self._id == DRY_RUN_ID:
            await self._compare(titles)
        else:
            await self._write(rows, titles)
        self._seen |= titles.keys()
        self._people |= {self._database.vault.document_index(row.person.document) for row in rows}
        self._counts = replace(self._counts, unchanged=self._counts.unchanged + repeated, people=len(self._people))

    async def spare(self, numbers: Collection[str]) -> None:
        spared = sorted(set(numbers) - self._seen)
        self._seen.update(spared)
        if self._id != DRY_RUN_ID:
            for some in batched(spared, BATCH):
                async with self._database.writing() as session:
                    await spare(session, self._file.creditor, self._id, some)

    async def finish(self, *, rows: int, rejected: int) -> PortfolioCounts:
        if self._file.is_full:
            await self._withdraw()
        if self._id != DRY_RUN_ID:
            await self._close(rows, rejected)
        return self._counts

    async def _write(self, rows: Sequence[PortfolioRow], titles: dict[str, PortfolioRow]) -> None:
        now = self._clock.now()
        async with self._database.writing() as session:
            people = await PeopleWriter(session, self._database, self._file, self._id, now).write(rows)
            owned = {number: (people[_key(row)], _title(row)) for number, row in titles.items()}
            writer = TitlesWriter(session, self._database, self._file, self._id, now)
            self._count(await writer.write(owned))

    async def _compare(self, titles: dict[str, PortfolioRow]) -> None:
        async with self._database.reading() as session:
            writer = TitlesWriter(session, self._database, self._file, self._id, self._clock.now())
            known = await writer.known(titles)
            compared = {number: writer.verdict(known.get(number), None, _title(row)) for number, row in titles.items()}
            self._count(compared)

    def _count(self, verdicts: Mapping[str, Verdict]) -> None:
        fresh = [verdict for number, verdict in verdicts.items() if number not in self._seen]
        self._counts = replace(
            self._counts,
            imported=self._counts.imported + fresh.count("imported"),
            updated=self._counts.updated + fresh.count("updated"),
            unchanged=self._counts.unchanged + fresh.count("unchanged"),
        )

    async def _withdraw(self) -> None:
        if self._id == DRY_RUN_ID:
            async with self._database.reading() as session:
                missing = await missing_titles(session, self._file, self._seen)
        else:
            async with self._database.writing() as session:
                missing = await withdraw(session, self._file, self._id, self._clock.now())
        self._counts = replace(self._counts, withdrawn=missing)

    async def _close(self, rows: int, rejected: int) -> None:
        counts = self._counts
        async with self._database.writing() as session:
            await session.execute(
                update(PortfolioImportRow)
                .where(col(PortfolioImportRow.id) == self._id)
                .values(
                    rows=rows,
                    imported=counts.imported,
                    updated=counts.updated,
                    unchanged=counts.unchanged,
                    withdrawn=counts.withdrawn,
                    rejected=rejected,
                    finished_at=self._clock.now(),
                )
            )


def _key(row: PortfolioRow) -> tuple[str, str]:
    return row.person.document, row.person.registration


def _title(row: PortfolioRow) -> Title:
    assert row.title is not None
    return row.title
