"""Puts the parts together that people come in and work on conversations with, for the pages, the API and commands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.clock import SystemClock
from bot.adapters.db.agents.debts import SqlAgreements
from bot.adapters.db.agents.inbox import SqlInboxView
from bot.adapters.db.agents.inbox_snoozes import SqlSnoozes
from bot.adapters.db.agents.owning import SqlConversations
from bot.adapters.db.agents.rota import SqlRota
from bot.adapters.db.engine import Database
from bot.adapters.db.notices.notices import SqlNotices
from bot.adapters.db.numbers import SqlNumbers
from bot.adapters.db.records import SqlRecords
from bot.adapters.db.staff.keys import SqlStaff
from bot.adapters.db.staff.second_factors import SqlSecondFactors
from bot.adapters.db.staff.sessions import SqlGuard, SqlSessions
from bot.adapters.db.staff.staff import SqlAccounts
from bot.adapters.db.vault import Vault
from bot.adapters.documents import PaperDocuments
from bot.adapters.nlu_client import NluClient
from bot.adapters.one_time_codes import TotpCodes
from bot.adapters.passwords import Argon2Passwords
from bot.adapters.presence import RedisPresence
from bot.application.agents.debts import DebtTools
from bot.application.agents.inbox import InboxTools
from bot.application.agents.keys import add_user
from bot.application.agents.roles import StaffRole
from bot.application.agents.rota import RotaTools
from bot.application.agents.tools import AgentTools
from bot.application.desk import Services
from bot.application.ports import Clock
from bot.application.staff.accounts import give_password
from bot.application.staff.invitations import known_account
from bot.application.staff.tools import StaffTools
from bot.assembly import Assembly, release_push, stored_releases
from bot.config import Settings
from bot.development import DEMO_EMAIL, demo_secrets


def agent_tools(assembly: Assembly) -> AgentTools:
    """What the service has open already."""
    return AgentTools(
        conversations=SqlConversations(assembly.database, assembly.clock),
        staff=SqlStaff(assembly.database),
        dialogue=assembly.dialogue,
        releases=assembly.releases,
        services=assembly.services,
        clock=assembly.clock,
        default_creditor=assembly.settings.default_creditor,
        is_stopped=assembly.releases.is_stopped,
    )


def debt_tools(assembly: Assembly) -> DebtTools:
    return DebtTools(agent_tools(assembly), SqlAgreements(assembly.database))


def staff_tools(database: Database, clock: Clock, settings: Settings) -> StaffTools:
    """For coming in; the demo login is known to whoever reads a terminal, and opens nothing in production."""
    return StaffTools(
        accounts=SqlAccounts(database),
        sessions=SqlSessions(database),
        factors=SqlSecondFactors(database),
        guard=SqlGuard(database),
        passwords=Argon2Passwords(),
        codes=TotpCodes(database.vault),
        clock=clock,
        is_production=settings.is_production,
        refused=frozenset({DEMO_EMAIL}) if settings.is_production else frozenset(),
    )


async def ensure_demo_user(settings: Settings) -> None:
    """The login `run` prints outside production belongs to an admin."""
    if settings.is_production:
        return
    async with opened_staff(settings) as (staff, tools):
        await add_user(DEMO_EMAIL, StaffRole.ADMIN, staff, tools.clock.now())
        account = await known_account(DEMO_EMAIL, tools)
        await give_password(account, demo_secrets(settings.home).password, tools)


@asynccontextmanager
async def opened_staff(settings: Settings) -> AsyncIterator[tuple[SqlStaff, StaffTools]]:
    """For one command: users and their keys, and how they come in."""
    clock = SystemClock(settings.now)
    database = Database(settings.database_url, Vault.from_text(settings.keys.get_secret_value()))
    try:
        yield SqlStaff(database), staff_tools(database, clock, settings)
    finally:
        await database.close()


def inbox_tools(assembly: Assembly) -> InboxTools:
    """The list, and what was put off in it."""
    database = assembly.database
    return InboxTools(SqlInboxView(database), SqlSnoozes(database), agent_tools(assembly))


def rota_tools(assembly: Assembly) -> RotaTools:
    """Who is online, and what waits for them."""
    rota = SqlRota(assembly.database, assembly.clock)
    return RotaTools(agent_tools(assembly), rota, RedisPresence(assembly.redis))


@asynccontextmanager
async def agent_tools_on(database: Database, settings: Settings) -> AsyncIterator[AgentTools]:
    """For one command: only the database must be there, and an nlu server for what makes the bot speak."""
    dialogue = NluClient(settings.nlu_url, push=release_push(settings, database))
    releases = stored_releases(settings, database)
    clock = SystemClock(settings.now)
    try:
        yield AgentTools(
            conversations=SqlConversations(database, clock),
            staff=SqlStaff(database),
            dialogue=dialogue,
            releases=releases,
            services=Services(
                SqlRecords(database),
                SqlNumbers(database),
                HolidayCalendar(),
                PaperDocuments(),
                settings.our_senders,
                settings.public_url,
                SqlNotices(database),
            ),
            clock=clock,
            default_creditor=settings.default_creditor,
            is_stopped=releases.is_stopped,
        )
    finally:
        await dialogue.close()
