"""Forms of closing edited in a draft, part by part: what breaks them is refused, nobody is overwritten (H4)."""

import re

import pytest
from httpx import Response

from bot.application.agents.roles import StaffRole
from bot.application.editor.drafts.drafts import Draft, Edit
from console.editor.deps import EditorParts
from flows.form_reading import read_form
from tests.integration.editor_pages.conftest import Enter
from tests.integration.staff.browsers import Browser
from tests.unit.application.editor.written_flows import FILES

PATH = "common/forms/wrap_up.yml"
FORM = """# A de costume.
form: wrap_up
title: Encerramento
usual: true
counts_as: {outcome: outcome}
sections:
  - fields:
      - id: outcome
        label: Resultado
        kind: choice
        required: true
        choices: [acordo fechado, sem contato, outros]  # na ordem
      - {id: why, label: Justificativa, kind: long_text, required_when: {outcome: [outros]}}
  - title: Contatos
    fields:
      - id: calls
        label: Contatos
        kind: group
        max: 3
        fields:
          - {id: how, label: Meio, kind: choice, choices: [telefone, e-mail]}
"""
BIA = "bia.reis@exemplo.invalid"
CHOICES, LABEL, REQUIRED = (f"sections.0.fields.0.{name}" for name in ("choices", "label", "required"))


async def begun(parts: EditorParts) -> Draft:
    return await parts.drafts.begin("Fichas", "abcdef123456", {**FILES, PATH: FORM}, BIA)


def page_of(draft: Draft, part: str = "0") -> str:
    return f"/console/flows/drafts/{draft.id}/forms/common.wrap_up?part={part}"


async def opens(enters: Enter, address: str, role: StaffRole = StaffRole.ADMIN) -> Browser:
    browser = await enters(role)
    await browser.opens(address)
    return browser


def filled(browser: Browser) -> dict[str, str]:
    """The form of the page as it stands."""
    assert browser.page is not None
    text = browser.page.text
    fields = dict(re.findall(r'<input[^>]*name="([\w.]+)"[^>]*? value="([^"]*)"', text))
    fields |= {name: words.strip() for name, words in re.findall(r'<textarea[^>]*name="([\w.]+)"[^>]*>([^<]*)<', text)}
    for name, options in re.findall(r'<select[^>]*name="([\w.]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        fields[name] = next(iter(re.findall(r'value="(\w*)" selected', options)), "")
    return fields


async def saves(browser: Browser, draft: Draft, **changed: str) -> Response:
    fields = {**filled(browser), **changed}
    return await browser.sends(f"/console/flows/drafts/{draft.id}/forms/common.wrap_up", fields)


async def file_of(parts: EditorParts, draft: Draft) -> str:
    return (await parts.drafts.files(draft.id)).files[PATH]


@pytest.mark.parametrize("part", ["form", "0", "1"])
async def test_sending_a_part_as_it_was_shown_changes_no_byte(enters: Enter, parts: EditorParts, part: str) -> None:
    draft = await begun(parts)
    browser = await opens(enters, page_of(draft, part))

    page = await saves(browser, draft)

    assert (page.status_code, "Nada mudou" in page.text) == (200, True)
    assert await file_of(parts, draft) == FORM


async def test_a_choice_is_added_where_it_stands_and_the_rest_of_the_file_stays(
    enters: Enter, parts: EditorParts
) -> None:
    draft = await begun(parts)
    browser = await opens(enters, page_of(draft))

    await saves(browser, draft, **{CHOICES: "acordo fechado\npromessa de pagamento\nsem contato\noutros"})

    written = await file_of(parts, draft)
    old, new = "[acordo fechado, sem contato, outros]", "[acordo fechado, promessa de pagamento, sem contato, outros]"
    assert written == FORM.replace(old, new)
    assert (await parts.drafts.log(draft.id))[0].what == "Ficha «Encerramento»: muda as escolhas de «Resultado»"


async def test_what_must_be_answered_and_what_is_asked_are_changed(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await opens(enters, page_of(draft))
    why = "sections.0.fields.1.required"

    await saves(browser, draft, **{LABEL: "Como terminou", REQUIRED: "false", why: "true"})
    await browser.opens(page_of(draft, "1"))
    await saves(browser, draft, **{"sections.1.fields.0.fields.0.choices": "telefone\ncarta"})

    form = read_form(await file_of(parts, draft), PATH)[0]
    assert form is not None
    outcome, justified, calls = form.fields
    assert (outcome.label, outcome.required, justified.required) == ("Como terminou", False, True)
    assert calls.fields[0].choices == ("telefone", "carta")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({CHOICES: ""}, "Preencha este campo."),
        ({CHOICES: "acordo fechado\nsem contato"}, "«Justificativa» depende de «Resultado: outros»"),
        ({CHOICES: "sem contato\nSem contato\noutros"}, "O campo «Resultado» repete uma escolha."),
        ({LABEL: " "}, "Preencha este campo."),
        ({LABEL: "a" * 81}, "Use no máximo 80 letras: há 81."),
        ({REQUIRED: "talvez"}, "Escolha uma das opções."),
    ],
)
async def test_what_would_break_the_form_is_refused_in_the_words_of_the_page(
    enters: Enter, parts: EditorParts, changed: dict[str, str], told: str
) -> None:
    """F3"""
    draft = await begun(parts)
    browser = await opens(enters, page_of(draft))

    answer = await saves(browser, draft, **changed)

    assert (answer.status_code, told in answer.text) == (422, True)
    assert await file_of(parts, draft) == FORM


async def test_what_another_changed_meanwhile_is_shown_and_not_overwritten(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await opens(enters, page_of(draft))
    changed = FORM.replace("label: Resultado", "label: Desfecho")
    await parts.drafts.write(Edit(draft.id, BIA, "mudança", {PATH: FORM}, {PATH: changed}))

    stale = await saves(browser, draft, **{LABEL: "Como terminou"})

    assert stale.status_code == 409
    assert "Bia mudou esta parte" in stale.text
    assert "Nome de «Desfecho»: Desfecho" in stale.text
    assert 'value="Como terminou"' in stale.text
    assert await file_of(parts, draft) == changed
    assert (await saves(browser, draft)).status_code == 200
    assert "label: Como terminou" in await file_of(parts, draft)


@pytest.mark.parametrize("role", [StaffRole.SUPERVISOR, StaffRole.AUDITOR, StaffRole.FINANCE])
async def test_who_may_not_edit_reads(enters: Enter, parts: EditorParts, role: StaffRole) -> None:
    draft = await begun(parts)
    browser = await opens(enters, page_of(draft), role)
    assert browser.page is not None
    assert "acordo fechado" in browser.page.text
    assert "<textarea" not in browser.page.text

    assert (await saves(browser, draft, part="0", seen="x")).status_code == 403


@pytest.mark.parametrize("address", ["common.nothing", "common.wrap_up?part=9", "common.wrap_up?part=x"])
async def test_where_there_is_no_such_form_is_a_calm_page(enters: Enter, parts: EditorParts, address: str) -> None:
    draft = await begun(parts)

    assert (await (await enters()).opens(f"/console/flows/drafts/{draft.id}/forms/{address}")).status_code == 404
