"""H4, N7: forms, a closing taken back, contacts noted without a conversation, and sheets, over the API."""

import pytest
from fastapi import FastAPI

from bot.adapters.db.storage import SqlStorage
from bot.application.agents.roles import StaffRole
from bot.application.releases import LoadedRelease
from tests.fakes import FakeClock
from tests.integration.api.conftest import Hire
from tests.integration.api.desk import Caller, Debtors
from tests.integration.wrap_up_pages.desk import FORM, wrap_up_pages

CALL = {"direction": "receptive", "channel": "phone", "outcome": "answered", "number": 1, "phone": "67999990001"}


@pytest.fixture(autouse=True)
def pages(api: FastAPI, sql_storage: SqlStorage, clock: FakeClock, release: LoadedRelease) -> None:
    api.state.wrap_up = wrap_up_pages(sql_storage, clock, release)


async def test_a_program_learns_which_forms_there_are(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()

    forms = (await ana.get(f"/conversations/{conversation}/forms")).json()

    assert [form["form"] for form in forms] == ["wrap_up", "retention"]
    assert "outros" in forms[0]["fields"][0]["choices"]


async def test_another_form_is_named_and_its_answers_come_apart(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()
    answers = {
        "data_inicio": "2023-05-19",
        "data_final": "2023-10-04",
        "acao": ["Outros"],
        "motivo": "Valores",
        "necessario_abrir_protocolo": "sim",
        "setor_responsavel": "T.I.",
    }

    refused = await ana.post(f"/conversations/{conversation}/close", {"form": "retention", "answers": answers})
    closed = await ana.post(
        f"/conversations/{conversation}/close",
        {"form": "retention", "answers": {**answers, "justificativa": "mudou"}},
    )

    assert (refused.status_code, refused.json()["missing"]) == (422, ["justificativa"])
    assert closed.status_code == 200


async def test_a_form_that_is_not_there_is_refused(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()

    assert (await ana.post(f"/conversations/{conversation}/close", {"form": "nada"})).status_code == 422


async def test_a_closing_is_taken_back_once(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()
    await ana.takes(conversation)
    await ana.post(f"/conversations/{conversation}/close", FORM)

    first, second = [await ana.post(f"/conversations/{conversation}/reopen") for _ in range(2)]

    assert (first.status_code, first.json()["agent"], second.status_code) == (200, ana.email, 409)


async def test_a_contact_is_noted_for_a_debtor_without_a_conversation(ana: Caller, debtors: Debtors) -> None:
    """N6"""
    path = f"/debtors/{debtors.person.id}/contacts"

    noted = await ana.post(path, CALL)
    refused = await ana.post(path, {**CALL, "number": 6})
    nobody = await ana.post("/debtors/999999/contacts", CALL)

    [shown] = (await ana.get(path)).json()
    assert (noted.status_code, refused.status_code, nobody.status_code) == (201, 422, 404)
    assert refused.json()["flaws"] == {"number": "out_of_range"}
    assert (shown["conversation"], shown["phone"], shown["agent"]) == (None, "+5567*****0001", ana.email)


@pytest.mark.parametrize(("role", "code"), [(StaffRole.AGENT, 403), (StaffRole.AUDITOR, 403), (StaffRole.FINANCE, 200)])
@pytest.mark.parametrize("kind", ["agreements", "notices", "contacts"])
async def test_sheets_are_for_who_sees_documents(hire: Hire, role: StaffRole, code: int, kind: str) -> None:
    somebody = await hire("rui", role)

    assert (await somebody.get(f"/exports/{kind}.xlsx")).status_code == code
