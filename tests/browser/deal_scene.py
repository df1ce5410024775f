"""The service with one debtor in an agent's hands, and browsers signed in: what tests of the deal panel need."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser, Page

from bot.adapters.db.agents.owning import SqlConversations
from bot.adapters.db.staff.keys import SqlStaff
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault
from bot.application.agents.keys import add_user
from bot.application.agents.roles import StaffRole
from bot.application.staff.invitations import NewPassword, accept_invitation, invite
from bot.application.staff.records import Visit
from bot.application.staff.sessions import Opened
from tests.browser.conftest import PATIENCE_MS
from tests.builders import PHONE, a_message, a_row, a_turn
from tests.checkout import checkout_release
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.integration.api.deals import OLD
from tests.integration.api.desk import Debtors
from tests.integration.db.debtors import take_in, with_a_debtor
from tests.integration.simulator.service import Service

ANA, CHEFE = "ana@exemplo.invalid", "chefe@exemplo.invalid"
PASSWORD = "girassol na janela"
SIZES: dict[str, Any] = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}


@dataclass
class Scene:
    """Ana holds a conversation of a debtor with two negotiations."""

    service: Service
    conversation: int = 0
    said: int = 0

    @classmethod
    def set(cls, service: Service) -> "Scene":
        scene = cls(service)
        release = checkout_release()
        service.assembly.releases.release = release  # type: ignore[attr-defined]  # one release, put in by the tests
        deal = service.app.state.deal
        tools = replace(deal.tools, releases=service.assembly.releases)
        service.app.state.deal = replace(deal, tools=tools)
        scene.conversation = service.stage(scene._begin(release))
        return scene

    @property
    def path(self) -> str:
        return f"{self.service.url}/console/inbox/{self.conversation}/deal"

    def debtor_says(self, text: str) -> None:
        self.service.do(self._say(text))

    def signed_in(self, browser: Browser, email: str, role: StaffRole, size: str = "desk") -> Page:
        token: str = self.service.do(self._come_in(email, role))
        context = browser.new_context(viewport=SIZES[size])
        context.add_cookies([{"name": "concilia_session", "value": token, "url": f"{self.service.url}/console"}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        return page

    async def _begin(self, release: Any) -> int:
        storage = self._storage()
        await take_in(storage, a_row(OLD, PHONE))
        debtors = Debtors(storage, release, await with_a_debtor(storage))
        now = datetime.now(UTC)
        claim = await debtors.claims(await debtors.writes("SMfirst", "quero negociar", received_at=now))
        verified = debtors.verified(claim.conversation)
        proved = replace(verified, verification=replace(verified.verification, confirmed_at=now))
        assert await storage.inbox().commit(claim, a_turn(claim, conversation=proved))
        conversations = SqlConversations(storage.database, FakeClock(now))
        await add_user(ANA, StaffRole.AGENT, SqlStaff(storage.database), now)
        assert await conversations.accept(claim.conversation.id, ANA) is None
        await storage.close()
        return claim.conversation.id

    async def _say(self, text: str) -> None:
        storage = self._storage()
        self.said += 1
        await storage.inbox().store(a_message(f"SMsaid{self.said}", text, received_at=datetime.now(UTC)))
        await storage.close()

    async def _come_in(self, email: str, role: StaffRole) -> str:
        staff = self.service.app.state.console.staff
        await add_user(email, role, SqlStaff(self.service.assembly.database), datetime.now(UTC))
        token = await invite(email, staff)
        opened = await accept_invitation(token, NewPassword(PASSWORD, PASSWORD), Visit("127.0.0.1", "Chromium"), staff)
        assert isinstance(opened, Opened)
        return opened.token

    def _storage(self) -> SqlStorage:
        return SqlStorage(self.service.settings.database_url, Vault([TEST_KEY]), FakeClock(datetime.now(UTC)))
