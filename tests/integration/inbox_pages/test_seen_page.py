"""A conversation's page says what was on the screen, and the list counts from there."""

from bot.application.agents.inbox import InboxTools, Wanted, show_inbox
from bot.application.agents.inbox_models import Tab
from bot.application.agents.keys import Member
from bot.domain.conversation import Owner
from tests.integration.inbox_pages.talks import Talk, Talks
from tests.integration.staff.browsers import Browser
from tests.integration.staff.entrance import EMAIL


async def test_what_was_on_the_screen_is_read(talks: Talks, browser: Browser, inbox: InboxTools, ana: Member) -> None:
    talk = await talks.put(Talk(Owner.AGENT, EMAIL, said=("oi", "tem alguém?")))
    await browser.opens("/console/inbox")

    noted = await browser.sends(f"/console/inbox/{talk}/seen", {"seq": "1"})
    [row] = (await show_inbox(Wanted(Tab.MINE), ana, inbox)).rows

    assert (noted.status_code, row.unread) == (204, 1)


async def test_one_that_is_not_there_is_not_noted(browser: Browser) -> None:
    await browser.opens("/console/inbox")

    assert (await browser.sends("/console/inbox/999/seen", {"seq": "1"})).status_code == 404
