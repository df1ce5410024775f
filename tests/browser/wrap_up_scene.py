"""The service with one debtor in an agent's hands, and a page signed in: what tests of a conversation's end need."""

from collections.abc import Mapping
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
from bot.application.releases import LoadedRelease
from bot.application.staff.invitations import NewPassword, accept_invitation, invite
from bot.application.staff.records import Visit
from bot.application.staff.sessions import Opened
from bot.domain.policy import Policy
from tests.browser.conftest import PATIENCE_MS
from tests.builders import a_turn
from tests.checkout import checkout_release
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.integration.api.desk import Debtors, Reentered
from tests.integration.db.debtors import with_a_debtor
from tests.integration.simulator.service import Service

ANA = "ana@exemplo.invalid"
PASSWORD = "girassol na janela"
SIZES: dict[str, Any] = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}


@dataclass
class Ending:
    """Ana holds a conversation of a verified debtor."""

    service: Service
    release: LoadedRelease
    conversation: int = 0

    @classmethod
    def set(cls, service: Service) -> "Ending":
        release = checkout_release()
        service.assembly.releases.release = release  # type: ignore[attr-defined]  # one release, put in by the tests

        async def policies() -> Mapping[str, Policy]:
            return release.policies

        pages = service.app.state.wrap_up
        tools = replace(pages.tools, releases=service.assembly.releases, dialogue=Reentered(release))
        contacts = replace(pages.contacts, tools=tools)
        service.app.state.wrap_up = replace(pages, contacts=contacts, export=replace(pages.export, policies=policies))
        ending = cls(service, release)
        ending.conversation = service.stage(ending._begin())
        return ending

    def path(self, page: str) -> str:
        return f"{self.service.url}/console/inbox/{self.conversation}/{page}"

    @property
    def owner(self) -> str:
        tools = self.service.app.state.wrap_up.tools
        held = self.service.do(tools.conversations.held(self.conversation))
        return str(held.conversation.owner.value)

    def page(self, browser: Browser, size: str, role: StaffRole = StaffRole.AGENT, **more: Any) -> Page:
        token = self.service.do(self._come_in(role))
        context = browser.new_context(viewport=SIZES[size], **more)
        context.add_cookies([{"name": "concilia_session", "value": token, "url": f"{self.service.url}/console"}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        return page

    async def _begin(self) -> int:
        vault = Vault.from_text(TEST_KEY)
        storage = SqlStorage(self.service.settings.database_url, vault, self.service.assembly.clock)
        debtors = Debtors(storage, self.release, await with_a_debtor(storage))
        now = datetime.now(UTC)
        claim = await debtors.claims(await debtors.writes("SMfirst", "quero falar com alguém", received_at=now))
        verified = debtors.verified(claim.conversation)
        proved = replace(verified, verification=replace(verified.verification, confirmed_at=now))
        assert await storage.inbox().commit(claim, a_turn(claim, conversation=proved))
        await add_user(ANA, StaffRole.AGENT, SqlStaff(storage.database), now)
        taken = await SqlConversations(storage.database, FakeClock(now)).accept(claim.conversation.id, ANA)
        assert taken is None
        await storage.close()
        return claim.conversation.id

    async def _come_in(self, role: StaffRole) -> str:
        parts = self.service.app.state.console
        await add_user(ANA, role, SqlStaff(self.service.assembly.database), datetime.now(UTC))
        chosen, visit = NewPassword(PASSWORD, PASSWORD), Visit("127.0.0.1", "Chromium")
        opened = await accept_invitation(await invite(ANA, parts.staff), chosen, visit, parts.staff)
        assert isinstance(opened, Opened)
        return opened.token
