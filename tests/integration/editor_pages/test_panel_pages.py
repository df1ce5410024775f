"""A step edited beside its drawing: each change saved by itself, refused with why, or shown beside another's (F1)."""

import json
import re
from typing import Any

import pytest
from httpx import Response

from bot.application.agents.roles import StaffRole
from bot.application.editor.drafts.drafts import Draft
from bot.application.editor.drafts.edits import StepEdit, make_edit
from bot.application.editor.steps.changes import At, SetAbout, SetText
from console.editor.deps import EditorParts
from tests.integration.editor_pages.conftest import Enter
from tests.integration.staff.browsers import Browser
from tests.unit.application.editor.written_flows import FILES

OPENING, NAMES = "common/flows/opening.yml", "common/steps.yml"
HELLO = At(OPENING, "hello")
BIA = "bia.reis@exemplo.invalid"


async def begun(parts: EditorParts) -> Draft:
    return await parts.drafts.begin("Entrada menor", "abcdef123456", FILES, BIA)


def page_of(draft: Draft) -> str:
    return f"/console/flows/drafts/{draft.id}/cassems"


async def comes_to(enters: Enter, draft: Draft, role: StaffRole = StaffRole.ADMIN) -> Browser:
    browser = await enters(role)
    await browser.opens(f"{page_of(draft)}/opening")
    return browser


async def sends(browser: Browser, draft: Draft, step: str, **fields: str) -> Response:
    """From the page with the drawing, whose token it is."""
    page = browser.page
    answer = await browser.sends(f"{page_of(draft)}/opening/{step}/edit", fields)
    browser.page = page
    return answer


def flow_mark(page: str) -> str:
    found = re.search(r'data-seen="(\w+)"', page)
    assert found is not None
    return found[1]


def token(browser: Browser) -> str:
    assert browser.page is not None
    found = re.search(r'name="csrf" (?:value|content)="(\w+)"', browser.page.text)
    assert found is not None
    return found[1]


async def file_of(parts: EditorParts, draft: Draft, path: str = OPENING) -> str:
    return (await parts.drafts.files(draft.id)).files[path]


def digest_in(page: str) -> str:
    found = re.search(r'data-digest="(\w+)"', page)
    assert found is not None
    return found[1]


async def test_who_may_edit_gets_fields_and_others_what_there_is_to_read(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)

    edited = (await (await enters()).opens(f"{page_of(draft)}/opening/hello")).text
    live = (await (await enters()).opens("/console/flows/live/cassems/opening/hello")).text
    read = (await (await enters(StaffRole.SUPERVISOR)).opens(f"{page_of(draft)}/opening/hello")).text

    assert '<textarea id="say-whatsapp"' in edited
    assert 'class="step"' in live
    assert 'class="step"' in read
    assert "<textarea" not in live + read


async def test_the_panel_offers_values_by_name_each_with_an_example(enters: Enter, parts: EditorParts) -> None:
    page = (await (await enters()).opens(f"{page_of(await begun(parts))}/opening/hello")).text

    found = re.search(r'class="panel-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    values = {one["code"]: one for one in json.loads(found[1])["values"]}
    assert values["greeting"] == {"code": "greeting", "name": "bom dia ou boa tarde", "sample": "Bom dia", "here": True}
    assert values["lump_total"]["here"] is False


async def test_a_text_is_saved_and_the_answer_says_when(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)

    answer = await sends(browser, draft, "hello", change="text", said="say", channel="sms", words="Vamos ver?")

    assert answer.status_code == 200
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["at"])
    assert "sms: Vamos ver?" in await file_of(parts, draft)
    assert (await parts.drafts.log(draft.id))[0].what == "Texto de «Cumprimentar» no SMS"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"change": "buttons", "label": "Quero parcelar em muitas", "payload": "affirm"}, "passa de 20 letras"),
        ({"change": "buttons", "label": "", "payload": "affirm"}, "Escreva o que aparece no botão"),
        ({"change": "buttons", "label": "Sim", "payload": ""}, "Escolha o que quer dizer"),
        ({"change": "remove"}, "Ainda levam a esta etapa:"),
        ({"change": "way", "way": "next", "target": ""}, "Escolha para qual etapa seguir"),
        ({"change": "act", "act": "offer_lump_sum"}, "Esta etapa fala"),
        ({"change": "add", "kind": "wait", "words": " "}, "Dê um nome à etapa"),
        ({"change": "add", "kind": "act", "words": "Conferir"}, "Escolha o que a nova etapa faz"),
        ({"change": "text", "said": "say", "channel": "sms", "words": "a" * 8001}, "passa de 8000 letras"),
        ({"change": "flag", "name": "end", "on": "yes"}, "Esta opção não existe"),
        ({"change": "nothing"}, "Esta mudança não existe"),
    ],
)
async def test_what_may_not_be_done_is_refused_with_why(
    enters: Enter, parts: EditorParts, fields: dict[str, str], told: str
) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)

    answer = await sends(browser, draft, "hello", **fields)

    assert (answer.status_code, told in answer.json()["message"]) == (422, True)
    assert await file_of(parts, draft) == FILES[OPENING]


async def test_a_removal_names_who_still_leads_there(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)

    refused = (await sends(browser, draft, "hello", change="remove")).json()

    assert [(one["step"], one["name"]) for one in refused["steps"]] == [("opening.open", "Ouve o primeiro pedido")]


async def test_a_step_of_another_flow_is_written_whole_and_one_of_this_flow_short(
    enters: Enter, parts: EditorParts
) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)

    await sends(browser, draft, "hello", change="transition", on="deny", target="offer.full")
    await sends(browser, draft, "hello", change="transition", on="later", target="opening.bye")
    await sends(browser, draft, "hello", change="transition", on="thank", target="")

    written = await file_of(parts, draft)
    assert "deny: offer.full" in written
    assert "later: bye" in written
    assert "thank" not in written


async def test_a_new_step_stands_on_the_way_of_the_one_it_follows(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)
    await sends(browser, draft, "hello", change="way", way="next", target="offer.total")

    made = await sends(browser, draft, "hello", change="add", kind="next", words="Avisar que é rápido")

    assert made.json()["step"] == "avisar_que_e_rapido"
    written = await file_of(parts, draft)
    assert re.search(
        r"hello:.*?next: avisar_que_e_rapido.*?avisar_que_e_rapido:.*?next: offer.total", written, re.DOTALL
    )
    assert "opening.avisar_que_e_rapido: Avisar que é rápido" in await file_of(parts, draft, NAMES)
    assert (await parts.drafts.log(draft.id))[0].what == "Nova etapa «Avisar que é rápido» depois de «Cumprimentar»"


@pytest.mark.parametrize("kind", ["wait", "next", "act", "end", "return"])
async def test_each_kind_of_step_can_be_added_and_opened(enters: Enter, parts: EditorParts, kind: str) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)

    made = await sends(browser, draft, "hello", change="add", kind=kind, words="2ª via", act="list_titles")

    step = made.json()["step"]
    assert step == "etapa_2a_via"
    panel = await browser.opens(f"{page_of(draft)}/opening/{step}")
    assert (panel.status_code, '<h2 tabindex="-1">2ª via</h2>' in panel.text) == (200, True)


async def test_a_copy_is_called_a_copy_and_steps_move_by_one(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)

    copied = await sends(browser, draft, "hello", change="copy", words="Cumprimentar (cópia)")
    moved = await sends(browser, draft, "bye", change="shift", to="up")
    at_edge = await sends(browser, draft, "open", change="shift", to="up")

    assert copied.json()["step"] == "cumprimentar_copia"
    assert moved.status_code == 200
    written = await file_of(parts, draft)
    assert written.index("  hello:") < written.index("  bye:") < written.index("  cumprimentar_copia:")
    assert at_edge.json()["message"] == "Esta já é a primeira etapa do fluxo."


async def another_writes(parts: EditorParts, draft: Draft, channel: str, words: str) -> None:
    await make_edit(draft.id, BIA, StepEdit(HELLO, SetText("say", channel, words)), parts.drafts)


async def test_what_another_changed_meanwhile_is_not_overwritten_but_shown(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)
    seen = digest_in((await browser.http.get(f"{page_of(draft)}/opening/hello")).text)
    await another_writes(parts, draft, "sms", "Bia pergunta")

    text = {"change": "text", "said": "say", "channel": "sms", "words": "Eu pergunto"}
    stale = await sends(browser, draft, "hello", **text, seen=seen, was="Quer ver?")

    told: dict[str, Any] = stale.json()
    assert (stale.status_code, told["by"], told["theirs"]) == (409, "Bia", "Bia pergunta")
    assert "Bia pergunta" in await file_of(parts, draft)

    mine = await sends(browser, draft, "hello", **text, seen=told["digest"])
    assert mine.status_code == 200
    assert "Eu pergunto" in await file_of(parts, draft)


async def test_fields_that_two_people_edit_apart_are_both_kept(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)
    seen = digest_in((await browser.http.get(f"{page_of(draft)}/opening/hello")).text)
    await another_writes(parts, draft, "whatsapp", "Bia no WhatsApp")

    text = {"change": "text", "said": "say", "channel": "sms", "words": "Eu no SMS"}
    saved = await sends(browser, draft, "hello", **text, seen=seen, was="Quer ver?")

    assert saved.status_code == 200
    written = await file_of(parts, draft)
    assert "Bia no WhatsApp" in written
    assert "Eu no SMS" in written


@pytest.mark.parametrize("role", [StaffRole.SUPERVISOR, StaffRole.AUDITOR, StaffRole.FINANCE])
async def test_who_may_not_edit_changes_nothing(enters: Enter, parts: EditorParts, role: StaffRole) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft, role)

    answer = await sends(browser, draft, "hello", change="remove")

    assert answer.status_code == 403
    assert await file_of(parts, draft) == FILES[OPENING]


async def test_the_lists_name_each_step_once(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)

    lists = (await (await enters()).opens(f"{page_of(draft)}/lists.json")).json()

    named = [one["name"] for one in lists["targets"]]
    assert "Abertura: Cumprimentar" in named
    assert len(set(named)) == len(named)
    assert {"code": "pay_lump_sum", "name": "Pagar à vista"} in lists["intents"]
    hand_off = next(one for one in lists["acts"] if one["code"] == "hand_off")
    assert (hand_off["name"], hand_off["key"]) == ("Chama uma pessoa", "reason")


@pytest.mark.parametrize("path", ["/nobody/lists.json", "/cassems/opening/nowhere"])
async def test_nothing_is_found_where_nothing_is(enters: Enter, parts: EditorParts, path: str) -> None:
    draft = await begun(parts)

    assert (await (await enters()).opens(f"/console/flows/drafts/{draft.id}{path}")).status_code == 404


async def test_a_closed_draft_is_not_edited(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)
    await parts.drafts.close(draft.id, BIA)

    assert (await sends(browser, draft, "hello", change="remove")).status_code in {404, 422}
    assert (await sends(browser, draft, "hello", change="name", words="Oi")).status_code == 404


async def test_what_is_read_in_an_answer_and_where_certainty_is_asked_are_chosen(
    enters: Enter, parts: EditorParts
) -> None:
    """F1, P16"""
    draft = await begun(parts)
    browser = await comes_to(enters, draft)

    read = await browser.http.post(
        f"{page_of(draft)}/opening/hello/edit",
        data={"csrf": token(browser), "change": "list", "name": "expects", "words": ["yes_no", "date"]},
    )
    sure = await sends(browser, draft, "hello", change="list", name="sure", words="affirm")

    assert (read.status_code, sure.status_code) == (200, 200)
    written = await file_of(parts, draft)
    assert "expects: [yes_no, date]" in written
    assert "sure: [affirm]" in written
    assert (await parts.drafts.log(draft.id))[0].what == "«Cumprimentar»: o que precisa de certeza"
    panel = (await browser.http.get(f"{page_of(draft)}/opening/hello")).text
    assert '<input type="checkbox" value="date" checked>' in panel
    assert '<input type="checkbox" value="affirm" checked>' in panel
    assert '<input type="checkbox" value="*"' not in panel


async def test_a_paper_goes_along_and_a_message_stands_alone(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)

    await sends(browser, draft, "bye", change="word", name="attach", word="clearance_pdf")
    await sends(browser, draft, "bye", change="flag", name="alone", on="yes")

    written = await file_of(parts, draft)
    assert "attach: clearance_pdf" in written
    assert "alone: true" in written


@pytest.mark.parametrize(
    "fields",
    [
        {"change": "list", "name": "expects", "words": "affirm"},
        {"change": "list", "name": "sure", "words": "money"},
        {"change": "list", "name": "wait", "words": "affirm"},
        {"change": "word", "name": "attach", "word": "secret_pdf"},
        {"change": "word", "name": "resume", "word": "open"},
        {"change": "turn", "into": "act", "act": ""},
        {"change": "turn", "into": "speech"},
    ],
)
async def test_only_what_there_is_can_be_chosen(enters: Enter, parts: EditorParts, fields: dict[str, str]) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)

    answer = await sends(browser, draft, "hello", **fields)

    assert answer.status_code == 422
    assert await file_of(parts, draft) == FILES[OPENING]


async def test_one_comes_back_by_a_step_or_with_a_text(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)

    by_step = await sends(browser, draft, "hello", change="back", target="offer.total")
    written = await file_of(parts, draft)
    told = (await parts.drafts.log(draft.id))[0].what
    with_text = await sends(browser, draft, "hello", change="back", target="")

    assert (by_step.status_code, with_text.status_code) == (200, 200)
    assert "    resume: offer.total\n" in written
    assert "again: Quer ver agora?" not in written
    assert told == "«Cumprimentar»: ao voltar de outro assunto, passa por «Propostas: total»"
    after = await file_of(parts, draft)
    assert "resume" not in after
    assert "again:" in after


async def test_a_step_that_speaks_turns_into_one_that_acts_and_back(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)

    acts = await sends(
        browser, draft, "hello", change="turn", into="act", act="hand_off", key="reason", argument="asked"
    )
    panel = (await browser.http.get(f"{page_of(draft)}/opening/hello")).text
    speaks = await sends(browser, draft, "hello", change="turn", into="speech")

    assert (acts.status_code, speaks.status_code) == (200, 200)
    assert "Chama uma pessoa" in panel
    assert "Passar a falar" in panel
    written = await file_of(parts, draft)
    assert re.search(r"  hello:\n    say:\n      whatsapp: Escreva.*\n      sms: .*\n    next: open\n", written)
    assert (await parts.drafts.log(draft.id))[0].what == "«Cumprimentar» deixa de fazer uma ação e passa a falar"


async def test_boxes_that_two_people_tick_apart_are_both_kept(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)
    seen = digest_in((await browser.http.get(f"{page_of(draft)}/opening/hello")).text)
    await another_writes(parts, draft, "sms", "Bia pergunta")
    boxes = {"change": "list", "name": "expects", "words": "money", "seen": seen}

    saved = await sends(browser, draft, "hello", **boxes, was="[]")
    stale = await sends(browser, draft, "hello", **{**boxes, "words": "date"}, was="[]")

    assert (saved.status_code, stale.status_code) == (200, 409)
    assert stale.json()["theirs"] == '["money"]'
    written = await file_of(parts, draft)
    assert "Bia pergunta" in written
    assert "expects: [money]" in written


async def test_what_a_flow_is_for_and_what_leads_into_it_are_changed(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)
    seen = flow_mark((await browser.http.get(f"{page_of(draft)}/opening/hello")).text)

    about = await sends(browser, draft, "hello", change="about", words="Recebe  todos.", flow_seen=seen)
    told = about.json()
    enters_by = await sends(
        browser, draft, "hello", change="interrupts", words="hardship", flow_seen=told["flow_digest"]
    )

    assert (about.status_code, enters_by.status_code) == (200, 200)
    written = await file_of(parts, draft)
    assert "about: Recebe todos (C1).\n" in written
    assert "interrupts: [hardship]\n" in written
    assert told["digest"] == digest_in((await browser.http.get(f"{page_of(draft)}/opening/hello")).text)
    panel = (await browser.http.get(f"{page_of(draft)}/offer/total")).text
    assert "Dificuldade" in panel.partition("As outras já levam a outro fluxo")[2]
    assert '<input type="checkbox" value="hardship"' not in panel


async def test_a_flow_that_another_changed_meanwhile_is_not_overwritten(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)
    seen = flow_mark((await browser.http.get(f"{page_of(draft)}/opening/hello")).text)
    await make_edit(draft.id, BIA, StepEdit(At(OPENING), SetAbout("De Bia.")), parts.drafts)

    stale = await sends(browser, draft, "hello", change="about", words="Meu.", flow_seen=seen)

    assert (stale.status_code, stale.json()["by"]) == (409, "Bia")
    assert "about: De Bia (C1)." in await file_of(parts, draft)
    mine = await sends(browser, draft, "hello", change="about", words="Meu.", flow_seen=stale.json()["flow_digest"])
    assert mine.status_code == 200
    unknown = await sends(browser, draft, "hello", change="interrupts", words="nothing")
    assert unknown.status_code == 422


async def test_the_robot_begins_a_talk_by_the_step_that_is_chosen(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)
    seen = flow_mark((await browser.http.get(f"{page_of(draft)}/opening/hello")).text)

    saved = await sends(browser, draft, "hello", change="begins", known="unverified", flow_seen=seen)

    assert saved.status_code == 200
    assert "begins: {hello: unverified}\n" in await file_of(parts, draft)
    panel = (await browser.http.get(f"{page_of(draft)}/opening/hello")).text
    assert '<option value="unverified" selected>Sim, com quem ainda não confirmou quem é</option>' in panel


async def test_a_template_is_named_as_whatsapp_takes_it(enters: Enter, parts: EditorParts) -> None:
    draft = await begun(parts)
    browser = await comes_to(enters, draft)

    refused = await sends(browser, draft, "hello", change="word", name="template", word="Olá Você", was="")
    saved = await sends(browser, draft, "hello", change="word", name="template", word="hello_2", was="")

    assert (refused.status_code, saved.status_code) == (422, 200)
    assert "letras minúsculas" in refused.json()["message"]
    assert "template: hello_2\n" in await file_of(parts, draft)
