"""The notices put together: for the worker's loops, the API and one command at a time."""

from collections.abc import Mapping
from datetime import date

import structlog

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.db.agents.owning import SqlConversations
from bot.adapters.db.engine import Database
from bot.adapters.db.notices.clock import SqlClockBook
from bot.adapters.db.notices.day_list import SqlDayList
from bot.adapters.db.notices.ledger import SqlLedger
from bot.adapters.db.notices.notices import SqlNotices
from bot.adapters.db.notices.reports import SqlNoticeReports
from bot.adapters.db.notices.waiting import SqlNoticeWork
from bot.adapters.redis_pace import RedisPace
from bot.application.giving_way import FREE, Way
from bot.application.handle_turn import TurnTools
from bot.application.notices.clock_job import ClockTools
from bot.application.notices.day_list import DayTools, look_over
from bot.application.notices.dispatch import DispatchTools, bring_answers, dispatch_due, try_next_means
from bot.application.notices.planning import PlanTools
from bot.application.notices.waiting_list import NoticeListTools
from bot.application.ports import Clock
from bot.application.releases import LoadedRelease, ReleaseMissing
from bot.assembly import Assembly
from bot.config import Settings
from bot.domain.conversation import Channel
from bot.domain.policy import Policy
from bot.domain.titles import ChargeKind
from console.simulator.numbers import OurNumbers

log = structlog.get_logger()

DISPATCH_EVERY_S = 1.0
NEXT_MEANS_EVERY_S = 300.0
DAY_LOOKED_AT_EVERY_S = 5.0


def plan_tools(
    settings: Settings, database: Database, clock: Clock, policies: Mapping[str, Policy], way: Way = FREE
) -> PlanTools:
    def channels_of(creditor: str) -> frozenset[Channel]:
        return frozenset(channel for channel in Channel if sender_of(settings, creditor, channel) is not None)

    return PlanTools(SqlLedger(database, clock, way), policies, clock, channels_of)


def clock_tools(database: Database, clock: Clock, policies: Mapping[str, Policy], way: Way = FREE) -> ClockTools:
    fee_codes = {
        slug: [code for code, kind in policy.title_kinds.items() if kind.kind is ChargeKind.MONTHLY_FEE]
        for slug, policy in policies.items()
    }
    book = SqlClockBook(database, fee_codes, clock.business_now().date(), way)
    return ClockTools(book, SqlNotices(database), policies, HolidayCalendar(), clock, way)


def day_tools(
    settings: Settings, database: Database, clock: Clock, policies: Mapping[str, Policy], way: Way = FREE
) -> DayTools:
    plan = plan_tools(settings, database, clock, policies, way)
    return DayTools(clock_tools(database, clock, policies, way), plan.ledger, plan.channels_of, SqlDayList(database))


def notice_list_tools(database: Database, clock: Clock) -> NoticeListTools:
    """What the page of the notices that wait works with."""
    conversations = SqlConversations(database, clock)
    return NoticeListTools(SqlNoticeWork(database), SqlNoticeReports(database), conversations, clock)


def is_simulated(settings: Settings) -> bool:
    """Without credentials of an account the simulator is the only phone."""
    return settings.has_simulator and not settings.has_provider


def sender_of(settings: Settings, creditor: str, channel: Channel) -> str | None:
    """The number a notice goes from, if it can be answered (N6); the simulator's own where that is the only phone."""
    senders = settings.our_senders
    if not is_simulated(settings):
        return senders.two_way_sender_for(creditor, channel)
    sender = OurNumbers(senders).of(channel, creditor)
    return sender if senders.is_two_way(sender) else None


class NoticeLane:
    """The worker's part: attempts due, next means, and the clock once a day; live turns never wait for it."""

    def __init__(self, assembly: Assembly, turns: TurnTools, way: Way = FREE) -> None:
        self._assembly = assembly
        self._way = way
        self._tools = DispatchTools(
            ledger=SqlLedger(assembly.database, assembly.clock),
            turns=turns,
            pace=RedisPace(assembly.redis, assembly.settings.per_second),
            sender_of=lambda creditor, channel: sender_of(assembly.settings, creditor, channel),
            simulated=is_simulated(assembly.settings),
            way=way,
        )
        self._clock_ran_on: date | None = None
        self._has_said_it_waits = False

    async def dispatch(self) -> None:
        while await dispatch_due(self._tools):
            pass

    async def next_means(self) -> None:
        if await self._live() is not None:
            await try_next_means(self._tools)
            await bring_answers(self._tools)

    async def run_clock_daily(self) -> None:
        """At the first look, when the business day has changed, and when somebody asks or a portfolio came in."""
        assembly = self._assembly
        today = assembly.clock.business_now().date()
        if today == self._clock_ran_on and not await SqlDayList(assembly.database).is_wanted():
            return
        live = await self._live()
        if live is not None:
            settings, database, clock = assembly.settings, assembly.database, assembly.clock
            await look_over(day_tools(settings, database, clock, live.policies, self._way))
            self._clock_ran_on = today

    async def _live(self) -> LoadedRelease | None:
        """None before the first release of all, which is no failure and is said once; raises ReleaseMissing."""
        try:
            return await self._assembly.releases.live()
        except ReleaseMissing as missing:
            if missing.release_id is not None:
                raise
        if not self._has_said_it_waits:
            log.info("notices wait for the first release")
        self._has_said_it_waits = True
        return None
