"""Takes a creditor's sheet in: good rows are kept batch by batch, the others refused with line, column and reason."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import batched
from typing import Any, Self

from bot.application.portfolio.ports import PortfolioFile, PortfolioImport, PortfolioRow, Portfolios
from bot.application.portfolio.reading import Outcome, PortfolioReader, ReadingRules, Rejection
from bot.application.portfolio.sheet import Sheet, SheetUnreadable
from bot.domain.errors import BotError

BATCH = 200  # a batch is one transaction: on SQLite turns wait for its end, on PostgreSQL they have a core less
COUNTS = ("rows", "people", "imported", "updated", "unchanged", "withdrawn")

type Json = int | str | list[dict[str, int | str]]


class BaseDateInFuture(BotError):
    """A file cannot have been drawn on a day still to come."""

    def __init__(self, base_date: date) -> None:
        super().__init__(f"the base date {base_date.isoformat()} is in the future")
        self.base_date = base_date


class CreditorUnknown(BotError):
    """No profile has this name."""

    def __init__(self, creditor: str, known: Collection[str]) -> None:
        super().__init__(f"unknown creditor {creditor!r}: use {', '.join(sorted(known))}")
        self.creditor = creditor


class FileRefused(BotError):
    """A file that was not taken in, in the words of the process that looked at it."""


class ImportBroke(BotError):
    """The process that took a file in ended before the file did: what it had taken is kept, and may be sent again."""


@dataclass(frozen=True)
class ImportOrder:
    """How a file is to be taken in."""

    rules: ReadingRules
    base_date: date
    is_full: bool = False
    dry_run: bool = False


@dataclass
class ImportReport:
    """What became of a file; `rows` counts every row that holds anything."""

    rows: int = 0
    people: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rejected: list[tuple[int, str, str]] = field(default_factory=list)  # line, column, reason

    def document(self) -> dict[str, Json]:
        refused: list[dict[str, int | str]] = [
            {"line": line, "column": column, "reason": reason} for line, column, reason in self.rejected
        ]
        return {**{name: getattr(self, name) for name in COUNTS}, "rejected": refused}

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> Self:
        refused = [(row["line"], row["column"], row["reason"]) for row in document["rejected"]]
        return cls(**{name: document[name] for name in COUNTS}, rejected=refused)


@dataclass(frozen=True)
class Watch:
    """Who looks on: each refused row as it is met, how many rows are behind us, and the header before all."""

    refused: Callable[[Rejection], None] = lambda rejection: None
    progress: Callable[[int], None] = lambda rows: None
    begun: Callable[[Sequence[str]], None] = lambda titles: None


async def import_portfolio(
    reader: PortfolioReader, order: ImportOrder, portfolios: Portfolios, watch: Watch
) -> ImportReport:
    """Take a whole file in. Nothing is withdrawn before the last row was read."""
    report, taken = ImportReport(), _Taken(reader.name, order, portfolios)
    watch.begun(reader.titles)
    for batch in batched(reader, BATCH):
        await taken.take(batch)
        _refuse(batch, report, watch)
        report.rows += len(batch)
        watch.progress(report.rows)
    if not report.rows:
        raise SheetUnreadable(f"{reader.name}: no row below the header")
    await taken.finish(report)
    return report


def portfolio_reader(sheet: Sheet, order: ImportOrder) -> PortfolioReader:
    """The reader of a sheet whose order makes sense; raises BaseDateInFuture, CreditorUnknown, HeaderRefused."""
    rules = order.rules
    if rules.only is not None and rules.only not in rules.creditors:
        raise CreditorUnknown(rules.only, rules.creditors)
    if order.base_date > rules.today:
        raise BaseDateInFuture(order.base_date)
    return PortfolioReader(sheet, rules)


class _Taken:
    """The imports of one file: one for each creditor it tells of."""

    def __init__(self, filename: str, order: ImportOrder, portfolios: Portfolios) -> None:
        self._filename = filename
        self._order = order
        self._portfolios = portfolios
        self._imports: dict[str, PortfolioImport] = {}
        self._rows = Counter[str]()
        self._rejected = Counter[str]()
        self._spared: dict[str, set[str]] = defaultdict(set)

    async def take(self, batch: Iterable[Outcome]) -> None:
        good: dict[str, list[PortfolioRow]] = defaultdict(list)
        for outcome in batch:
            if isinstance(outcome, PortfolioRow):
                good[outcome.person.creditor].append(outcome)
            elif isinstance(outcome, Rejection) and outcome.creditor:
                self._reject(outcome.creditor, outcome.title_number)
        for creditor, rows in good.items():
            self._rows[creditor] += len(rows)
            await (await self._import_of(creditor)).apply(rows)

    async def finish(self, report: ImportReport) -> None:
        """A refused row does tell of its title: a full file does not withdraw it."""
        for creditor, taken in self._imports.items():
            await taken.spare(self._spared[creditor])
            rejected = self._rejected[creditor]
            counts = await taken.finish(rows=self._rows[creditor] + rejected, rejected=rejected)
            report.people += counts.people
            report.imported += counts.imported
            report.updated += counts.updated
            report.unchanged += counts.unchanged
            report.withdrawn += counts.withdrawn

    def _reject(self, creditor: str, title_number: str | None) -> None:
        self._rejected[creditor] += 1
        if title_number:
            self._spared[creditor].add(title_number)

    async def _import_of(self, creditor: str) -> PortfolioImport:
        if creditor not in self._imports:
            file = PortfolioFile(creditor, self._filename, self._order.base_date, self._order.is_full)
            self._imports[creditor] = await self._portfolios.begin(file, dry_run=self._order.dry_run)
        return self._imports[creditor]


def _refuse(batch: Iterable[Outcome], report: ImportReport, watch: Watch) -> None:
    for outcome in batch:
        if isinstance(outcome, Rejection):
            report.rejected.append((outcome.line, outcome.column, outcome.reason))
            watch.refused(outcome)
