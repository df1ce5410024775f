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


async def test_conversations_go_where_whoever_publishes_says(enters: Enter, tools: PublishingTools) -> None:
    ana, bia = await enters("ana"), await enters("bia")
    draft, wish = await asked_to_move(ana, tools)
    assert f'hx-get="{wish}/moves"' in (await ana.opens(f"/console/flows/drafts/{draft.id}/publish")).text

    await bia.opens(f"/console/flows/drafts/{draft.id}/publish")
    page = (await bia.sends(f"{wish}/review", {})).text
    assert f'hx-get="{wish}/moves?choose=yes"' in page
    choice = unescape((await bia.opens(f"{wish}/moves?choose=yes")).text)
    assert re.search(r"<strong>0</strong> vão para a nova versão e <strong>3</strong> terminam", choice)
    assert 'name="to:offer.ask"' in choice
    assert '<option value="offer.propose">Vão para «offer.propose»</option>' in choice

    await bia.opens(f"/console/flows/drafts/{draft.id}/publish")
    page = unescape((await bia.sends(f"{wish}/release", {"to:offer.ask": "offer.propose"})).text)
    assert "3 foram para ela e 0 terminam na versão anterior" in page
    places = await tools.publish.running.places_off("")
    assert {(place.release, place.step) for place in places} == {(MADE, "offer.propose")}


async def test_nobody_is_moved_to_a_step_that_is_not_like_theirs(enters: Enter, tools: PublishingTools) -> None:
    ana, bia = await enters("ana"), await enters("bia")
    draft, wish = await asked_to_move(ana, tools)
    await bia.opens(f"/console/flows/drafts/{draft.id}/publish")
    await bia.sends(f"{wish}/review", {})

    page = unescape((await bia.sends(f"{wish}/release", {"to:offer.ask": "offer.nowhere"})).text)

    assert "0 foram para ela e 3 terminam na versão anterior" in page
    assert {place.release for place in await tools.publish.running.places_off("")} == {LIVE}


async def test_how_many_the_choice_is_about_is_told_where_it_is_made(enters: Enter, tools: PublishingTools) -> None:
    ana = await enters("ana")
    draft = await begun(tools)
    place = f"/console/flows/drafts/{draft.id}/publish"
    assert "Nenhuma conversa está com o robô agora." in (await ana.opens(f"{place}/running")).text

    tools.publish.running.places.append(Place(1, LIVE, "teste", "offer.ask"))  # type: ignore[attr-defined]

    assert "Uma conversa está com o robô agora." in (await ana.opens(f"{place}/running")).text
