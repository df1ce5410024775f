"""The words and rules all flows share, edited in a draft: seen, refused, kept, and nobody overwritten (F1)."""

import re
from html import unescape

from bot.application.agents.roles import StaffRole
from bot.application.editor.drafts.drafts import Draft, Edit
from console.editor.deps import EditorParts
from flows.phrase_names import PHRASES, PHRASES_FILE
from tests.integration.editor_pages.conftest import Enter
from tests.integration.staff.browsers import Browser
from tests.unit.application.editor.written_flows import FILES

BIA = "bia.reis@exemplo.invalid"
PHRASED = "".join(f"{name}: {name.replace('_', ' ')}\n" for name in PHRASES)


async def begun(parts: EditorParts) -> Draft:
    return await parts.drafts.begin("Frases", "abcdef123456", {**FILES, PHRASES_FILE: PHRASED}, BIA)


def page_of(draft: Draft, part: str = "phrases.offers") -> str:
    return f"/console/flows/drafts/{draft.id}/wording?part={part}"


async def opens(enters: Enter, address: str, role: StaffRole = StaffRole.ADMIN) -> Browser:
    browser = await enters(role)
    await browser.opens(address)
    return browser


def filled(browser: Browser) -> dict[str, str]:
    """The form of the page as it stands."""
    assert browser.page is not None
    text = browser.page.text
    areas = re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>\n(.*?)</textarea>', text, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="(part|seen)" value="([^"]*)">', text)
    return {name: unescape(value) for name, value in [*areas, *hidden]}


async def sends(browser: Browser, draft: Draft, **changed: str) -> str:
    answer = await browser.sends(f"/console/flows/drafts/{draft.id}/wording", {**filled(browser), **changed})
    return f"{answer.status_code} {answer.text}"


async def phrases_of(parts: EditorParts, draft: Draft) -> str:
    return (await parts.drafts.files(draft.id)).files[PHRASES_FILE]


async def test_a_phrase_is_changed_and_the_log_says_which(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await opens(enters, page_of(draft))

    told = await sends(browser, draft, means_boleto="documento")

    assert "Salvo no rascunho" in told
    assert "means_boleto: documento\n" in await phrases_of(parts, draft)
    assert (await parts.drafts.log(draft.id))[0].what == "Propostas: muda a frase «Como se chama o boleto»"


async def test_what_cannot_be_said_is_told_beside_its_field(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await opens(enters, page_of(draft))

    told = await sends(browser, draft, means_boleto="{nada}")

    assert told.startswith("422")
    assert "Não existe o valor «nada» nesta frase." in told
    assert "Um campo precisa de correção" in told
    assert await phrases_of(parts, draft) == PHRASED


async def test_what_another_wrote_meanwhile_is_not_overwritten(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await opens(enters, page_of(draft))
    theirs = PHRASED.replace("means_boleto: means boleto", "means_boleto: de Bia")
    await parts.drafts.write(Edit(draft.id, BIA, "x", {PHRASES_FILE: PHRASED}, {PHRASES_FILE: theirs}))

    told = await sends(browser, draft, means_pix="Pix")

    assert told.startswith("409")
    assert "Bia mudou esta parte" in told
    assert await phrases_of(parts, draft) == theirs


async def test_who_may_not_edit_reads(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await opens(enters, page_of(draft), StaffRole.FINANCE)

    assert browser.page is not None
    assert "Só leitura" in browser.page.text
    assert "<textarea" not in browser.page.text
