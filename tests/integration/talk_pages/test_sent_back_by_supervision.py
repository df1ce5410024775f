"""A supervisor takes a conversation from who is gone: its thread says who did it (H2)."""

from bot.adapters.db.agents.figures import SqlFloorBook
from bot.application.agents.floor import FloorTools, send_back_to_queue
from bot.application.agents.keys import Member
from bot.application.agents.roles import StaffRole
from tests.integration.talk_pages.desk import Agent, Office

SONIA = Member(99, "sonia.reis@exemplo.invalid", StaffRole.SUPERVISOR)


async def test_the_thread_says_who_put_it_back_into_the_queue(ana: Agent, office: Office) -> None:
    waiting = await office.debtors.waits_for_a_person()
    await ana.accepts(waiting)
    tools = FloorTools(SqlFloorBook(office.debtors.storage.database), office.talk.rota)

    await send_back_to_queue(waiting, SONIA, tools)
    page = await ana.opens(waiting)

    assert "Sonia Reis pôs a conversa de volta na fila" in page.text
    assert "sent_back" not in page.text
