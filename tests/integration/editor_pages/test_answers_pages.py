"""Ready answers edited in a draft: a creditor's own over the shared, refused beside a field, never overwritten (F5)."""

import re

import pytest
from httpx import Response

from bot.application.agents.roles import StaffRole
from bot.application.editor.drafts.drafts import Draft, Edit
from console.editor.deps import EditorParts
from flows.ready_answers import ready_answers_of
from tests.integration.editor_pages.conftest import Enter
from tests.integration.staff.browsers import Browser
from tests.unit.application.editor.written_flows import FILES

SHARED, OWN = "common/ready_answers.yml", "cassems/ready_answers.yml"
COMMON = """# De todos.
expensive:
  title: Está caro
  text: Entendo, {first_name}.
soon:  # vem do robô
  title: Já vem alguém
  from: human.soon
who:
  title: Quem fala?
  text: Sou da equipe.
  before_identity: true
"""
SETTINGS = "banned_before_identity: [dívida]\nthreats: [última chance]\n"
CONTENT = {
    **FILES,
    SHARED: COMMON,
    "settings.yml": SETTINGS,
    "assefaz/profile.yml": "name: Assefaz\nincludes: [common]\n",
}
BIA = "bia.reis@exemplo.invalid"


async def begun(parts: EditorParts) -> Draft:
    return await parts.drafts.begin("Respostas", "abcdef123456", CONTENT, BIA)


def page_of(draft: Draft, folder: str = "cassems") -> str:
    return f"/console/flows/drafts/{draft.id}/answers/{folder}"


async def opens(enters: Enter, address: str, role: StaffRole = StaffRole.ADMIN) -> Browser:
    browser = await enters(role)
    await browser.opens(address)
    return browser


def shown(browser: Browser) -> str:
    assert browser.page is not None
    return browser.page.text


def mark_in(page: str) -> str:
    return found[1] if (found := re.search(r'name="seen" value="(\w*)"', page)) else ""


async def saves(browser: Browser, draft: Draft, folder: str = "cassems", **fields: str) -> Response:
    given = {"source": "own", "seen": mark_in(shown(browser)), **fields}
    return await browser.sends(page_of(draft, folder), given)


async def file_of(parts: EditorParts, draft: Draft, path: str) -> str:
    return (await parts.drafts.files(draft.id)).files.get(path, "")


async def test_the_list_tells_whose_each_answer_is_and_what_it_says(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)

    page = shown(await opens(enters, page_of(draft)))

    assert re.findall(r"<b>([^<]+)</b>", page) == ["Está caro", "Já vem alguém", "Quem fala?"]
    assert "Entendo, [primeiro nome]." in page
    assert "Já vem alguém." in page
    assert "Só Cassems" not in page


async def test_a_creditor_gets_its_own_words_and_the_others_keep_theirs(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await opens(enters, f"{page_of(draft)}?answer=expensive")
    assert "Entendo, {primeiro nome}." in shown(browser)

    saved = await saves(browser, draft, answer="expensive", title="Está caro", text="Vejo com {o credor} já.")
    refused = "Não existe o valor «o credor»" in saved.text
    saved = await saves(browser, draft, answer="expensive", title="Está caro", text="Vejo já, {Primeiro Nome}.")

    assert (refused, saved.status_code) == (True, 200)
    assert await file_of(parts, draft, OWN) == 'expensive:\n  title: Está caro\n  text: "Vejo já, {first_name}."\n'
    files = (await parts.drafts.files(draft.id)).files
    assert ready_answers_of(files, "assefaz")["expensive"].text == "Entendo, {first_name}."
    assert (await parts.drafts.log(draft.id))[0].what == "Resposta pronta «Está caro» de Cassems"
    page = (await browser.opens(page_of(draft))).text
    assert "Só Cassems" in page


async def test_an_own_answer_gives_way_to_the_shared_one_again(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await opens(enters, f"{page_of(draft)}?answer=expensive")
    await saves(browser, draft, answer="expensive", title="Está caro", text="Vejo já.")
    page = await browser.opens(f"{page_of(draft)}?answer=expensive")
    assert "Voltar à resposta de todos" in page.text

    await browser.sends(f"{page_of(draft)}/remove", {"answer": "expensive", "seen": mark_in(page.text)})

    assert "expensive" not in await file_of(parts, draft, OWN)
    assert (await parts.drafts.log(draft.id))[0].what == "Resposta pronta «Está caro» de Cassems: volta à de todos"


async def test_a_shared_answer_changes_for_all_and_keeps_the_comments_of_the_file(
    enters: Enter, parts: EditorParts
) -> None:
    draft = await begun(parts)
    browser = await opens(enters, f"{page_of(draft, 'common')}?answer=soon")
    assert '<option value="human.soon" selected>' in shown(browser)

    await saves(browser, draft, "common", answer="soon", title="Um momento", text="Já vejo.", before_identity="yes")

    written = await file_of(parts, draft, SHARED)
    assert written.startswith("# De todos.\nexpensive:\n  title: Está caro\n")
    assert "soon:  # vem do robô\n  title: Um momento\n" in written
    kept = ready_answers_of({SHARED: written}, "cassems")["soon"]
    assert (kept.text, kept.says_as, kept.before_identity) == ("Já vejo.", "", True)


async def test_a_new_answer_may_say_what_the_bot_says_in_a_step(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await opens(enters, f"{page_of(draft)}?new=yes")

    saved = await saves(browser, draft, answer="", title="Até logo!", source="step", says_as="opening.bye", text="x")

    assert saved.status_code == 200
    files = (await parts.drafts.files(draft.id)).files
    made = ready_answers_of(files, "cassems")["ate_logo"]
    assert (made.title, made.text, made.says_as) == ("Até logo!", "", "opening.bye")
    assert (await parts.drafts.log(draft.id))[0].what == "Nova resposta pronta «Até logo!» de Cassems"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": " ", "text": "Oi."}, "Dê um nome à resposta."),
        ({"title": "a" * 41, "text": "Oi."}, "O nome passa de 40 letras."),
        ({"title": "Oi", "text": " "}, "Escreva o texto, ou escolha uma etapa."),
        ({"title": "Oi", "text": "Olá, {nome"}, "Há uma chave { ou } sem par."),
        ({"title": "Oi", "text": "Olá, {ninguém}."}, "Não existe o valor «ninguém»."),
        ({"title": "Oi", "text": "a" * 3201}, "O texto passa de 1600 letras"),
        ({"title": "Oi", "source": "step", "says_as": ""}, "Escreva o texto, ou escolha uma etapa."),
        ({"title": "Oi", "source": "step", "says_as": "offer.total"}, "Esta etapa não diz nada neste credor."),
    ],
)
async def test_what_cannot_be_saved_is_refused_beside_the_field_with_what_was_written(
    enters: Enter, parts: EditorParts, fields: dict[str, str], told: str
) -> None:
    draft = await begun(parts)
    browser = await opens(enters, f"{page_of(draft)}?new=yes")

    answer = await saves(browser, draft, answer="", **fields)

    assert (answer.status_code, told in answer.text) == (422, True)
    assert fields.get("text", "") in answer.text
    assert await parts.drafts.log(draft.id) == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": "É a última chance."}, "«última chance» ameaça"),
        ({"text": "Sobre a dívida.", "before_identity": "yes"}, "Serve antes de confirmar quem é, e diz «dívida»"),
        ({"text": "a" * 460}, "O texto ocupa 4 SMS; o limite é 3."),
    ],
)
async def test_what_may_not_be_published_is_kept_and_told(
    enters: Enter, parts: EditorParts, fields: dict[str, str], told: str
) -> None:
    """N9, I1, F3"""
    draft = await begun(parts)
    browser = await opens(enters, f"{page_of(draft)}?new=yes")

    page = (await saves(browser, draft, answer="", title="Oi", **fields)).text

    assert told in page
    assert "1 problema" in page


async def test_what_another_changed_meanwhile_is_shown_beside_ones_own(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await opens(enters, f"{page_of(draft, 'common')}?answer=expensive")
    changed = COMMON.replace("Entendo, {first_name}.", "Bia entende, {first_name}.")
    await parts.drafts.write(Edit(draft.id, BIA, "mudança", {SHARED: COMMON}, {SHARED: changed}))

    mine = {"answer": "expensive", "title": "Está caro", "text": "Eu entendo."}
    stale = await saves(browser, draft, "common", **mine)

    assert stale.status_code == 409
    assert "Bia mudou esta resposta às" in stale.text
    assert "Bia entende, {primeiro nome}." in stale.text
    assert "\nEu entendo.</textarea>" in stale.text
    assert await file_of(parts, draft, SHARED) == changed

    again = await saves(browser, draft, "common", **mine)
    assert again.status_code == 200
    assert "text: Eu entendo." in await file_of(parts, draft, SHARED)


async def test_a_refusal_in_between_does_not_hide_what_another_changed(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await opens(enters, f"{page_of(draft, 'common')}?answer=expensive")
    changed = COMMON.replace("Entendo, {first_name}.", "Bia entende.")
    await parts.drafts.write(Edit(draft.id, BIA, "mudança", {SHARED: COMMON}, {SHARED: changed}))

    refused = await saves(browser, draft, "common", answer="expensive", title="", text="Eu entendo.")
    stale = await saves(browser, draft, "common", answer="expensive", title="Está caro", text="Eu entendo.")

    assert (refused.status_code, stale.status_code) == (422, 409)


async def test_answers_that_two_people_edit_apart_are_both_kept(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await opens(enters, f"{page_of(draft, 'common')}?answer=expensive")
    changed = COMMON.replace("Sou da equipe.", "Sou da equipe da casa.")
    await parts.drafts.write(Edit(draft.id, BIA, "mudança", {SHARED: COMMON}, {SHARED: changed}))

    await saves(browser, draft, "common", answer="expensive", title="Está caro", text="Eu entendo.")

    written = await file_of(parts, draft, SHARED)
    assert "Sou da equipe da casa." in written
    assert "text: Eu entendo." in written


@pytest.mark.parametrize("name", ["nobody", "a: {b", "expensive:\n  x"])
async def test_an_answer_that_is_not_there_is_never_written(enters: Enter, parts: EditorParts, name: str) -> None:
    draft = await begun(parts)
    browser = await opens(enters, f"{page_of(draft)}?new=yes")

    answer = await saves(browser, draft, answer=name, title="Oi", text="Oi.")

    assert answer.status_code == 409
    assert await parts.drafts.log(draft.id) == []


async def test_a_file_that_cannot_be_read_is_said_to_be_so(enters: Enter, parts: EditorParts) -> None:
    files = {**CONTENT, SHARED: "expensive: [\n"}
    draft = await parts.drafts.begin("Importado", "abcdef123456", files, BIA)
    browser = await opens(enters, f"{page_of(draft)}?new=yes")

    assert "importado com um erro de escrita" in shown(browser)
    refused = await saves(browser, draft, "common", answer="", title="Oi", text="Oi.")
    assert (refused.status_code, await file_of(parts, draft, SHARED)) == (422, "expensive: [\n")


async def test_the_tab_leads_to_the_creditor_one_was_at(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    place = f"/console/flows/drafts/{draft.id}/answers"
    browser = await enters()

    at_one = await browser.http.get(f"{place}?creditor=cassems", follow_redirects=False)
    at_none = await browser.http.get(place, follow_redirects=False)

    assert at_one.headers["location"] == f"{place}/cassems"
    assert at_none.headers["location"] == f"{place}/assefaz"


@pytest.mark.parametrize("role", [StaffRole.SUPERVISOR, StaffRole.AUDITOR, StaffRole.FINANCE])
async def test_who_may_not_edit_reads(enters: Enter, parts: EditorParts, role: StaffRole) -> None:
    draft = await begun(parts)
    browser = await opens(enters, f"{page_of(draft)}?answer=who", role)

    refused = await saves(browser, draft, answer="who", title="Quem?", text="Eu.")

    assert "<textarea" not in shown(browser) or refused.status_code == 403
    assert refused.status_code == 403
    assert await parts.drafts.log(draft.id) == []


@pytest.mark.parametrize("path", ["nobody", "cassems?answer=nobody"])
async def test_where_there_is_no_such_answer_is_a_calm_page(enters: Enter, parts: EditorParts, path: str) -> None:
    draft = await begun(parts)

    assert (await (await enters()).opens(page_of(draft, path))).status_code == 404


async def test_the_order_of_the_list_is_changed_and_comments_go_along(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await opens(enters, f"{page_of(draft, 'common')}?answer=soon")
    place = page_of(draft, "common") + "/move"

    page = await browser.sends(place, {"answer": "soon", "to": "up"})

    assert "Ordem salva no rascunho." in page.text
    written = await file_of(parts, draft, SHARED)
    assert written.startswith("# De todos.\nsoon:  # vem do robô\n")
    assert list(ready_answers_of({SHARED: written}, "common")) == ["soon", "expensive", "who"]
    assert (await parts.drafts.log(draft.id))[0].what == "Resposta pronta «Já vem alguém» sobe na lista"
    await browser.sends(place, {"answer": "soon", "to": "down"})
    assert await file_of(parts, draft, SHARED) == COMMON
    await browser.sends(place, {"answer": "expensive", "to": "up"})
    assert await file_of(parts, draft, SHARED) == COMMON
