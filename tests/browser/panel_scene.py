"""A draft open at a browser, for people who may edit it: what tests of the step's panel begin with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.sync_api import Browser, Locator, Page, expect

from bot.adapters.db.keys import SqlStaff
from bot.application.agents.keys import add_user
from bot.application.agents.roles import StaffRole
from bot.application.editor.drafts.drafts import Draft
from bot.application.staff.invitations import NewPassword, accept_invitation, invite
from bot.application.staff.records import Visit
from flows.tree import read_tree
from tests.browser.conftest import PATIENCE_MS, ROOT
from tests.integration.editor_pages.desk import RELEASE
from tests.integration.simulator.service import Service

HELENA, CAIO, PASSWORD = "helena.prado@exemplo.invalid", "caio.nunes@exemplo.invalid", "girassol na janela"
CONTENT = read_tree(ROOT / "flows" / "content")
OFFER = "common/flows/offer.yml"
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 800}}


@dataclass(frozen=True)
class Scene:
    service: Service
    draft: Draft

    def text(self, path: str = OFFER) -> str:
        """A file of the draft as it stands."""
        return str(self.service.do(self.service.app.state.editor.drafts.files(self.draft.id)).files[path])

    def opens(self, page: Page, flow: str, step: str) -> Locator:
        """The panel of a step, ready to be edited."""
        page.goto(f"{self.service.url}/console/flows/drafts/{self.draft.id}/cassems/{flow}#{flow}.{step}")
        panel = page.locator("#step-panel")
        expect(panel.locator(f'.editing[data-step="{flow}.{step}"]')).to_be_visible()
        return panel


async def employ(service: Service, email: str, role: StaffRole = StaffRole.ADMIN) -> None:
    tools = service.app.state.console.staff
    await add_user(email, role, SqlStaff(service.assembly.database), datetime.now(UTC))
    token = await invite(email, tools)
    await accept_invitation(token, NewPassword(PASSWORD, PASSWORD), Visit("203.0.113.7", "Firefox"), tools)


def scene(service: Service, files: Mapping[str, str] = CONTENT) -> Scene:
    begun: Draft = service.do(service.app.state.editor.drafts.begin("Entrada menor", RELEASE, files, HELENA))
    return Scene(service, begun)


def comes_in(browser: Browser, service: Service, email: str, size: str, complaints: list[str]) -> Page:
    """Somebody signed in, in a browser of their own."""
    page = browser.new_context(viewport=SIZES[size]).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
    page.goto(f"{service.url}/console/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Senha").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sair")).to_be_visible()
    return page
