"""H4: a conversation is closed with a form made from data, on a page that works without scripts."""

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import ConversationRow, HandoffRow, OwnerChangeRow, WrapUpRow
from bot.application.agents.roles import StaffRole
from tests.fakes import FakeClock
from tests.integration.db.test_what_is_written import rows_of
from tests.integration.wrap_up_pages.desk import FORM, Agent, Door

RETENTION = {
    "form": "retention",
    "data": "2023-10-04",
    "data_inicio": "2023-05-19",
    "data_final": "2023-10-04",
    "acao": "Ofertado suporte",
    "motivo": "Glosas",
    "necessario_abrir_protocolo": "não",
    "setor_responsavel": "Comercial",
}


async def test_the_usual_form_comes_first_with_the_attempt_filled_in(agent: Agent) -> None:
    conversation = await agent.holds()

    page = await agent.opens(conversation, "close")

    assert page.status_code == 200
    assert '<option value="acordo fechado">' in page.text
    assert 'name="attempt" value="1"' in page.text
    assert "Processo de retenção" in page.text


async def test_a_filled_form_closes_and_can_be_taken_back_within_a_minute(
    agent: Agent, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    conversation = await agent.holds()
    await agent.opens(conversation, "close")

    closed = await agent.sends(conversation, "close", FORM)
    told = await agent.opens(conversation, "closed")
    clock.advance(seconds=60)
    reopened = await agent.sends(conversation, "reopen", {})

    [row], [handoff] = await rows_of(sql_storage, WrapUpRow), await rows_of(sql_storage, HandoffRow)
    held = await agent.pages.tools.conversations.held(conversation)
    assert closed.headers["location"] == f"/console/inbox/{conversation}/closed"
    assert "Reabrir" in told.text
    assert reopened.headers["location"] == f"/console/inbox/{conversation}"
    assert (row.form, row.undone_at, row.before) == ("wrap_up", clock.now(), None)
    assert (handoff.closed_at, handoff.outcome, handoff.accepted_by) == (None, None, agent.email)
    assert held is not None
    assert (held.conversation.agent, held.conversation.slots["step"]) == (agent.email, "human.waiting")
    assert held.conversation.verification.person_id == agent.debtors.person.id
    changes = await rows_of(sql_storage, OwnerChangeRow)
    assert [change.reason for change in changes][-2:] == ["closed", "reopened"]
    assert [change.epoch for change in changes] == sorted({change.epoch for change in changes})


@pytest.mark.parametrize("late", ["too_late", "wrote", "somebody_else"])
async def test_a_closing_is_not_taken_back_late_or_after_a_word_or_by_another(
    enters: Door, clock: FakeClock, late: str, sql_storage: SqlStorage
) -> None:
    agent = await enters()
    conversation = await agent.holds()
    await agent.opens(conversation, "close")
    await agent.sends(conversation, "close", FORM)
    await agent.opens(conversation, "closed")
    if late == "too_late":
        clock.advance(seconds=61)
    elif late == "wrote":
        clock.advance(seconds=1)
        await agent.debtors.writes("SM9", "mais uma coisa", received_at=clock.now())
    else:
        await enters(StaffRole.SUPERVISOR, "bia@exemplo.invalid")
        await agent.opens(conversation, "closed")

    refused = await agent.sends(conversation, "reopen", {})

    [row] = await rows_of(sql_storage, ConversationRow)
    assert (refused.status_code, "Já não dá para reabrir" in refused.text) == (409, True)
    assert (row.owner, row.agent) == ("bot", None)


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    agent: Agent, sql_storage: SqlStorage
) -> None:
    conversation = await agent.holds()
    await agent.opens(conversation, "close")

    page = await agent.sends(conversation, "close", {**FORM, "outcome": "outros", "note": "", "attempt": "6"})

    assert page.status_code == 422
    assert 'id="justification-flaw">Falta preencher.' in page.text
    assert 'id="attempt-flaw">Fora do que esta ficha aceita.' in page.text
    assert '<option value="outros" selected>' in page.text
    assert '<option value="negociação" selected>' in page.text
    assert await rows_of(sql_storage, WrapUpRow) == []


async def test_the_retention_form_is_kept_sealed_with_its_own_date_and_version(
    agent: Agent, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    conversation = await agent.holds()
    await agent.opens(conversation, "close?form=retention")

    closed = await agent.sends(
        conversation, "close", {**RETENTION, "contatos.0.data": "2023-06-01", "contatos.0.canal": "telefone"}
    )

    [row] = await rows_of(sql_storage, WrapUpRow)
    assert closed.status_code == 303
    assert row.answers is not None
    answers = sql_storage.database.vault.open_json(row.answers)
    assert (answers["tempo_finalizacao_dias"], answers["nome"]) == (138, agent.debtors.person.name)
    assert answers["cpf"] == "159.083.016-47"
    assert answers["contatos"] == [{"data": "2023-06-01", "canal": "telefone"}]
    assert (row.form, str(row.form_date), row.closed_at) == ("retention", "2023-10-04", clock.now())
    assert row.form_version is not None
    assert len(row.form_version) == 12
    assert (row.action, row.reason, row.sector) == ("Ofertado suporte", "Glosas", "Comercial")
    assert b"Glosas" not in row.answers


async def test_a_choice_the_contacts_speak_of_is_asked_about_before_the_form_is_taken(
    agent: Agent, sql_storage: SqlStorage
) -> None:
    conversation = await agent.holds()
    await agent.opens(conversation, "close?form=retention")
    told = {
        "contatos.0.data": "2023-06-01",
        "contatos.0.canal": "telefone",
        "contatos.0.observacao": "falei do treinamento",
    }

    asked = await agent.sends(conversation, "close", {**RETENTION, **told})
    answered = await agent.sends(conversation, "close", {**RETENTION, **told, "ask:Ofertado treinamento": "tick"})

    [row] = await rows_of(sql_storage, WrapUpRow)
    assert (asked.status_code, answered.status_code) == (422, 303)
    assert "Marcar «Ofertado treinamento»?" in asked.text
    assert "falei do treinamento" in asked.text
    assert row.action == "Ofertado suporte; Ofertado treinamento"


async def test_it_was_right_as_it_was_is_an_answer_too(agent: Agent, sql_storage: SqlStorage) -> None:
    conversation = await agent.holds()
    await agent.opens(conversation, "close?form=retention")
    told = {"contatos.0.data": "2023-06-01", "contatos.0.canal": "telefone", "contatos.0.observacao": "sem treinamento"}

    await agent.sends(conversation, "close", {**RETENTION, **told, "ask:Ofertado treinamento": "leave"})

    [row] = await rows_of(sql_storage, WrapUpRow)
    assert row.action == "Ofertado suporte"


async def test_a_row_is_added_up_to_the_fifth_contact_and_what_was_written_stays(agent: Agent) -> None:
    conversation = await agent.holds()
    await agent.opens(conversation, "close?form=retention")
    four = {f"contatos.{n}.canal": f"canal {n}" for n in range(4)}

    page = await agent.sends(conversation, "close", {**RETENTION, **four, "add": "contatos"})
    full = await agent.sends(conversation, "close", {**RETENTION, **four, "contatos.4.canal": "x", "add": "contatos"})

    assert page.status_code == 200
    assert 'name="contatos.3.canal" value="canal 3"' in page.text
    assert 'name="contatos.4.canal" value=""' in page.text
    assert 'name="contatos.5.canal"' not in full.text
    assert 'name="add"' not in full.text


async def test_a_sixth_contact_is_refused_and_not_dropped(agent: Agent, sql_storage: SqlStorage) -> None:
    conversation = await agent.holds()
    await agent.opens(conversation, "close?form=retention")
    six = {f"contatos.{n}.{name}": value for n in range(6) for name, value in (("data", "2023-06-01"), ("canal", "x"))}

    page = await agent.sends(conversation, "close", {**RETENTION, **six})

    assert (page.status_code, "Há mais linhas do que a ficha aceita." in page.text) == (422, True)
    assert await rows_of(sql_storage, WrapUpRow) == []


@pytest.mark.parametrize("role", [StaffRole.AGENT, StaffRole.SUPERVISOR])
async def test_a_document_on_file_is_filled_in_without_being_on_the_page(enters: Door, role: StaffRole) -> None:
    """Section 10"""
    somebody = await enters(role)
    conversation = await somebody.holds()

    page = await somebody.opens(conversation, "close?form=retention")

    assert "159.083.016-47" not in page.text
    assert "15908301647" not in page.text


async def test_another_agents_conversation_is_not_closed(enters: Door, sql_storage: SqlStorage) -> None:
    other = await enters(email="bia@exemplo.invalid")
    conversation = await other.holds()
    agent = await enters()

    page = await agent.opens(conversation, "close")
    refused = await agent.browser.http.post(f"/console/inbox/{conversation}/close", data={**FORM, "csrf": "none"})

    assert (page.status_code, "bia@exemplo.invalid está com ela" in page.text) == (409, True)
    assert refused.status_code == 403
    assert await rows_of(sql_storage, WrapUpRow) == []


@pytest.mark.parametrize("page", ["close", "closed", "return", "calls"])
async def test_there_is_no_page_of_a_conversation_that_is_not_there(agent: Agent, page: str) -> None:
    assert (await agent.opens(4321, page)).status_code == 404


@pytest.mark.parametrize(("role", "code"), [(StaffRole.AUDITOR, 403), (StaffRole.FINANCE, 403), (StaffRole.ADMIN, 404)])
async def test_who_does_not_answer_does_not_close(enters: Door, role: StaffRole, code: int) -> None:
    somebody = await enters(role)

    assert (await somebody.opens(4321, "close")).status_code == code


async def test_a_script_is_answered_with_the_part_and_sent_onward(agent: Agent) -> None:
    conversation = await agent.holds()
    page = await agent.opens(conversation, "close")
    part = await agent.browser.http.get(f"/console/inbox/{conversation}/close", headers={"HX-Request": "true"})
    agent.browser.http.headers["HX-Request"] = "true"

    sent = await agent.sends(conversation, "close", FORM)

    assert "<!doctype" in page.text
    assert "<!doctype" not in part.text
    assert (sent.status_code, sent.headers["hx-redirect"]) == (204, f"/console/inbox/{conversation}/closed")
