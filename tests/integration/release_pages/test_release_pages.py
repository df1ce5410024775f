"""The pages: a draft asked, agreed on and published; the history, going back, stopping and resuming (F2)."""

import re
from dataclasses import replace
from html import unescape

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.application.agents.roles import StaffRole
from bot.application.editor.drafts.drafts import Draft
from bot.application.editor.publishing.publishing import PublishingTools
from bot.application.editor.publishing.reviews import Outcome, Talks
from bot.application.publications import How, Signed
from tests.fakes import FakeClock
from tests.integration.release_pages.conftest import Enter
from tests.integration.release_pages.desk import GOOD, LIVE, MADE, Prepared, made_live
from tests.integration.release_pages.drafting import ANA, POLICY, at_work, begun, edited, ended
from tests.integration.staff.browsers import Browser
from tests.unit.application.editor.written_flows import OFFER

RELEASES = "/console/releases"
OFFER_FILE = "common/flows/offer.yml"


async def said_otherwise(tools: PublishingTools) -> Draft:
    """A draft in which the offer is said in other words."""
    from_live = await begun(tools)
    await edited(tools, from_live)
    return from_live


async def sends(browser: Browser, path: str, **fields: str) -> str:
    return unescape((await browser.sends(path, fields)).text)


async def asked_by(browser: Browser, draft: Draft, tools: PublishingTools, note: str = "Falar melhor") -> str:
    """The place of the wish, once it is prepared."""
    place = f"/console/flows/drafts/{draft.id}/publish"
    await browser.opens(place)
    await browser.sends(place, {"note": note, "move": "finish"})
    request = await tools.reviews.last(draft.id)
    assert request is not None
    await ended(tools, request)
    return f"{place}/{request.id}"


async def test_a_draft_goes_live_through_the_pages_of_two_people(enters: Enter, tools: PublishingTools) -> None:
    draft = await said_otherwise(tools)
    ana, bia = await enters("ana"), await enters("bia")
    place = f"/console/flows/drafts/{draft.id}/publish"
    wish = await asked_by(ana, draft, tools)

    page = unescape((await ana.opens(place)).text)
    assert "12 de 12 conversas de ensaio" in page
    assert "Falta a revisão de outra pessoa" in page
    assert "Revi e aprovo" not in page
    assert ">Publicar</button>" not in page
    assert "Outra pessoa precisa dizer sim" in await sends(ana, f"{wish}/review")

    await bia.opens(place)
    page = await sends(bia, f"{wish}/review")
    assert "Revista por bia@exemplo.invalid" in page
    assert ">Publicar</button>" in page
    page = await sends(bia, f"{wish}/release")
    assert "as próximas conversas já começam nela" in page
    assert "revista por bia@exemplo.invalid" in page
    assert "posta no ar por bia@exemplo.invalid" in page
    assert "Falar melhor" in page
    assert "Publicada por bia@exemplo.invalid" in unescape((await ana.opens(place)).text)


async def test_finance_signs_the_policy_and_does_nothing_else(enters: Enter, tools: PublishingTools) -> None:
    draft = await begun(tools)
    await edited(tools, draft, POLICY)
    ana, dora = await enters("ana"), await enters("dora", StaffRole.FINANCE)
    wish = await asked_by(ana, draft, tools)

    page = unescape((await dora.opens(wish.rpartition("/")[0])).text)
    assert "Assino a política" in page
    assert "Revi e aprovo" not in page
    assert (await dora.http.post(f"{wish}/review")).status_code == 403
    listed = unescape((await dora.opens(RELEASES)).text)
    assert "Falta revisar" in listed
    assert "Falta o financeiro assinar" in listed
    assert "Parar o robô" not in listed
    await dora.opens(wish.rpartition("/")[0])
    assert "Assinada pelo financeiro: dora@exemplo.invalid" in await sends(dora, f"{wish}/signature")


@pytest.mark.parametrize("role", [StaffRole.AUDITOR, StaffRole.SUPERVISOR])
async def test_who_only_reads_sees_it_without_a_button(enters: Enter, tools: PublishingTools, role: StaffRole) -> None:
    draft = await begun(tools)
    await edited(tools, draft, POLICY)
    wish = await asked_by(await enters("ana"), draft, tools)
    reader = await enters("rui", role)

    main = (await reader.opens(wish.rpartition("/")[0])).text.partition("<main")[2]
    assert ("Falar melhor" in main, "<button" in main) == (True, False)
    for part in ("review", "signature", "withdrawal", "release", "work"):
        assert "não é da sua função" in await sends(reader, f"{wish}/{part}"), part
        await reader.opens(RELEASES)
    assert (await tools.reviews.open_requests())[0].reviewed is None


async def test_the_progress_is_the_same_after_a_reload(
    enters: Enter, tools: PublishingTools, prepared: Prepared
) -> None:
    prepared.may_end.clear()
    draft = await said_otherwise(tools)
    ana, place = await enters("ana"), f"/console/flows/drafts/{draft.id}/publish"
    await ana.opens(place)
    await ana.sends(place, {"note": "Falar melhor", "move": "map"})
    request = await tools.reviews.last(draft.id)
    assert request is not None
    await at_work(tools, request, "3/12")

    pages = [(await ana.opens(f"{place}{part}")).text for part in ("", "/state", "")]
    found = [re.findall(r'<progress[^>]*value="(\d+)"', page) for page in pages]
    assert found == [["63"]] * 3
    assert "3 de 12" in pages[1]
    assert "every 1s" in pages[1]
    assert "vão para a nova versão" in pages[1]
    prepared.may_end.set()
    await ended(tools, request)
    assert "every 1s" not in (await ana.opens(f"{place}/state")).text


async def test_a_preparing_that_died_is_shown_as_stopped_and_begun_again(
    enters: Enter, tools: PublishingTools, prepared: Prepared
) -> None:
    prepared.outcome = None
    draft = await said_otherwise(tools)
    ana = await enters("ana")
    wish = await asked_by(ana, draft, tools)

    page = unescape((await ana.opens(wish.rpartition("/")[0])).text)
    assert "A conferência parou antes do fim (no core was free)" in page
    prepared.outcome = GOOD
    await ana.sends(f"{wish}/work", {})
    request = await tools.reviews.last(draft.id)
    assert request is not None
    assert (await ended(tools, request)).outcome == GOOD


async def test_a_warning_has_to_be_ticked(enters: Enter, tools: PublishingTools, prepared: Prepared) -> None:
    prepared.outcome = replace(GOOD, talks=Talks(12, ("Parcelado: parou em outra etapa",)))
    draft = await said_otherwise(tools)
    ana, bia = await enters("ana"), await enters("bia")
    wish = await asked_by(ana, draft, tools)
    await bia.opens(wish.rpartition("/")[0])
    page = await sends(bia, f"{wish}/review")

    assert "Parcelado: parou em outra etapa" in page
    assert "Publicar mesmo assim" in page
    assert "marque a caixa" in await sends(bia, f"{wish}/release")
    assert "publicada mesmo com aviso" in await sends(bia, f"{wish}/release", despite="yes")


async def test_problems_found_are_told_with_a_way_to_the_step(
    enters: Enter, tools: PublishingTools, prepared: Prepared
) -> None:
    prepared.outcome = Outcome(
        problems=(
            {
                "code": "dead_end",
                "message": "não leva a lugar nenhum",
                "flow": "offer",
                "step": "full",
                "profile": "cassems",
                "path": ["opening.open", "offer.full"],
            },
        )
    )
    draft = await said_otherwise(tools)
    wish = await asked_by(await enters("ana"), draft, tools)

    page = unescape((await (await enters("bia")).opens(wish.rpartition("/")[0])).text)
    assert "não leva a lugar nenhum" in page
    assert f'/console/flows/drafts/{draft.id}/cassems/offer#offer.full"' in page
    assert f'/console/flows/drafts/{draft.id}/try/cassems?problem=dead_end&at=offer.full"' in page
    assert "Revi e aprovo" not in page


async def test_what_is_wrong_is_found_before_anybody_asks(enters: Enter, tools: PublishingTools) -> None:
    base = await tools.bases.live()
    broken = OFFER.replace('sms: "Total {lump_total}."', 'sms: "Total {total}."')
    files = {**base.sources.content, OFFER_FILE: broken}
    draft = await tools.drafts.begin("Quebrado", LIVE, files, ANA)

    page = unescape((await (await enters()).opens(f"/console/flows/drafts/{draft.id}/publish/problems")).text)
    assert "«total»" in page
    assert "{total}" not in page
    assert "Ver a etapa" in page
    assert "Como chegar lá, de um telefone" in page
    assert "Ver no simulador" in page


async def test_a_wish_is_given_back_with_a_reason(enters: Enter, tools: PublishingTools) -> None:
    draft = await said_otherwise(tools)
    wish = await asked_by(await enters("ana"), draft, tools)
    bia = await enters("bia")
    await bia.opens(wish.rpartition("/")[0])

    page = await sends(bia, f"{wish}/withdrawal", reason="Falta o ato do conselho")
    assert "retirado por bia@exemplo.invalid" in page
    assert "«Falta o ato do conselho»" in page
    assert "Conferir e pedir publicação" in page


async def test_an_edit_after_the_asking_is_told_on_the_page(enters: Enter, tools: PublishingTools) -> None:
    draft = await said_otherwise(tools)
    ana = await enters("ana")
    wish = await asked_by(ana, draft, tools)
    await edited(tools, draft, line="# mais\n")

    page = unescape((await ana.opens(wish.rpartition("/")[0])).text)
    assert "não vale mais" in page
    assert "Conferir e pedir publicação" in page
    assert "mudou depois do pedido" in await sends(ana, f"{wish}/release")


async def test_going_back_is_confirmed_with_a_note(
    enters: Enter, tools: PublishingTools, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    await made_live(sql_storage.database, clock, MADE, by="bia@exemplo.invalid", note="Preço novo")
    ana = await enters("ana")
    assert f"{RELEASES}/{LIVE}/restore" in (await ana.opens(RELEASES)).text

    page = (await ana.opens(f"{RELEASES}/{LIVE}/restore")).text
    assert f"Voltar para a versão {LIVE}?" in page
    assert "é o que fica no histórico" in await sends(ana, f"{RELEASES}/{LIVE}/restore", note=" ")
    page = await sends(ana, f"{RELEASES}/{LIVE}/restore", note="O preço estava errado")
    assert "começam na versão de volta" in page
    assert "O preço estava errado" in page
    in_force = await tools.publish.publications.in_force()
    assert in_force is not None
    assert in_force.release == LIVE


async def test_nobody_goes_back_to_what_was_never_live(enters: Enter, tools: PublishingTools) -> None:
    ana = await enters("ana")

    assert (await ana.opens(f"{RELEASES}/{MADE}/restore")).status_code == 404
    assert (await ana.opens(f"{RELEASES}/{LIVE}/to/{MADE}")).status_code == 404
    await ana.opens(RELEASES)
    assert "nunca esteve no ar" in await sends(ana, f"{RELEASES}/{MADE}/restore", note="x")
    assert len(await tools.publish.publications.history(9)) == 1


async def test_the_bot_is_stopped_in_two_steps_and_everybodys_pages_say_so(
    enters: Enter, tools: PublishingTools
) -> None:
    ana, caio = await enters("ana"), await enters("caio", StaffRole.AGENT)
    page = (await ana.opens(f"{RELEASES}/stop")).text
    assert "entra na fila do Atendimento" in page
    assert "marque a caixa" in await sends(ana, f"{RELEASES}/stop", note="Valor errado")
    assert "O robô está parado" not in (await ana.opens(RELEASES)).text

    await ana.opens(f"{RELEASES}/stop")
    page = await sends(ana, f"{RELEASES}/stop", note="Valor errado", sure="yes")
    assert "a próxima mensagem de cada conversa vai para a fila das pessoas" in page
    assert "O robô está parado" in page
    for browser, may in ((ana, True), (caio, False)):
        home = (await browser.opens("/console")).text
        assert ("O robô está parado" in home, ">Religar</button>" in home) == (True, may)
    assert "O robô está parado" in (await caio.opens("/console/robot")).text

    await ana.opens(RELEASES)
    assert "O robô voltou a responder" in await sends(ana, f"{RELEASES}/resume")
    assert "O robô está parado" not in (await caio.opens("/console")).text
    hows = [one.how for one in await tools.publish.publications.history(9)]
    assert hows == [How.RESUMED, How.STOPPED, How.CHECKOUT]


async def test_who_may_not_publish_neither_stops_nor_goes_back(enters: Enter, tools: PublishingTools) -> None:
    rui = await enters("rui", StaffRole.SUPERVISOR)

    for path in ("stop", "resume", f"{LIVE}/restore"):
        await rui.opens(RELEASES)
        assert "não é da sua função" in await sends(rui, f"{RELEASES}/{path}", note="x", sure="yes"), path
    assert len(await tools.publish.publications.history(9)) == 1


async def test_a_long_history_is_shown_in_pieces(enters: Enter, tools: PublishingTools, clock: FakeClock) -> None:
    for number in range(30):
        clock.advance(minutes=1)
        release = (MADE, LIVE)[number % 2]
        signed = Signed(ANA, f"mudança {number}")
        await tools.publish.publications.add(release, How.PUBLISHED, signed, clock.now())
    ana = await enters("ana")

    page = (await ana.opens(RELEASES)).text
    assert (page.count("mudança "), "mudança 29" in page, "Ver mais antigas" in page) == (20, True, True)
    assert page.count("O que mudou</a>") == 20
    page = (await ana.opens(f"{RELEASES}?shown=60")).text
    assert (page.count("mudança "), "Ver mais antigas" in page) == (30, False)
    assert "Instalada com o programa" in page


async def test_what_changed_between_two_versions_is_fetched_when_asked(
    enters: Enter, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    await made_live(sql_storage.database, clock, MADE)
    ana = await enters("ana")

    page = await ana.opens(f"{RELEASES}/{LIVE}/to/{MADE}")
    part = await ana.http.get(f"{RELEASES}/{LIVE}/to/{MADE}", headers={"HX-Request": "true"})
    assert ("<!doctype" in page.text, "<!doctype" in part.text) == (True, False)
    assert "Nada muda no que o robô diz" in part.text  # the test's two versions hold the same


@pytest.mark.parametrize("path", ["/console/flows/drafts/99/publish", "/console/flows/drafts/99/publish/state"])
async def test_a_draft_that_is_not_there_is_nothing_here(enters: Enter, path: str) -> None:
    assert (await (await enters()).opens(path)).status_code == 404


async def test_a_wish_of_another_draft_is_nothing_here(enters: Enter, tools: PublishingTools) -> None:
    draft, other = await said_otherwise(tools), await said_otherwise(tools)
    ana = await enters("ana")
    wish = await asked_by(ana, draft, tools)
    elsewhere = wish.replace(f"drafts/{draft.id}/", f"drafts/{other.id}/")

    await ana.opens(RELEASES)
    assert (await ana.sends(f"{elsewhere}/withdrawal", {})).status_code == 404
    assert len(await tools.reviews.open_requests()) == 1
