"""F1: the pages of a draft lead to each other, and only to those there are."""

import re

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.application.agents.roles import StaffRole
from tests.integration.drafts.conftest import Enter, OneBase
from tests.integration.staff.browsers import Browser

FLOWS = "/console/flows"
_TAB = re.compile(r'<li><a href="([^"]+)"( aria-current="page")?>([^<]+)</a></li>')


async def tabs_at(browser: Browser, draft: int, page: str) -> dict[str, tuple[str, bool]]:
    """By name: where it leads, and whether it is the open one."""
    bar = await browser.http.get(
        f"{FLOWS}/drafts/{draft}/bar", headers={"HX-Current-URL": f"http://testserver{FLOWS}/drafts/{draft}{page}"}
    )
    _, _, tabs = bar.text.partition('class="draft-tabs"')
    return {name: (href.removeprefix(f"{FLOWS}/drafts/{draft}"), bool(here)) for href, here, name in _TAB.findall(tabs)}


async def test_a_service_shows_the_tabs_of_the_pages_it_has(enters: Enter, drafts: SqlDrafts) -> None:
    draft = await drafts.begin("Descontos", "abc123", (await OneBase().live()).sources.content, "ana@exemplo.invalid")
    ana = await enters()

    tabs = await tabs_at(ana, draft.id, "/cassems/offer")

    assert tabs == {
        "Desenho": ("", True),
        "Mudanças": ("/changes", False),
    }  # no policy, no publishing: not mounted here
    assert (await tabs_at(ana, draft.id, "/changes"))["Mudanças"] == ("/changes", True)
    for page in ("/policy/cassems", "/try/cassems", "/replay/cassems"):
        assert (await tabs_at(ana, draft.id, page))["Desenho"] == ("/cassems", False)


async def test_flows_and_what_belongs_to_them_are_one_place(enters: Enter) -> None:
    """The bar names the place once; a second row names its pages, learning only to who may teach."""
    admin, auditor = await enters("ana"), await enters("olga", StaffRole.AUDITOR)

    for browser, learns in ((admin, True), (auditor, False)):
        page = (await browser.opens(FLOWS)).text
        main, _, area = page.partition('class="area"')
        assert f'<a href="{FLOWS}" aria-current="page">Fluxos</a>' in main
        assert "/console/learning" not in main.partition("</nav>")[0]
        assert f'<a href="{FLOWS}" aria-current="page">Rascunhos</a>' in area
        assert ('<a href="/console/learning">Aprender</a>' in area) is learns
        assert '<a href="/console/releases">Versões</a>' in area
