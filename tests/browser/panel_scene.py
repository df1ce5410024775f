"""A draft open at a browser, for people who may edit it: what tests of the step's panel begin with."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from bot.application.editor.drafts.drafts import Draft
from flows.tree import read_tree
from tests.browser.conftest import ROOT
from tests.integration.editor_pages.desk import RELEASE
from tests.integration.simulator.service import Service

HELENA, CAIO = "helena.prado@exemplo.invalid", "caio.nunes@exemplo.invalid"
CONTENT = read_tree(ROOT / "flows" / "content")
OFFER = "common/flows/offer.yml"


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


def scene(service: Service, files: Mapping[str, str] = CONTENT) -> Scene:
    begun: Draft = service.do(service.app.state.editor.drafts.begin("Entrada menor", RELEASE, files, HELENA))
    return Scene(service, begun)
