"""The pages of a conversation on a test's database, with agents in front of them."""

import re
from dataclasses import dataclass
from datetime import timedelta

from fastapi import FastAPI
from httpx import Response

from bot.adapters.db.agents.inbox_snoozes import SqlSnoozes
from bot.adapters.db.agents.notes import SqlNotes
from bot.adapters.db.agents.opening import SqlOpenings
from bot.adapters.db.agents.owning import SqlConversations
from bot.adapters.db.agents.rota import SqlRota
from bot.adapters.db.agents.thread import SqlThreads
from bot.adapters.db.agents.transfer import SqlTransfers
from bot.adapters.db.staff.keys import SqlStaff
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.templates import SqlTemplates
from bot.adapters.documents import PaperDocuments
from bot.application.agents.opening_talk import OpeningTools
from bot.application.agents.roles import StaffRole
from bot.application.agents.rota import RotaTools
from bot.application.agents.talk_tools import TalkTools
from bot.application.agents.tools import AgentTools
from bot.application.desk import Services
from bot.application.handle_turn import TurnTools
from bot.application.releases import LoadedRelease
from bot.domain.conversation import Channel
from bot.domain.ownership import CAPACITY, Seen
from tests.builders import SENDER
from tests.fakes import FakeCalendar, FakeClock
from tests.integration.api.desk import Debtors, FakePresence, OneRelease, Reentered
from tests.integration.staff.browsers import Browser
from tests.integration.staff.entrance import Entrance

INBOX = "/console/inbox"
_LAST_SEEN = re.compile(r'name="last_seen" value="(\d+)"')


def sender_of(_creditor: str, _channel: Channel) -> str | None:
    return SENDER


def talk_tools(storage: SqlStorage, clock: FakeClock, release: LoadedRelease, capacity: int = CAPACITY) -> TalkTools:
    database, releases = storage.database, OneRelease(release)
    services = Services(storage.records(), storage.numbers(), FakeCalendar(), PaperDocuments())
    tools = AgentTools(
        conversations=SqlConversations(database, clock, capacity=capacity),
        staff=SqlStaff(database),
        dialogue=Reentered(release),
        releases=releases,
        services=services,
        clock=clock,
        default_creditor="cassems",
    )
    turns = TurnTools(
        inbox=storage.inbox(),
        dialogue=Reentered(release),  # type: ignore[arg-type]
        releases=releases,
        services=services,
        clock=clock,
        default_creditor="cassems",
        quiet=timedelta(0),
        lease_s=30,
    )
    rota = RotaTools(tools, SqlRota(database, clock, capacity=capacity), FakePresence(), capacity=capacity)
    opening = OpeningTools(turns, SqlOpenings(database, clock, capacity=capacity), SqlTemplates(database), sender_of)
    transfers = SqlTransfers(database, clock, capacity=capacity)
    return TalkTools(
        tools, rota, SqlThreads(database), SqlNotes(database, clock), transfers, opening, SqlSnoozes(database)
    )


@dataclass
class Agent:
    """Somebody of the staff at a browser of their own."""

    browser: Browser
    email: str
    talk: TalkTools
    clock: FakeClock

    async def opens(self, conversation: int, part: str = "") -> Response:
        return await self.browser.opens(f"{INBOX}/{conversation}{part}")

    async def accepts(self, conversation: int) -> Response:
        await self.opens(conversation)
        return await self.browser.sends(f"{INBOX}/{conversation}/accept", {})

    async def says(self, conversation: int, text: str, last_seen: int | None = None) -> Response:
        """As typed on the page last opened, unless an older one is named."""
        assert self.browser.page is not None
        seen = _LAST_SEEN.search(self.browser.page.text)
        number = last_seen if last_seen is not None else int(seen.group(1)) if seen else 0
        fields = {"text": text, "last_seen": str(number)}
        return await self.browser.sends(f"{INBOX}/{conversation}/messages", fields)

    async def is_online(self) -> None:
        await self.talk.rota.presence.beat(self.email, Seen(self.clock.now()))


@dataclass
class Office:
    """The console with its agents, and debtors who write."""

    entrance: Entrance
    app: FastAPI
    talk: TalkTools
    debtors: Debtors
    clock: FakeClock

    async def hires(self, name: str, role: StaffRole = StaffRole.AGENT) -> Agent:
        email = f"{name}@exemplo.invalid"
        await self.entrance.employs(email, role)
        browser = Browser(self.app)
        await browser.signs_in(email=email)
        return Agent(browser, email, self.talk, self.clock)
