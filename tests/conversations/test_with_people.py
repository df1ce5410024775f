"""A hand-off and back, all for real: the debtor, the bot, an agent, and the bot again (H1, H2, H4, N8)."""

from datetime import date

import pytest

from bot.adapters.db.agents.owning import SqlConversations
from bot.adapters.db.engine import Database
from bot.adapters.db.staff.keys import SqlStaff
from bot.application.agents import answer, give_back
from bot.application.agents.keys import Member
from bot.application.agents.ports import AgentLine, Spoken
from bot.application.agents.roles import StaffRole
from bot.application.agents.tools import AgentTools
from bot.application.handle_turn import TurnTools
from bot.domain.conversation import Owner
from tests.builders import a_row
from tests.conversations.conftest import Dial, LoadPortfolio
from tests.conversations.debtors import PHONE, title
from tests.conversations.phone import Phone, SetClock

ANA = Member(1, "ana@exemplo.invalid", StaffRole.AGENT)
FORM = {"outcome": "outros", "action": "nenhuma", "reason": "pediu atendente", "sector": "negociação", "attempt": 1}


@pytest.fixture
def people(tools: TurnTools, database: Database, clock: SetClock) -> AgentTools:
    assert hasattr(tools.dialogue, "enter")
    return AgentTools(
        conversations=SqlConversations(database, clock),
        staff=SqlStaff(database),
        dialogue=tools.dialogue,
        releases=tools.releases,
        services=tools.services,
        clock=clock,
        default_creditor="cassems",
    )


@pytest.fixture
async def phone(dial: Dial, portfolio: LoadPortfolio) -> Phone:
    """A debtor who proved who he is, was shown an offer, and asked for a person."""
    await portfolio(a_row(title("1001", "002", date(2026, 10, 14), 159_453), PHONE))
    caller = dial()
    for said in ("oi", "159", "quero falar com um atendente"):
        await caller.says(said)
    return caller


async def test_the_bot_is_silent_until_it_is_given_back_and_then_goes_on(
    phone: Phone, people: AgentTools, tools: TurnTools
) -> None:
    [waiting] = await people.conversations.queue()
    assert await answer.accept(waiting.id, ANA, people) is None
    assert await phone.says("tem alguém aí?") == ""  # H2: whatever arrives
    seen = await people.conversations.held(waiting.id)
    assert seen is not None
    said = await answer.speak(AgentLine(waiting.id, ANA.email, "Oi, sou a Ana.", seen.last_seen), people)

    wanted = give_back.Return(waiting.id, "offer.full", {})
    returned = await give_back.give_back(wanted, ANA, people)

    held = await people.conversations.held(waiting.id)
    assert isinstance(said, Spoken)
    assert isinstance(returned, give_back.Given)
    assert held is not None
    assert held.conversation.owner is Owner.BOT
    assert (held.lines[-1].speaker, held.lines[-2].text) == ("bot", "Oi, sou a Ana.")
    assert "R$" in held.lines[-1].text
    assert "entrada" in (await phone.says("quero parcelar")).lower()


async def test_after_a_close_the_next_word_opens_a_new_contact(phone: Phone, people: AgentTools) -> None:
    [waiting] = await people.conversations.queue()
    before = waiting.protocol
    closed = await answer.close(waiting.id, {**FORM, "note": "resolvido"}, ANA, people)

    greeting = await phone.says("oi")

    held = await people.conversations.held(waiting.id)
    assert isinstance(closed, answer.Closed)
    assert held is not None
    assert before is not None
    assert held.conversation.protocol not in {None, before}
    assert str(held.conversation.protocol) in greeting
