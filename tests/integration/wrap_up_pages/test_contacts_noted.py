"""N6, N7: contacts made outside a conversation are noted, once for each of five attempts."""

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AccessRecordRow, ContactAttemptRow
from tests.integration.db.test_what_is_written import rows_of
from tests.integration.wrap_up_pages.desk import Agent

CALL = {"direction": "active", "channel": "phone", "outcome": "answered", "number": "1", "phone": "(67) 99999-0001"}


async def test_a_call_is_kept_sealed_and_shown_with_its_number_masked(agent: Agent, sql_storage: SqlStorage) -> None:
    conversation = await agent.holds()
    await agent.opens(conversation, "calls")

    noted = await agent.sends(conversation, "calls", {**CALL, "note": "prometeu ligar", "notified": "sim"})
    page = await agent.opens(conversation, "calls?noted=1")

    [row] = await rows_of(sql_storage, ContactAttemptRow)
    vault = sql_storage.database.vault
    assert noted.status_code == 303
    assert (row.person_id, row.agent, str(row.notified_on)) == (agent.debtors.person.id, agent.email, "2026-11-20")
    assert row.contact is not None
    assert (vault.open(row.contact), vault.open(row.note)) == ("+5567999990001", "prometeu ligar")
    assert "Contato anotado." in page.text
    assert "99990001" not in page.text
    assert "+5567*****0001" in page.text
    assert '<option value="2" selected>2ª</option>' in page.text
    assert "contact" in [seen.what for seen in await rows_of(sql_storage, AccessRecordRow)]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"outcome": ""}, 'id="outcome-flaw">Falta preencher.'),
        ({"number": "6"}, 'id="number-flaw">Fora do que esta ficha aceita.'),
        ({"number": "0"}, 'id="number-flaw">Fora do que esta ficha aceita.'),
        ({"phone": "12"}, 'id="phone-flaw">Confira o telefone, com DDD.'),
        ({"date": "2026-11-20"}, 'id="time-flaw">Falta preencher.'),
        ({"date": "2026-11-21", "time": "08:00"}, 'id="date-flaw">Essa data ainda não chegou.'),
        ({"outcome": "no_answer", "notified": "sim"}, 'id="notified-flaw">'),
        ({"channel": "pombo"}, 'id="channel-flaw">Escolha uma das opções.'),
    ],
)
async def test_what_is_wrong_with_a_contact_is_said_and_nothing_is_kept(
    agent: Agent, sql_storage: SqlStorage, changed: dict[str, str], told: str
) -> None:
    conversation = await agent.holds()
    await agent.opens(conversation, "calls")

    page = await agent.sends(conversation, "calls", {**CALL, "note": "isto fica", **changed})

    assert (page.status_code, told in page.text, "isto fica" in page.text) == (422, True, True)
    assert await rows_of(sql_storage, ContactAttemptRow) == []


async def test_the_event_has_its_own_time(agent: Agent, sql_storage: SqlStorage) -> None:
    conversation = await agent.holds()
    await agent.opens(conversation, "calls")

    await agent.sends(conversation, "calls", {**CALL, "date": "2026-11-19", "time": "17:30"})

    [row] = await rows_of(sql_storage, ContactAttemptRow)
    assert row.at.isoformat() == "2026-11-19T20:30:00+00:00"
    assert row.noted_at > row.at


async def test_nobody_is_noted_for_a_conversation_that_is_nobodys_yet(agent: Agent) -> None:
    conversation = await agent.debtors.writes()

    page = await agent.opens(conversation, "calls")

    assert (page.status_code, "Ainda não se sabe de quem é esta conversa." in page.text) == (200, True)
