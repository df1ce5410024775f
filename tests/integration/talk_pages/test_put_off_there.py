"""A conversation put off says so on its own page, and is brought back from there (H2)."""

from datetime import timedelta

from bot.application.agents.snoozing import Snooze
from bot.application.agents.tools import held_or_missing
from console.auth.pages import ZONE
from tests.integration.talk_pages.desk import INBOX, Agent, Office

HOUR = timedelta(hours=1)


async def put_off(conversation: int, by: str, office: Office) -> None:
    held = await held_or_missing(conversation, office.talk.tools)
    now = office.clock.now()
    asked = Snooze(conversation, held.conversation.epoch, by, "vai ver", now, now + HOUR, held.last_seen)
    assert await office.talk.snoozes.put_off(asked)


async def test_it_says_until_when_and_offers_to_bring_it_back(ana: Agent, office: Office) -> None:
    """H2"""
    waiting = await office.debtors.waits_for_a_person()
    before = (await ana.opens(waiting)).text
    await put_off(waiting, ana.email, office)

    page, head = [(await ana.opens(waiting, part)).text for part in ("", "/head")]
    until = (office.clock.now() + HOUR).astimezone(ZONE).strftime("%H:%M")

    assert "<summary>Adiar</summary>" in before
    for shown in (page, head):
        assert "Trazer de volta" in shown
        assert f'action="{INBOX}/{waiting}/wake"' in shown
        assert until in shown[shown.index(f'id="snooze-{waiting}"') :][:200]
        assert "<summary>Adiar</summary>" not in shown


async def test_when_its_moment_comes_the_page_offers_to_put_it_off_again(ana: Agent, office: Office) -> None:
    waiting = await office.debtors.waits_for_a_person()
    await put_off(waiting, ana.email, office)
    office.clock.advance(minutes=59, seconds=59)
    just_before = (await ana.opens(waiting)).text
    office.clock.advance(seconds=1)

    after = (await ana.opens(waiting)).text

    assert ("Trazer de volta" in just_before, "Trazer de volta" in after) == (True, False)
