"""H4: a conversation goes back to the bot at a step with a plain name, with what was agreed, after seeing the words."""

import re

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import MessageRow
from bot.application.changes import HandedOff, OfferMade
from bot.domain.conversation import Owner
from bot.domain.ladder import Offer, Trigger
from bot.domain.negotiations import open_negotiations
from tests.builders import TODAY, a_reply, a_title
from tests.fakes import FakeClock
from tests.integration.api.desk import EmergencyStop
from tests.integration.db.test_what_is_written import rows_of
from tests.integration.wrap_up_pages.desk import Agent


async def with_an_offer(agent: Agent, *handed: HandedOff) -> int:
    release = agent.debtors.release
    [negotiation] = open_negotiations([a_title()], release.policy("cassems"), TODAY)
    offer = Offer(negotiation.code, negotiation.lump_sums[0], Trigger.FIRST, TODAY, 0)
    made = OfferMade(agent.debtors.person.id, offer, "first")
    conversation = await agent.debtors.is_answered(a_reply("t:0", "À vista fica R$ 10,00."), changes=(made, *handed))
    assert await agent.pages.tools.conversations.accept(conversation, agent.email) is None
    return conversation


async def test_steps_have_names_people_use_in_groups(agent: Agent) -> None:
    conversation = await with_an_offer(agent)

    page = await agent.opens(conversation, "return")

    assert page.status_code == 200
    assert "<h3>Propostas</h3>" in page.text
    assert re.search(r'value="closing.lump"[^>]*> Conferir e fechar à vista</label>', page.text)


async def test_five_likely_steps_come_first_and_the_rest_behind_a_word(agent: Agent) -> None:
    """H4"""
    conversation = await with_an_offer(agent)

    page = (await agent.opens(conversation, "return")).text
    likely, more = page.split("Mais etapas")

    assert re.findall(r'name="step" value="(\w+)\.', likely) == ["offer", "closing", "titles", "later", "hardship"]
    assert len(re.findall(r'name="step"', more)) > 20
    assert more.index("<h3>O que está em aberto</h3>") < more.index("<h3>Propostas</h3>")


async def test_where_the_bot_was_is_the_first_and_is_chosen(agent: Agent) -> None:
    """H3, H4"""
    handed = HandedOff("asked", {"reason": "asked", "step": "closing.lump"})
    conversation = await with_an_offer(agent, handed)

    page = (await agent.opens(conversation, "return")).text

    first = re.search(r'name="step" value="([^"]+)"( checked)?', page)
    assert first is not None
    assert first.groups() == ("closing.lump", " checked")
    assert "onde o robô estava" in page


async def test_who_proved_who_they_are_is_not_offered_to_be_asked_again(agent: Agent) -> None:
    """I6, H4"""
    conversation = await with_an_offer(agent)

    page = (await agent.opens(conversation, "return")).text

    assert 'value="identity.' not in page
    assert 'value="opening.' not in page
    assert 'value="not_me.' not in page


async def test_who_is_not_verified_may_be_asked(agent: Agent) -> None:
    """I1, H4"""
    conversation = await agent.debtors.writes("SM1", "oi")
    assert await agent.pages.tools.conversations.accept(conversation, agent.email) is None

    page = (await agent.opens(conversation, "return")).text

    assert 'value="identity.waiting"' in page
    assert 'value="offer.' not in page


async def test_every_waiting_step_of_the_content_has_a_name(agent: Agent) -> None:
    release = agent.debtors.release
    waiting = {step for profile in release.policies for step in release.waiting_steps(profile)}

    unnamed = {step for step in waiting if release.step_names.of(step) == step}

    assert unnamed == set()


async def test_the_words_are_shown_before_and_nothing_is_sent(agent: Agent, sql_storage: SqlStorage) -> None:
    conversation = await with_an_offer(agent)
    await agent.opens(conversation, "return")
    before = len(await rows_of(sql_storage, MessageRow))

    page = await agent.sends(conversation, "return/preview", {"step": "closing.lump", "first_due": "2026-11-24"})

    held = await agent.pages.tools.conversations.held(conversation)
    assert held is not None
    assert (page.status_code, "terça-feira, 24 de novembro de 2026" in page.text) == (200, True)
    assert 'name="step" value="closing.lump" checked' in page.text
    assert len(await rows_of(sql_storage, MessageRow)) == before
    assert held.conversation.agent == agent.email
    assert "first_due" not in held.conversation.memory


async def test_it_goes_back_with_what_was_agreed(agent: Agent) -> None:
    conversation = await with_an_offer(agent)
    await agent.opens(conversation, "return")
    agreed = {"step": "closing.lump", "first_due": "2026-11-24", "delivery_email": "", "scope": "052"}

    done = await agent.sends(conversation, "return", agreed)

    held = await agent.pages.tools.conversations.held(conversation)
    assert held is not None
    assert done.headers["location"] == f"/console/inbox/{conversation}"
    assert (held.conversation.owner.value, held.conversation.slots["step"]) == ("bot", "closing.lump")
    assert held.conversation.memory["stated_terms"].startswith("2026-11-24 052:")


async def test_a_date_outside_the_policy_is_said_beside_its_field_and_the_rest_stays(agent: Agent) -> None:
    """P7, P14"""
    conversation = await with_an_offer(agent)
    await agent.opens(conversation, "return")
    wished = {"step": "closing.lump", "first_due": "2026-11-28", "delivery_email": "ana@exemplo.invalid"}

    page = await agent.sends(conversation, "return", wished)

    assert page.status_code == 422
    assert "Fora do prazo que o credor aceita." in page.text
    assert 'value="ana@exemplo.invalid"' in page.text


async def test_a_step_that_is_not_there_is_refused(agent: Agent) -> None:
    conversation = await with_an_offer(agent)
    await agent.opens(conversation, "return")

    page = await agent.sends(conversation, "return", {"step": "bogus"})

    assert (page.status_code, "O robô não pode continuar nessa etapa." in page.text) == (422, True)


async def test_a_stopped_bot_takes_nothing_back_and_the_page_says_so(agent: Agent, emergency: EmergencyStop) -> None:
    """F2"""
    conversation = await with_an_offer(agent)
    await agent.opens(conversation, "return")
    emergency.pressed = True

    page = await agent.sends(conversation, "return", {"step": "closing.lump"})

    assert (page.status_code, "O robô está parado e não recebe conversas." in page.text) == (422, True)
    kept = await agent.pages.tools.conversations.held(conversation)
    assert kept is not None
    assert (kept.conversation.owner, kept.conversation.agent) == (Owner.AGENT, agent.email)


async def test_outside_the_window_the_page_says_why_the_bot_may_not_speak(agent: Agent, clock: FakeClock) -> None:
    conversation = await with_an_offer(agent)
    clock.advance(hours=24)
    await agent.browser.signs_in()

    page = await agent.opens(conversation, "return")

    assert "Passaram 24 horas" in page.text
    assert '<button type="submit" disabled>' in page.text
