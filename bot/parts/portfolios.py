"""Puts the parts together that take a portfolio in, quote from a file and load the sample once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.db.index_key import expect_keys_to_write_with
from bot.adapters.db.migrate import migrate
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault
from bot.adapters.sheets import read_sheet
from bot.application.agents.reach import reach
from bot.application.import_portfolio import ImportOrder, ImportReport, Watch, import_portfolio, portfolio_reader
from bot.application.policy_document import POLICY_FILE, read_profile
from bot.application.portfolio.columns import COLUMNS, looks_like_header
from bot.application.portfolio.reading import ReadingRules
from bot.application.portfolio.sheet import Sheet, SheetRow
from bot.application.sample_portfolio import DEFAULT_PEOPLE, DEFAULT_SEED, invent_portfolio
from bot.config import ROOT, Settings
from bot.domain.policy import Policy
from bot.publishing import opened_publishing

CONTENT = ROOT / "flows" / "content"
IMPORT_LOCK = "import"
SAY_WAITING_AFTER_S = 1.0
UNWATCHED = Watch()

type Say = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """A file to take in, as somebody asks for it."""

    file: Path
    creditor: str | None = None
    base_date: date | None = None  # None: today
    is_full: bool = False
    dry_run: bool = False


def checkout_policies(content: Path = CONTENT) -> dict[str, Policy]:
    """The policies of the checkout, by creditor: what is known without a release."""
    return {file.parent.name: read_profile(file.parent) for file in sorted(content.glob(f"*/{POLICY_FILE}"))}


async def policies_in_force(settings: Settings) -> Mapping[str, Policy]:
    """Those of the live release, else of the checkout."""
    async with opened_publishing(settings) as tools:
        if await tools.publications.last() is None:
            return checkout_policies()
        return (await tools.releases.live()).policies


async def import_file(
    settings: Settings, request: Request, watch: Watch = UNWATCHED, say: Say = lambda line: None
) -> ImportReport:
    """Take a file in, into a database brought up to date, while the services run or not."""
    policies = await policies_in_force(settings)
    today = SystemClock(settings.now).business_now().date()
    within_reach = frozenset(slug for slug in policies if reach().has_creditor(slug))
    rules = ReadingRules(within_reach, today, request.creditor)
    order = ImportOrder(rules, request.base_date or today, request.is_full, request.dry_run)
    reader = portfolio_reader(read_sheet(request.file, looks_like_header), order)
    for line in _too_old(order, policies):
        say(line)
    async with _importing(settings, say) as storage:
        await expect_keys_to_write_with(storage.database)
        return await import_portfolio(reader, order, storage.portfolios(), watch)


async def ensure_sample(settings: Settings) -> ImportReport | None:
    """Load the sample once: never into production, nor where a file was ever taken in."""
    if not settings.sample or settings.is_production:
        return None
    today = SystemClock(settings.now).business_now().date()
    order = ImportOrder(ReadingRules(frozenset(checkout_policies()), today), today)
    async with _importing(settings, lambda line: None) as storage:
        if await storage.portfolios().has_any():
            return None
        reader = portfolio_reader(sample_sheet(today), order)
        return await import_portfolio(reader, order, storage.portfolios(), UNWATCHED)


def sample_sheet(today: date) -> Sheet:
    rows = invent_portfolio(DEFAULT_PEOPLE, DEFAULT_SEED, today)
    return Sheet("sample", COLUMNS, (SheetRow(line, tuple(row.values())) for line, row in enumerate(rows, 2)))


def _too_old(order: ImportOrder, policies: Mapping[str, Policy]) -> list[str]:
    """R1: past the policy's age the bot tells no value and a person answers."""
    age = (order.rules.today - order.base_date).days
    limits = {slug: policy.limits.base_date_max_age_days for slug, policy in policies.items()}
    meant = [order.rules.only] if order.rules.only else sorted(limits)
    old = [slug for slug in meant if age > limits[slug]]
    if not old:
        return []
    return [f"the base date is {age} days old: the bot will tell no value of {', '.join(old)} from this file"]


@asynccontextmanager
async def _importing(settings: Settings, say: Say) -> AsyncIterator[SqlStorage]:
    """The database, held so that one import at a time writes into it."""
    await migrate(settings.database_url)
    vault = Vault.from_text(settings.keys.get_secret_value())
    storage = SqlStorage(settings.database_url, vault, SystemClock(settings.now))
    waiting = asyncio.get_running_loop().call_later(SAY_WAITING_AFTER_S, say, "waiting for another import to end")
    try:
        async with storage.lock(IMPORT_LOCK):
            waiting.cancel()
            yield storage
    finally:
        waiting.cancel()
        await storage.close()
