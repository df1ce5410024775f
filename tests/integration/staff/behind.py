"""What stands behind the pages that people attend on, on the database of a test."""

from bot.adapters.db.agents.exceptions import SqlExceptions
from bot.adapters.db.agents.inbox import SqlInboxView
from bot.adapters.db.agents.inbox_snoozes import SqlSnoozes
from bot.adapters.db.agents.owning import SqlConversations
from bot.adapters.db.agents.rota import SqlRota
from bot.adapters.db.changes_seen import SqlChangesSeen
from bot.adapters.db.notices.waiting import SqlNoticeWork
from bot.adapters.db.office.desk import SqlTasks
from bot.adapters.db.refused import SqlRefused
from bot.adapters.db.staff.keys import SqlStaff
from bot.adapters.documents import PaperDocuments
from bot.application.agents.inbox import InboxTools
from bot.application.agents.live_feed import Feed
from bot.application.agents.rota import RotaTools
from bot.application.agents.tools import AgentTools
from bot.application.agents.waiting import WaitingTools
from bot.application.desk import Services
from console.inbox.deps import InboxParts
from console.live.deps import LiveParts
from tests.fakes import FakeCalendar
from tests.integration.api.desk import FakePresence
from tests.integration.staff.entrance import Entrance


class _NoRelease:
    """Nothing of these pages asks for one."""


def rota_tools(entrance: Entrance) -> RotaTools:
    storage, clock = entrance.storage, entrance.clock
    tools = AgentTools(
        conversations=SqlConversations(storage.database, clock),
        staff=SqlStaff(storage.database),
        dialogue=_NoRelease(),  # type: ignore[arg-type]
        releases=_NoRelease(),  # type: ignore[arg-type]
        services=Services(storage.records(), storage.numbers(), FakeCalendar(), PaperDocuments()),
        clock=clock,
        default_creditor="cassems",
    )
    return RotaTools(tools, SqlRota(storage.database, clock), FakePresence())


def inbox_parts(entrance: Entrance) -> InboxParts:
    database, rota = entrance.storage.database, rota_tools(entrance)
    return InboxParts(InboxTools(SqlInboxView(database), SqlSnoozes(database), rota.tools), rota)


def waiting_tools(entrance: Entrance) -> WaitingTools:
    database, clock = entrance.storage.database, entrance.clock
    exceptions, work = SqlExceptions(database, clock), SqlNoticeWork(database)
    tasks, refused = SqlTasks(database), SqlRefused(database)
    return WaitingTools(inbox_parts(entrance).tools, tasks, exceptions, work, clock, refused)


def live_parts(entrance: Entrance) -> LiveParts:
    return LiveParts(Feed(SqlChangesSeen(entrance.storage.database)), rota_tools(entrance))
