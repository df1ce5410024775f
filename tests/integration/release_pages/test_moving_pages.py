"""The pages: running conversations counted, and said where to go on, before a version goes live (F2)."""

import re
from html import unescape

from bot.application.editor.drafts.drafts import Draft
from bot.application.editor.publishing.publishing import PublishingTools
from bot.application.moving import Place
from tests.integration.release_pages.conftest import Enter
from tests.integration.release_pages.desk import LIVE, MADE
from tests.integration.release_pages.drafting import begun, edited, ended
from tests.integration.staff.browsers import Browser
from tests.unit.application.test_publish import ASKS, a_release

TO_PROPOSE = {"to:offer.ask": "offer.propose"}


def mark_in(page: str) -> str:
    """Of where conversations go on, as the reviewer's button sends it."""
    return re.findall(r'name="moves" value="(\w*)"', page)[0]


async def asked_to_move(browser: Browser, tools: PublishingTools) -> tuple[Draft, str]:
    """Prepared, with three conversations in the middle of a step that is called otherwise in the new version."""
    tools.publish.releases.known.update(  # type: ignore[attr-defined]
        {LIVE: a_release(LIVE, offer__ask=ASKS), MADE: a_release(MADE, offer__propose=ASKS)}
    )
    tools.publish.running.places.extend(Place(one, LIVE, "teste", "offer.ask") for one in (1, 2, 3))  # type: ignore[attr-defined]
    draft = await begun(tools)
    await edited(tools, draft)
    place = f"/console/flows/drafts/{draft.id}/publish"
    await browser.opens(place)
    await browser.sends(place, {"note": "Falar melhor", "move": "map"})
    request = await tools.reviews.last(draft.id)
    assert request is not None
    await ended(tools, request)
    return draft, f"{place}/{request.id}"


async def test_conversations_go_where_the_reviewed_choice_says(enters: Enter, tools: PublishingTools) -> None:
    ana, bia = await enters("ana"), await enters("bia")
    draft, wish = await asked_to_move(ana, tools)
    place = f"/console/flows/drafts/{draft.id}/publish"
    assert f'hx-get="{wish}/moves"' in (await ana.opens(place)).text
    choice = unescape((await ana.opens(f"{wish}/moves")).text)
    assert re.search(r"<strong>0</strong> vão para a nova versão e <strong>3</strong> terminam", choice)
    assert '<option value="offer.propose">Vão para «offer.propose»</option>' in choice

    await ana.opens(place)
    await ana.sends(f"{wish}/moves", TO_PROPOSE)
    seen = unescape((await bia.opens(f"{wish}/moves")).text)
    assert re.search(r"<strong>3</strong> vão para a nova versão e <strong>0</strong> terminam", seen)
    assert '<option value="offer.propose" selected>' in seen
    await bia.sends(f"{wish}/review", {"moves": mark_in((await bia.opens(place)).text)})

    page = unescape((await bia.sends(f"{wish}/release", {})).text)
    assert "3 foram para ela e 0 terminam na versão anterior" in page
    places = await tools.publish.running.places_off("")
    assert {(place.release, place.step) for place in places} == {(MADE, "offer.propose")}


async def test_nobody_is_moved_to_a_step_that_is_not_like_theirs(enters: Enter, tools: PublishingTools) -> None:
    ana, bia = await enters("ana"), await enters("bia")
    draft, wish = await asked_to_move(ana, tools)
    place = f"/console/flows/drafts/{draft.id}/publish"
    await ana.opens(place)
    await ana.sends(f"{wish}/moves", {"to:offer.ask": "offer.nowhere"})
    await bia.sends(f"{wish}/review", {"moves": mark_in((await bia.opens(place)).text)})

    page = unescape((await bia.sends(f"{wish}/release", {})).text)

    assert "0 foram para ela e 3 terminam na versão anterior" in page
    assert {place.release for place in await tools.publish.running.places_off("")} == {LIVE}


async def test_a_yes_is_to_the_choice_that_was_seen(enters: Enter, tools: PublishingTools) -> None:
    """F2: whoever changes where conversations go on asks for another yes."""
    ana, bia = await enters("ana"), await enters("bia")
    draft, wish = await asked_to_move(ana, tools)
    place = f"/console/flows/drafts/{draft.id}/publish"
    before = mark_in((await bia.opens(place)).text)
    await ana.opens(place)
    await ana.sends(f"{wish}/moves", TO_PROPOSE)

    late = unescape((await bia.sends(f"{wish}/review", {"moves": before})).text)
    assert "O destino das conversas em andamento mudou enquanto você lia." in late
    await bia.sends(f"{wish}/review", {"moves": mark_in(late)})
    request = await tools.reviews.last(draft.id)
    assert request is not None
    assert request.reviewed is not None

    await ana.opens(place)
    await ana.sends(f"{wish}/moves", {"to:offer.ask": ""})
    again = await tools.reviews.last(draft.id)
    assert again is not None
    assert (again.reviewed, again.outcome.renamed) == (None, {})


async def test_whoever_chooses_is_no_reviewer_of_it(enters: Enter, tools: PublishingTools) -> None:
    ana, bia = await enters("ana"), await enters("bia")
    draft, wish = await asked_to_move(ana, tools)
    await bia.opens(f"/console/flows/drafts/{draft.id}/publish")

    page = (await bia.sends(f"{wish}/moves", TO_PROPOSE)).text

    assert "Revi e aprovo" not in page
    assert "quem diz sim é outra pessoa" in page


async def test_how_many_the_choice_is_about_is_told_where_it_is_made(enters: Enter, tools: PublishingTools) -> None:
    ana = await enters("ana")
    draft = await begun(tools)
    place = f"/console/flows/drafts/{draft.id}/publish"
    assert "Nenhuma conversa está com o robô agora." in (await ana.opens(f"{place}/running")).text

    tools.publish.running.places.append(Place(1, LIVE, "teste", "offer.ask"))  # type: ignore[attr-defined]

    assert "Uma conversa está com o robô agora." in (await ana.opens(f"{place}/running")).text
