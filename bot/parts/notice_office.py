"""What one command about notices works with; the worker and the pages have it open already."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.adapters.clock import SystemClock
from bot.adapters.db.engine import Database
from bot.adapters.db.notices.excuses import SqlExcuses
from bot.adapters.db.notices.notices import SqlNotices
from bot.adapters.db.notices.reports import SqlNoticeReports
from bot.application.notices.day_list import DayTools
from bot.application.notices.planning import PlanTools
from bot.application.ports import Clock
from bot.config import Settings
from bot.domain.policy import Policy
from bot.parts.notices import day_tools, plan_tools
from bot.parts.opened import opened_database
from bot.parts.portfolios import policies_in_force


@dataclass(frozen=True)
class NoticeOffice:
    """What a command about notices works with."""

    settings: Settings
    database: Database
    clock: Clock
    policies: Mapping[str, Policy]

    @property
    def reports(self) -> SqlNoticeReports:
        return SqlNoticeReports(self.database)

    @property
    def excuses(self) -> SqlExcuses:
        return SqlExcuses(self.database)

    @property
    def notices(self) -> SqlNotices:
        return SqlNotices(self.database)

    def plan_tools(self) -> PlanTools:
        return plan_tools(self.settings, self.database, self.clock, self.policies)

    def day_tools(self) -> DayTools:
        return day_tools(self.settings, self.database, self.clock, self.policies)


@asynccontextmanager
async def notice_office(settings: Settings) -> AsyncIterator[NoticeOffice]:
    """For one command: only the database must be there."""
    async with opened_database(settings) as database:
        policies = await policies_in_force(settings)
        yield NoticeOffice(settings, database, SystemClock(settings.now), policies)
