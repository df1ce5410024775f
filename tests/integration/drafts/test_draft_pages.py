"""The pages of drafts: begun, seen by others, taken back, discarded, taken out and brought (F1, F2)."""

import re
from dataclasses import replace

import pytest
from fastapi import FastAPI

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.application.agents.roles import StaffRole
from bot.application.editor.drafts.drafts import Draft, Edit
from bot.application.editor.drafts.packing import pack, unpack
from tests.fakes import FakeClock
from tests.integration.drafts.conftest import Enter, NoneLive, OneBase
from tests.integration.staff.browsers import Browser

FLOWS = "/console/flows"
THANK = "common/flows/thank.yml"
ANA, BIA = "ana@exemplo.invalid", "bia@exemplo.invalid"


async def begun(drafts: SqlDrafts, name: str = "Descontos", by: str = ANA) -> Draft:
    return await drafts.begin(name, "abc123", (await OneBase().live()).sources.content, by)


async def wrote(drafts: SqlDrafts, draft: Draft, by: str, text: str) -> None:
    before = (await drafts.files(draft.id)).files
    answer = await drafts.write(Edit(draft.id, by, f"Texto de {text}", {THANK: before[THANK]}, {THANK: text}))
    assert isinstance(answer, Draft)


async def sends(browser: Browser, path: str, fields: dict[str, str], file: bytes | None = None) -> tuple[int, str]:
    """Without following: the answer's code, and where it leads."""
    assert browser.page is not None
    found = re.search(r'name="csrf" value="(\w+)"', browser.page.text)
    assert found is not None
    files = {"file": ("r.zip", file, "application/zip")} if file is not None else None
    data = {"csrf": found.group(1), **fields}
    answer = await browser.http.post(path, data=data, files=files, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", answer.text)


async def test_without_a_draft_the_list_says_how_to_begin_one(enters: Enter) -> None:
    ana = await enters()

    page = await ana.opens(FLOWS)

    assert "Nenhum rascunho aberto. Comece um" in page.text
    assert "Versão <code>abc123</code>" in page.text


async def test_a_draft_is_begun_and_listed_with_whose_it_is(enters: Enter, drafts: SqlDrafts) -> None:
    ana = await enters()
    await ana.opens(FLOWS)

    code, way = await sends(ana, f"{FLOWS}/drafts", {"name": "Descontos de dezembro"})

    [draft] = await drafts.open_drafts()
    assert (code, way, draft.name, draft.author) == (303, f"{FLOWS}/drafts/{draft.id}", "Descontos de dezembro", ANA)
    listed = (await ana.opens(FLOWS)).text
    assert "Descontos de dezembro" in listed
    assert "Nada mudado" in listed
    await wrote(drafts, draft, BIA, "um")
    assert "1 mudança</a>, a última" in (await ana.opens(FLOWS)).text


async def test_before_anything_is_live_there_is_nothing_to_begin_from(app: FastAPI, enters: Enter) -> None:
    app.state.editor = replace(app.state.editor, releases=NoneLive(), bases=OneBase(is_there=False))
    ana = await enters()

    page = (await ana.opens(FLOWS)).text
    assert "Nenhuma versão foi publicada ainda" in page
    code, text = await sends(ana, f"{FLOWS}/drafts", {"name": "x"})
    assert (code, "Ainda não há versão no ar" in text) == (409, True)


async def test_two_people_at_a_draft_are_told_of_each_other(enters: Enter, drafts: SqlDrafts, clock: FakeClock) -> None:
    draft = await begun(drafts)
    ana, bia = await enters("ana"), await enters("bia")
    bar = f"{FLOWS}/drafts/{draft.id}/bar"

    assert "Também aqui" not in (await ana.opens(bar)).text
    assert f'Também aqui: <span class="mark on">{ANA}' in (await bia.opens(bar)).text
    assert BIA in (await ana.opens(bar)).text
    assert f'Agora nele: <span class="mark on">você</span> <span class="mark on">{BIA}' in (await ana.opens(FLOWS)).text
    clock.advance(seconds=61)
    assert "Também aqui" not in (await ana.opens(bar)).text


async def test_the_bar_takes_back_and_puts_back_ones_own_edits(enters: Enter, drafts: SqlDrafts) -> None:
    draft = await begun(drafts)
    ana, place = await enters(), f"{FLOWS}/drafts/{draft.id}"
    await wrote(drafts, draft, ANA, "um")
    before = (await OneBase().live()).sources.content[THANK]

    bar = (await ana.opens(f"{place}/bar")).text
    assert 'title="Texto de um"' in bar
    assert re.search(r"Salvo \d\d/\d\d/\d{4} às \d\d:\d\d", bar)
    assert await sends(ana, f"{place}/undo", {"back": f"{place}/cassems/thank"}) == (303, f"{place}/cassems/thank")
    assert (await drafts.files(draft.id)).files[THANK] == before
    await ana.opens(f"{place}/bar")
    assert await sends(ana, f"{place}/redo", {"back": "https://exemplo.invalid/console/flows/"}) == (
        303,
        f"{place}/changes",
    )
    assert (await drafts.files(draft.id)).files[THANK] == "um"


async def test_what_another_changed_since_is_not_taken_back_and_the_page_says_so(
    enters: Enter, drafts: SqlDrafts
) -> None:
    draft = await begun(drafts)
    ana, place = await enters(), f"{FLOWS}/drafts/{draft.id}"
    await wrote(drafts, draft, ANA, "da Ana")
    await wrote(drafts, draft, BIA, "da Bia")

    await ana.opens(f"{place}/changes")
    code, text = await sends(ana, f"{place}/undo", {})

    assert (code, f"Não desfeito: {BIA} mudou a mesma parte depois" in text) == (409, True)
    assert (await drafts.files(draft.id)).files[THANK] == "da Bia"


async def test_any_line_of_the_log_may_be_taken_back(enters: Enter, drafts: SqlDrafts) -> None:
    draft = await begun(drafts)
    bia, place = await enters("bia"), f"{FLOWS}/drafts/{draft.id}"
    await wrote(drafts, draft, ANA, "da Ana")
    [line] = await drafts.log(draft.id)

    page = (await bia.opens(f"{place}/changes")).text
    assert 'aria-label="Desfazer: Texto de da Ana"' in page
    await sends(bia, f"{place}/edits/{line.id}/undo", {})
    assert f"Desfeita por {BIA}" in (await bia.opens(f"{place}/changes")).text


async def test_a_discarded_draft_comes_back_for_a_while(enters: Enter, drafts: SqlDrafts, clock: FakeClock) -> None:
    draft = await begun(drafts)
    ana, place = await enters(), f"{FLOWS}/drafts/{draft.id}"
    await ana.opens(f"{place}/changes")

    code, way = await sends(ana, f"{place}/discard", {})
    assert (code, way) == (303, f"{FLOWS}?discarded={draft.id}")
    assert "«Descontos» foi descartado" in (await ana.opens(way)).text
    assert (await ana.opens(f"{place}/bar")).status_code == 404

    await ana.opens(way)
    assert (await sends(ana, f"{place}/reopen", {}))[0] == 303
    assert [one.id for one in await drafts.open_drafts()] == [draft.id]
    await drafts.close(draft.id, ANA)
    clock.advance(minutes=31)
    await ana.opens(FLOWS)
    assert (await sends(ana, f"{place}/reopen", {}))[0] == 409


async def test_a_draft_goes_out_as_a_zip_and_comes_back_changed(enters: Enter, drafts: SqlDrafts) -> None:
    draft = await begun(drafts)
    ana = await enters()
    page = await ana.opens(f"{FLOWS}/drafts/{draft.id}/files.zip")
    files = unpack(page.content)
    assert (page.headers["content-type"], files) == ("application/zip", (await drafts.files(draft.id)).files)

    await ana.opens(FLOWS)
    code, way = await sends(ana, f"{FLOWS}/imports", {"name": "De volta"}, pack({**files, THANK: "flow: thank\n"}))

    made = (await drafts.open_drafts())[0]
    assert (code, way, made.name) == (303, f"{FLOWS}/drafts/{made.id}/changes?imported=yes", "De volta")
    told = (await ana.opens(way)).text
    assert "Arquivos importados: 1 mudado" in told
    assert THANK in told
    assert "nlu/small_talk.yml" in (await drafts.files(made.id)).files


@pytest.mark.parametrize("file", [b"nothing", b"", b"a" * (1024 * 1024 - 2000), None])
async def test_what_is_no_zip_is_refused_and_makes_no_draft(
    enters: Enter, drafts: SqlDrafts, file: bytes | None
) -> None:
    ana = await enters()
    await ana.opens(FLOWS)

    code, text = await sends(ana, f"{FLOWS}/imports", {"name": "x"}, file)

    assert (code, 'role="alert"' in text) == (422, True)
    assert await drafts.open_drafts() == []


async def test_who_may_only_read_sees_no_way_to_change(enters: Enter, drafts: SqlDrafts) -> None:
    draft = await begun(drafts)
    await wrote(drafts, draft, ANA, "um")
    sonia = await enters("sonia", StaffRole.SUPERVISOR)

    listed = (await sonia.opens(FLOWS)).text
    changes = (await sonia.opens(f"{FLOWS}/drafts/{draft.id}/changes")).text

    assert "Descontos" in listed
    for word in ("Novo rascunho", "Importar", "Desfazer</button>", "Descartar"):
        assert word not in listed + changes
    for path in ("drafts", "imports", f"drafts/{draft.id}/undo", f"drafts/{draft.id}/discard"):
        assert (await sends(sonia, f"{FLOWS}/{path}", {}))[0] == 403
