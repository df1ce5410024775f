"""Flows are read drawn and in words, of the live release and of a draft, by their Portuguese names (F1)."""

import json
import re
from typing import Any

import pytest

from bot.application.agents.roles import StaffRole
from bot.application.editor.drafts.drafts import Draft
from console.editor.deps import EditorParts
from tests.integration.editor_pages.conftest import Enter
from tests.unit.application.editor.written_flows import FILES, OFFER

LIVE = "/console/flows/live"
BROKEN = {**FILES, "common/flows/offer.yml": OFFER.replace('sms: "Total {lump_total}."', 'sms: "Total {total}."')}


def drawn(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="drawing-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found.group(1))
    return data


async def begun(parts: EditorParts, files: dict[str, str]) -> Draft:
    return await parts.drafts.begin("Entrada menor", "abcdef123456", files, "ana@exemplo.invalid")


@pytest.mark.parametrize("path", [LIVE, f"{LIVE}/cassems"])
async def test_all_flows_are_drawn_and_listed_by_name(enters: Enter, path: str) -> None:
    page = (await (await enters()).opens(path)).text

    assert {shape["label"] for shape in drawn(page)["shapes"]} >= {"Abertura", "Propostas", "Chamar uma pessoa"}
    assert 'href="/console/flows/live/cassems/offer"' in page
    assert "No ar, só leitura" in page


async def test_a_flow_is_drawn_with_its_steps_and_told_in_words(enters: Enter) -> None:
    page = (await (await enters()).opens(f"{LIVE}/cassems/opening")).text

    assert "Cumprimentar" in {shape["label"] for shape in drawn(page)["shapes"]}
    words = page[page.index('class="told-steps"') :]
    assert re.search(r'Não · Agradecimento: <a href="#opening.bye">“Até mais.”</a>', words)
    assert 'href="/console/flows/live/cassems/offer#offer.total">Propostas</a>' in words


async def test_a_step_is_told_as_the_phone_shows_it(enters: Enter) -> None:
    answer = await (await enters()).opens(f"{LIVE}/cassems/opening/hello")

    assert '<span class="value">bom dia ou boa tarde</span>. Quer ver o que está em aberto?' in answer.text
    assert "1 Sim\n2 Quero parcelar" in answer.text
    assert "<!doctype" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_what_is_written_in_a_text_stays_text(enters: Enter) -> None:
    evil = OFFER.replace("Total de {lump_total}.", "</script><script>alert(1)</script>")
    browser = await enters(files={**FILES, "common/flows/offer.yml": evil})

    for path in ("", "/offer", "/offer/full"):
        assert "<script>alert" not in (await browser.opens(f"{LIVE}/cassems{path}")).text


NOWHERE = (
    *(f"{LIVE}/{path}" for path in ("nobody", "cassems/nothing", "cassems/offer/nothing", "nobody/problems.json")),
    *(f"/console/flows/drafts/{path}" for path in ("99", "99/cassems")),
)


@pytest.mark.parametrize("path", NOWHERE)
async def test_where_there_is_no_such_flow_is_a_calm_page(enters: Enter, path: str) -> None:
    answer = await (await enters()).opens(path)

    assert (answer.status_code, "Não há nada neste endereço" in answer.text) == (404, True)


async def test_before_anything_is_published_the_page_says_so(enters: Enter) -> None:
    answer = await (await enters(files=None)).opens(LIVE)

    assert (answer.status_code, "Ainda não há versão no ar" in answer.text) == (200, True)


@pytest.mark.parametrize(("role", "code"), [(StaffRole.AUDITOR, 200), (StaffRole.FINANCE, 200), (StaffRole.AGENT, 403)])
async def test_flows_are_read_by_whoever_may(enters: Enter, role: StaffRole, code: int) -> None:
    assert (await (await enters(role)).opens(f"{LIVE}/cassems/offer")).status_code == code


async def test_a_draft_is_drawn_as_it_stands(enters: Enter, parts: EditorParts) -> None:
    changed = {**FILES, "common/flows/offer.yml": OFFER.replace("Total de", "Valor de")}
    draft = await begun(parts, changed)

    page = (await (await enters()).opens(f"/console/flows/drafts/{draft.id}/cassems/offer")).text

    assert "· Entrada menor" in page
    assert "“Valor de [valor à vista].”" in {shape["label"] for shape in drawn(page)["shapes"]}


async def test_a_draft_that_was_closed_is_no_longer_there(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts, FILES)
    await parts.drafts.close(draft.id, "ana@exemplo.invalid")

    assert (await (await enters()).opens(f"/console/flows/drafts/{draft.id}")).status_code == 404


async def test_problems_are_told_where_they_are_with_the_way_there(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts, BROKEN)
    browser = await enters()
    place = f"/console/flows/drafts/{draft.id}/cassems"

    problems = (await browser.opens(f"{place}/problems.json")).json()
    panel = (await browser.opens(f"{place}/offer/full/problems")).text

    [unknown] = [one for one in problems if "«total»" in one["message"]]
    assert (unknown["flow"], unknown["step"]) == ("offer", "offer.full")
    assert [passed["step"] for passed in unknown["way"]][-1] == "offer.full"
    assert "«total»" in panel
    assert 'data-light="opening.open ' in panel
    assert "[{" not in panel


async def test_a_step_nobody_comes_to_says_that_this_is_what_is_wrong(enters: Enter, parts: EditorParts) -> None:
    lost = f"{OFFER.rstrip()}\n  lost:\n    say: Nada.\n    end: true\n"
    draft = await begun(parts, {**FILES, "common/flows/offer.yml": lost})

    panel = (await (await enters()).opens(f"/console/flows/drafts/{draft.id}/cassems/offer/lost/problems")).text

    assert "Ninguém chega aqui em conversa nenhuma" in panel
    assert "Ver no simulador" not in panel


async def test_a_step_without_problems_tells_none(enters: Enter) -> None:
    panel = await (await enters()).opens(f"{LIVE}/cassems/opening/bye/problems")

    assert (panel.status_code, panel.text.strip()) == (200, "")
