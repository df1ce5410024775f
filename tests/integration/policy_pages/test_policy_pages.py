"""The policy of a draft in the browser: forms with rules, refusals beside fields, stale edits, and its effect."""

import re
from html import unescape

import pytest
from sqlmodel import select

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AccessRecordRow
from bot.application.agents.roles import StaffRole
from bot.application.editor.policy.desk import PolicyTools
from bot.application.editor.policy.form import profile_files, section_of, values_of
from tests.integration.policy_pages.conftest import PolicyEnter
from tests.integration.policy_pages.policy_scene import begun, changes_behind, debtor, owing, policy_of
from tests.integration.staff.browsers import Browser

_SEEN = re.compile(r'name="seen" value="(\w+)"')
_SO_FAR = re.compile(r'name="so_far" value="([^"]*)"')


async def form(desk: PolicyTools, draft_id: int, section: str, **typed: str) -> dict[str, str]:
    """The whole form as a browser sends it, with some of it typed over."""
    files = profile_files((await desk.drafts.files(draft_id)).files, "cassems")
    found = section_of(files, section)
    assert found is not None
    return {**values_of(found, files), "section": section, **typed}


async def saves(browser: Browser, place: str, fields: dict[str, str]) -> str:
    """Open the section, and send it."""
    page = await browser.opens(f"{place}?section={fields['section']}")
    seen = _SEEN.search(page.text)
    assert seen is not None
    return unescape((await browser.sends(place, {**fields, "seen": seen.group(1)})).text)


def place_of(draft_id: int) -> str:
    return f"/console/flows/drafts/{draft_id}/policy/cassems"


async def test_the_tab_of_the_policy_leads_to_the_creditor_asked_for_or_the_first(
    policy_enters: PolicyEnter, desk: PolicyTools
) -> None:
    draft, helena = await begun(desk), await policy_enters()
    place = f"/console/flows/drafts/{draft}/policy"

    led = {
        asked: (await helena.http.get(f"{place}?creditor={asked}", follow_redirects=False)).headers["location"]
        for asked in ("cassems", "assefaz", "nobody", "")
    }

    assert led == {
        "cassems": f"{place}/cassems",
        "assefaz": f"{place}/assefaz",
        "nobody": f"{place}/assefaz",
        "": f"{place}/assefaz",
    }
    assert (await helena.http.get("/console/flows/drafts/999/policy", follow_redirects=False)).status_code == 404
    assert f'hx-get="/console/flows/drafts/{draft}/bar?place=' in (await helena.opens(f"{place}/cassems")).text


async def test_every_section_opens_with_the_rule_beside_its_fields(
    policy_enters: PolicyEnter, desk: PolicyTools
) -> None:
    """F1, P6"""
    draft, helena = await begun(desk), await policy_enters()
    first = (await helena.opens(place_of(draft))).text

    for section in set(re.findall(r"\?section=(\w+)", first)):
        page = await helena.opens(f"{place_of(draft)}?section={section}")
        assert page.status_code == 200, section
        assert "Salvar no rascunho" in page.text

    assert "A entrada é sempre maior que cada parcela" in first
    assert "Regra do credor: R$ 100,00." in first


async def test_a_smaller_down_payment_is_saved_and_nothing_else_moves(
    policy_enters: PolicyEnter, desk: PolicyTools
) -> None:
    """F1, P6"""
    draft, helena = await begun(desk), await policy_enters()
    before = await policy_of(draft, desk)

    page = await saves(
        helena, place_of(draft), await form(desk, draft, "negotiation", **{"negotiation.minimum_down_payment": "80,00"})
    )

    assert "Salvo no rascunho" in page
    after = await policy_of(draft, desk)
    assert after == before.replace("minimum_down_payment: 100.00", "minimum_down_payment: 80.00")
    [edit] = await desk.drafts.log(draft)
    assert "A entrada mínima passa de R$ 100,00 para R$ 80,00." in edit.what


@pytest.mark.parametrize(
    ("typed", "said"),
    [("20,00", "A entrada mínima não fica abaixo da parcela mínima"), ("oitenta", "Escreva um valor em reais")],
)
async def test_what_leaves_its_bounds_is_refused_beside_the_field_and_kept_as_typed(
    policy_enters: PolicyEnter, desk: PolicyTools, typed: str, said: str
) -> None:
    """F3, P6"""
    draft, helena = await begun(desk), await policy_enters()
    before = await policy_of(draft, desk)
    fields = {"negotiation.minimum_down_payment": typed, "negotiation.minimum_installment": "76,00"}

    page = await saves(helena, place_of(draft), await form(desk, draft, "negotiation", **fields))

    assert helena.page is not None
    assert helena.page.status_code == 422
    assert said in page
    assert f'value="{typed}"' in page
    assert 'value="76,00"' in page
    assert await policy_of(draft, desk) == before


async def test_an_edit_of_a_section_somebody_changed_meanwhile_is_refused_with_what_was_typed(
    policy_enters: PolicyEnter, desk: PolicyTools
) -> None:
    """F1: nobody overwrites blindly."""
    draft, helena = await begun(desk), await policy_enters()
    fields = await form(desk, draft, "negotiation", **{"negotiation.minimum_down_payment": "80,00"})
    page = await helena.opens(place_of(draft))
    seen = _SEEN.search(page.text)
    assert seen is not None
    await changes_behind(draft, desk, "minimum_installment: 75.00", "minimum_installment: 78.00")

    answer = await helena.sends(place_of(draft), {**fields, "seen": seen.group(1)})

    text = unescape(answer.text)
    assert answer.status_code == 409
    assert "Parcela mínima: 78,00" in text
    assert 'value="80,00"' in text
    assert "minimum_down_payment: 100.00" in await policy_of(draft, desk)


async def test_an_edit_of_another_section_is_no_obstacle(policy_enters: PolicyEnter, desk: PolicyTools) -> None:
    draft, helena = await begun(desk), await policy_enters()
    fields = await form(desk, draft, "limits", **{"limits.prescription_years": "4"})
    page = await helena.opens(f"{place_of(draft)}?section=limits")
    seen = _SEEN.search(page.text)
    assert seen is not None
    await changes_behind(draft, desk, "minimum_installment: 75.00", "minimum_installment: 78.00")

    answer = await helena.sends(place_of(draft), {**fields, "seen": seen.group(1)})

    assert "Salvo no rascunho" in answer.text
    text = await policy_of(draft, desk)
    assert "prescription_years: 4" in text
    assert "minimum_installment: 78.00" in text


@pytest.mark.parametrize("role", [StaffRole.FINANCE, StaffRole.SUPERVISOR, StaffRole.AUDITOR])
async def test_who_only_reads_flows_reads_the_policy_and_cannot_change_it(
    policy_enters: PolicyEnter, desk: PolicyTools, role: StaffRole
) -> None:
    """F2: finance reads here what it will sign."""
    draft, reader = await begun(desk), await policy_enters("dora", role)

    page = await reader.opens(place_of(draft))
    refused = await reader.sends(place_of(draft), {"section": "negotiation", "seen": ""})

    assert "R$ 100,00" in page.text
    assert "Salvar no rascunho" not in page.text
    assert refused.status_code == 403


async def test_the_what_if_shows_debtors_masked_under_both_policies(
    policy_enters: PolicyEnter, desk: PolicyTools, sql_storage: SqlStorage
) -> None:
    """P5, section 10"""
    draft, helena = await begun(desk), await policy_enters()
    await owing(sql_storage.portfolios(), *(debtor(number) for number in range(3)))
    await changes_behind(draft, desk, "principal: 20", "principal: 50")

    page = unescape((await helena.opens(f"{place_of(draft)}/what-if")).text)

    assert "Calculado com todas as 3 pessoas" in page
    assert "Marina" in page
    assert "Alves" not in page
    assert re.search(r"\*\*\*\.\d{3}\.\d{3}-\*\*", page)
    assert "+R$ 270,00" in page  # 30 % more of 3 × 300,00
    async with sql_storage.database.reading() as session:
        looks = list(await session.scalars(select(AccessRecordRow.what)))
    assert looks == ["what_if"] * 3


async def test_who_may_not_see_amounts_is_shown_no_effect_on_the_portfolio(
    policy_enters: PolicyEnter, desk: PolicyTools, sql_storage: SqlStorage
) -> None:
    """Section 10"""
    draft, auditor = await begun(desk), await policy_enters("rui", StaffRole.AUDITOR)
    await owing(sql_storage.portfolios(), debtor(1))

    page = await auditor.opens(place_of(draft))
    panel = await auditor.opens(f"{place_of(draft)}/what-if")

    assert "Seu perfil não vê valores de clientes" in page.text
    assert panel.status_code == 403
    assert "Marina" not in panel.text


async def test_everybody_is_counted_batch_by_batch_to_the_same_sum(
    policy_enters: PolicyEnter, desk: PolicyTools, sql_storage: SqlStorage
) -> None:
    """1,100 people: three batches, each carrying on where the last ended."""
    draft, helena = await begun(desk), await policy_enters()
    await owing(sql_storage.portfolios(), *(debtor(number) for number in range(1100)))
    place = f"{place_of(draft)}/what-if"

    sample = unescape((await helena.opens(place)).text)
    counted, pages = "", []
    while not pages or "Calculado com" not in pages[-1]:
        answer = await helena.sends(place, {"so_far": counted})
        pages.append(unescape(answer.text))
        found = _SO_FAR.search(answer.text)
        counted = unescape(found.group(1)) if found else ""

    assert re.search(r"Amostra de \d{3} entre 1100 pessoas", sample)
    assert "Calculando: 500 de 1100 pessoas" in pages[0]
    assert len(pages) == 3
    assert "Calculado com todas as 1100 pessoas" in pages[-1]
    assert "Pessoas que podem parcelar" in pages[-1]


async def test_what_is_carried_is_of_one_draft_and_counts_nothing_when_it_changed(
    policy_enters: PolicyEnter, desk: PolicyTools, sql_storage: SqlStorage
) -> None:
    draft, helena = await begun(desk), await policy_enters()
    await owing(sql_storage.portfolios(), *(debtor(number) for number in range(600)))
    place = f"{place_of(draft)}/what-if"
    await helena.opens(place_of(draft))
    first = await helena.sends(place, {"so_far": ""})
    found = _SO_FAR.search(first.text)
    assert found is not None
    await changes_behind(draft, desk, "principal: 20", "principal: 50")

    again = await helena.sends(place, {"so_far": unescape(found.group(1))})

    assert "Calculando: 500 de 600 pessoas" in again.text


@pytest.mark.parametrize("so_far", ["{", "[]", '{"of": 1}', '{"after": "x"}', '{"live": []}'])
async def test_what_was_not_carried_by_us_is_nothing_counted(
    policy_enters: PolicyEnter, desk: PolicyTools, so_far: str
) -> None:
    draft, helena = await begun(desk), await policy_enters()
    await helena.opens(place_of(draft))

    answer = await helena.sends(f"{place_of(draft)}/what-if", {"so_far": so_far})

    assert answer.status_code == 200


async def test_a_profile_or_a_draft_that_is_not_there_is_nothing_here(
    policy_enters: PolicyEnter, desk: PolicyTools
) -> None:
    draft, helena = await begun(desk), await policy_enters()

    for path in ("/console/flows/drafts/999/policy/cassems", f"/console/flows/drafts/{draft}/policy/nobody"):
        assert (await helena.opens(path)).status_code == 404
    assert (await helena.opens(f"{place_of(draft)}?section=nothing")).status_code == 404
