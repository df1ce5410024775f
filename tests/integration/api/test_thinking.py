"""H2: a person takes over while the bot is thinking, and what it thought of is not said."""

import asyncio
from datetime import timedelta

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import TurnRow
from bot.application.agents.tools import AgentTools
from bot.application.handle_turn import TurnTools, handle_turn
from tests.builders import a_reply
from tests.integration.api.desk import Caller, Debtors
from tests.integration.api.thinker import Thinker
from tests.integration.db.test_what_is_written import rows_of


@pytest.fixture
def thinker() -> Thinker:
    return Thinker()


@pytest.fixture
def turns(thinker: Thinker, sql_storage: SqlStorage, tools: AgentTools) -> TurnTools:
    return TurnTools(
        inbox=sql_storage.inbox(),
        dialogue=thinker,  # type: ignore[arg-type]  # nothing else is asked of it
        releases=tools.releases,
        services=tools.services,
        clock=tools.clock,
        default_creditor="cassems",
        quiet=timedelta(0),
        lease_s=60.0,
    )


@pytest.mark.parametrize("speaks", [False, True])
async def test_what_the_bot_thought_of_meanwhile_is_discarded_and_what_it_had_not_sent_withdrawn(
    ana: Caller, debtors: Debtors, turns: TurnTools, thinker: Thinker, sql_storage: SqlStorage, speaks: bool
) -> None:
    conversation = await debtors.is_answered(a_reply("t:0", "À vista fica em R$ 10,00."))
    await debtors.writes("SM2", "tá caro")
    thinking = asyncio.create_task(handle_turn(conversation, turns))
    await thinker.begun.wait()

    if speaks:
        seen = {"text": "Oi, aqui é a Ana.", "last_seen": 3}
        assert (await ana.post(f"/conversations/{conversation}/messages", seen)).status_code == 201
    else:
        await ana.takes(conversation)
    thinker.may_end.set()
    was_written = await thinking
    was_heard = await handle_turn(conversation, turns)  # silent now: the message is kept for the person

    lines = (await ana.get(f"/conversations/{conversation}")).json()["messages"]
    human = ["Oi, aqui é a Ana."] if speaks else []
    assert (was_written, was_heard) == (False, True)
    assert [line["text"] for line in lines] == [
        "quero falar com alguém",
        "À vista fica em R$ 10,00.",
        "tá caro",
        *human,
    ]
    assert lines[1]["state"] == "superseded"
    assert [row.superseded for row in await rows_of(sql_storage, TurnRow)] == [False, True, False]
    assert [one.message.body for one in await sql_storage.outbox().claim(10, 30)] == human
