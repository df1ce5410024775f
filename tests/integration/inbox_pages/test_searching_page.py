"""What is searched for is sent in the body: a CPF stays out of addresses, histories and logs (section 10)."""

from bot.domain.conversation import Owner
from tests.integration.inbox_pages.talks import Talk, Talks
from tests.integration.staff.browsers import Browser
from tests.integration.staff.entrance import EMAIL

CPF = "15908301647"


async def test_a_search_leaves_no_trace_in_an_address(talks: Talks, browser: Browser) -> None:
    await talks.put(Talk(Owner.AGENT, EMAIL))
    await browser.opens("/console/inbox?tab=mine")

    found = await browser.sends("/console/inbox/list", {"tab": "mine", "q": CPF})

    assert found.status_code == 200
    assert CPF not in found.headers["HX-Replace-Url"]
    assert "q=" not in found.text


async def test_without_a_script_the_whole_page_is_answered_with_what_was_searched_for(
    talks: Talks, browser: Browser
) -> None:
    await talks.put(Talk(Owner.AGENT, EMAIL))
    await browser.opens("/console/inbox")

    page = await browser.sends("/console/inbox", {"q": "ninguém assim"})

    assert "Nada encontrado" in page.text
    assert 'value="ninguém assim"' in page.text


async def test_an_address_searches_for_nothing(talks: Talks, browser: Browser) -> None:
    await talks.put(Talk(Owner.QUEUE))

    page = await browser.opens(f"/console/inbox?q={CPF}")

    assert CPF not in page.text
    assert "Nada encontrado" not in page.text
