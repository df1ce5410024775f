"""Many people planned to be written to, and how near the sending comes to what the number's bucket gives."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import batched
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import func, select
from sqlmodel import col

from bench.databases import lent_database
from bench.figures import Figure, Measured
from bench.growth import settings_at
from bench.negotiation import SENDER, START, Debtor
from bench.turn import bench_on
from bot.adapters.db.engine import Database
from bot.adapters.db.migrate import migrate
from bot.adapters.db.notices.ledger import SqlLedger
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import OutboxRow
from bot.adapters.embedded_valkey import EmbeddedValkey
from bot.adapters.redis_bell import open_redis
from bot.adapters.redis_pace import PER_SECOND, RedisPace
from bot.application.notices.dispatch import DispatchTools, dispatch_due
from bot.application.notices.planning import Order, Plan, PlanTools, plan_batch
from bot.application.portfolio.ports import PortfolioFile
from bot.cli.nlu_process import nlu_serving
from bot.domain.conversation import Channel
from bot.publishing import NLU, ensure_checkout_release

ASKED_BY = "bench"
TAKEN_IN_AT_ONCE = 1_000
LEAST_SECONDS = 1.0


@dataclass(frozen=True)
class Sent:
    """What the dispatcher did within a time."""

    attempts: int
    messages: int
    seconds: float
    of_a_core: float


async def measure_notices(home: Path, recipients: int, seconds: float, on_postgres: bool) -> Measured:
    """Plan them all; send for a while, as a bucket of some messages a second would take hours for all."""
    with lent_database(home, on_postgres) as (database_url, _), _redis_url(home / "valkey") as url:
        settings = settings_at(home).model_copy(update={"database_url": database_url})
        await migrate(settings.database_url)
        release = await asyncio.to_thread(ensure_checkout_release, settings)
        async with nlu_serving(release, (), NLU, settings.releases) as client, bench_on(settings, client) as bench:
            database, clock = bench.storage.database, bench.clock
            await _take_in(bench.storage, recipients)
            ledger = SqlLedger(database, clock)
            policies = (await bench.tools.releases.live()).policies
            tools = PlanTools(ledger, policies, clock, lambda creditor: frozenset({Channel.WHATSAPP}))
            began, worked = perf_counter(), process_time()
            plan = await plan_batch(Order("cassems", ASKED_BY), tools)
            planning, of_a_core = perf_counter() - began, process_time() - worked
            redis = open_redis(url)
            turns = replace(bench.tools, quiet=timedelta(0))
            sending = DispatchTools(ledger, turns, RedisPace(redis), lambda creditor, channel: SENDER)
            sent = await _send_for(seconds, sending, database)
            await redis.aclose()
    return told_of(plan, planning, of_a_core, sent)


async def _take_in(storage: SqlStorage, recipients: int) -> None:
    for numbers in batched(range(recipients), TAKEN_IN_AT_ONCE):
        loading = await storage.portfolios().begin(PortfolioFile("cassems", "bench.csv", START.date()))
        rows = [row for number in numbers for row in Debtor(number, can_be_notified=True).rows]
        await loading.apply(rows)
        await loading.finish(rows=len(rows), rejected=0)


async def _send_for(seconds: float, tools: DispatchTools, database: Database) -> Sent:
    began, worked, attempts = perf_counter(), process_time(), 0
    while perf_counter() - began < max(seconds, LEAST_SECONDS):
        made = await dispatch_due(tools)
        attempts += made
        if not made:
            break
    taken, of_a_core = perf_counter() - began, process_time() - worked
    async with database.reading() as session:
        messages = await session.scalar(select(func.count(col(OutboxRow.id))))
    return Sent(attempts, messages or 0, taken, of_a_core)


def told_of(plan: Plan, planning: float, of_a_core: float, sent: Sent) -> Measured:
    """How near the sending came to the bucket, and what planning cost."""
    bucket = PER_SECOND[Channel.WHATSAPP]
    everybody = plan.planned + len(plan.skipped)
    return Measured(
        name="notices",
        what=f"{plan.planned} notices planned, {sent.messages} put in the outbox",
        reference=f"a bucket of {bucket} messages a second",
        figures=(Figure("sent", "a second", sent.messages / sent.seconds, float(bucket)),),
        raw={"planning": [planning], "sending": [sent.seconds]},
        notes=(
            f"planned in {planning:.1f} s, {of_a_core:.1f} s of a core: {everybody / planning:.0f} people a second;"
            f" {len(plan.skipped)} skipped",
            f"{sent.of_a_core / max(sent.attempts, 1) * 1000:.1f} ms of a core for each of {sent.attempts} attempts,"
            " without Rasa; there are no campaigns: notices are what goes out in bulk",
        ),
    )


@contextmanager
def _redis_url(folder: Path) -> Iterator[str]:
    server = EmbeddedValkey(folder, append_only=False)
    yield server.start()
    server.stop()
