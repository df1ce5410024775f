"""Tells PostgreSQL how its tables have grown, sooner than its own autovacuum, which looks once a minute.

The driver's statements are planned once (`few_connections.py`): by the sizes known then, and those of an empty database
have one debtor looked for among all of a creditor's. ANALYZE has every process plan them anew (PostgreSQL's manual,
"Updating Planner Statistics" and "ANALYZE").
"""

from collections.abc import Sequence

from bot.adapters.db.engine import Database

FEW = 100  # rows for which no plan is wrong
GROWN = f"""
    SELECT format('%I.%I', counted.schemaname, counted.relname)
    FROM pg_stat_user_tables AS counted JOIN pg_class AS known ON known.oid = counted.relid
    WHERE counted.schemaname = current_schema() AND pg_has_role(known.relowner, 'MEMBER')
    AND counted.n_live_tup > 2 * greatest(known.reltuples, {FEW})
"""


async def tell_sizes(database: Database) -> Sequence[str]:
    """The tables that are more than twice as large as was known; one another worker is at is left to it."""
    if database.is_sqlite:
        return ()
    async with database.driver() as driver:
        grown = [str(name) for (name,) in await driver.fetch(GROWN)]
        for name in grown:
            await driver.execute(f"ANALYZE (SKIP_LOCKED) {name}")
    return grown
