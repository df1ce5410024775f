"""Puts the parts together that programs ask about notices with, over the API; the worker needs nothing of it."""

from bot.adapters.db.engine import Database
from bot.adapters.db.notices.excuses import SqlExcuses
from bot.adapters.db.notices.notices import SqlNotices
from bot.adapters.db.notices.reports import SqlNoticeReports
from bot.application.ports import Clock
from bot.config import Settings
from bot.parts.notices import plan_tools
from console.api.deps import NoticeParts


def notice_parts(settings: Settings, database: Database, clock: Clock) -> NoticeParts:
    """What the API's routes call."""
    tools = plan_tools(settings, database, clock, {})
    kept = SqlExcuses(database), SqlNotices(database)
    return NoticeParts(tools.ledger, SqlNoticeReports(database), tools.channels_of, *kept)
