"""The console's pages of the end of a conversation, over the real database, with somebody of the staff in front."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from httpx import Response

from bot.adapters.db.agents.owning import SqlConversations
from bot.adapters.db.contact_log import SqlContactLog
from bot.adapters.db.staff.keys import SqlStaff
from bot.adapters.db.storage import SqlStorage
from bot.adapters.documents import PaperDocuments
from bot.application.agents.contact_log import ContactTools
from bot.application.agents.roles import StaffRole
from bot.application.agents.tools import AgentTools
from bot.application.desk import Services
from bot.application.releases import LoadedRelease
from bot.parts.exports import SheetWriter
from console.wrap_up.deps import WrapUpPages
from tests.fakes import FakeCalendar, FakeClock
from tests.integration.api.desk import Debtors, EmergencyStop, OneRelease, Reentered
from tests.integration.staff.browsers import Browser
from tests.integration.staff.entrance import EMAIL, Entrance

type Enters = Callable[..., Awaitable["Agent"]]

FORM = {
    "form": "wrap_up",
    "outcome": "promessa de pagamento",
    "action": "dúvida esclarecida",
    "reason": "pediu atendente",
    "sector": "negociação",
    "attempt": "1",
    "note": "paga na sexta",
}


def agent_tools(storage: SqlStorage, clock: FakeClock, release: LoadedRelease, emergency: EmergencyStop) -> AgentTools:
    return AgentTools(
        conversations=SqlConversations(storage.database, clock),
        staff=SqlStaff(storage.database),
        dialogue=Reentered(release),
        releases=OneRelease(release),
        services=Services(storage.records(), storage.numbers(), FakeCalendar(), PaperDocuments()),
        clock=clock,
        default_creditor="cassems",
        is_stopped=emergency.is_pressed,
    )


def wrap_up_pages(
    storage: SqlStorage, clock: FakeClock, release: LoadedRelease, emergency: EmergencyStop | None = None
) -> WrapUpPages:
    tools = agent_tools(storage, clock, release, emergency or EmergencyStop())

    async def policies() -> object:
        return release.policies

    writer = SheetWriter(storage.database, clock, FakeCalendar(), policies)  # type: ignore[arg-type]
    return WrapUpPages(ContactTools(tools, SqlContactLog(storage.database)), writer)


@dataclass
class Agent:
    """Somebody signed in, in front of the pages."""

    browser: Browser
    pages: WrapUpPages
    debtors: Debtors
    email: str = EMAIL

    async def holds(self, **more: object) -> int:
        """A conversation of a verified debtor, waiting, and taken."""
        conversation = await self.debtors.waits_for_a_person(**more)  # type: ignore[arg-type]
        assert await self.pages.tools.conversations.accept(conversation, self.email) is None
        return conversation

    async def opens(self, conversation: int, page: str) -> Response:
        return await self.browser.opens(f"/console/inbox/{conversation}/{page}")

    async def sends(self, conversation: int, page: str, fields: dict[str, str]) -> Response:
        return await self.browser.sends(f"/console/inbox/{conversation}/{page}", fields)


@dataclass
class Door:
    """Lets people of each role in."""

    entrance: Entrance
    browser: Browser
    pages: WrapUpPages
    debtors: Debtors

    async def __call__(self, role: StaffRole = StaffRole.AGENT, email: str = EMAIL) -> Agent:
        self.browser.http.cookies.clear()  # at the same desk, another person
        await self.entrance.employs(email, role)
        await self.browser.signs_in(email=email)
        return Agent(self.browser, self.pages, self.debtors, email)
