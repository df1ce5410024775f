"""H4: a wrap-up form made from data, at the limits of each kind of field."""

from pathlib import Path
from typing import Any

import pytest

from bot.application.agents.wrap_up import Filled, Incomplete, WrapUp, wrap_up_of
from flows.form_reading import forms_by_profile, read_form
from flows.forms import Form
from flows.tree import read_tree

CONTENT = read_tree(Path(__file__).parents[4] / "flows" / "content")
FORMS = {form.id: form for form in forms_by_profile(CONTENT)[0]["cassems"]}
USUAL, RETENTION = FORMS["wrap_up"], FORMS["retention"]
CHOSEN = {
    "outcome": "sem contato",
    "action": "nenhuma",
    "reason": "reclamação",
    "sector": "credor",
    "attempt": 1,
}
LEAVING = {
    "colaborador": "Ana",
    "data": "2023-10-04",
    "operadora": "Odonto Exemplo",
    "nome": "Fábio Vasconcelos",
    "data_inicio": "19/05/2023",
    "acao": ["Ofertado suporte"],
    "motivo": "Glosas",
    "necessario_abrir_protocolo": "não",
    "setor_responsavel": "Comercial",
    "assinatura": "Ana",
}


def filled(form: Form, answers: dict[str, Any], *confirmed: str) -> WrapUp | Incomplete:
    return wrap_up_of(Filled(answers, {}, frozenset(confirmed)), form)


def usual(**changes: Any) -> WrapUp | Incomplete:
    return filled(USUAL, {**CHOSEN, **changes})


def leaving(*confirmed: str, **changes: Any) -> WrapUp | Incomplete:
    return filled(RETENTION, {**LEAVING, **changes}, *confirmed)


def kept(result: WrapUp | Incomplete) -> dict[str, Any]:
    assert isinstance(result, WrapUp), result
    return dict(result.answers)


def flaws(result: WrapUp | Incomplete) -> dict[str, str]:
    assert isinstance(result, Incomplete)
    return dict(result.flaws)


def a_form(kind: str, **more: Any) -> Form:
    field = {"id": "x", "label": "X", "kind": kind, **more}
    lines = "\n".join(f"          {name}: {value}" for name, value in field.items())
    text = f"form: one\nsections:\n  - fields:\n        -\n{lines}\n"
    form, problems = read_form(text, "one.yml")
    assert (problems, form is None) == ([], False)
    assert form is not None
    return form


def test_a_choice_is_kept_as_the_list_writes_it() -> None:
    assert kept(usual(outcome=" SEM Contato "))["outcome"] == "sem contato"


@pytest.mark.parametrize("attempt", [1, 5, "3"])
def test_attempts_run_from_the_first_to_the_fifth(attempt: object) -> None:
    result = usual(attempt=attempt)

    assert isinstance(result, WrapUp)
    assert result.attempt == int(str(attempt))


@pytest.mark.parametrize(
    ("attempt", "why"), [(0, "out_of_range"), (6, "out_of_range"), (None, "missing"), ("um", "bad_number")]
)
def test_an_attempt_outside_them_is_named(attempt: object, why: str) -> None:
    assert flaws(usual(attempt=attempt)) == {"attempt": why}


def test_everything_missing_is_named_at_once_in_the_forms_order() -> None:
    result = filled(USUAL, {})

    assert isinstance(result, Incomplete)
    assert result.missing == ("outcome", "action", "reason", "sector", "attempt")


@pytest.mark.parametrize("field", ["outcome", "action", "reason", "sector"])
def test_outros_demands_a_justification_and_a_note_is_one(field: str) -> None:
    assert flaws(usual(**{field: "Outros"})) == {"justification": "missing"}
    assert flaws(usual(**{field: "outros", "note": "  "})) == {"justification": "missing"}
    assert kept(usual(**{field: "outros", "note": "mudou"}))[field] == "outros"
    assert kept(usual(**{field: "outros", "justification": "mudou"}))["justification"] == "mudou"


def test_what_no_list_has_is_outros_in_the_agents_own_words() -> None:
    result = usual(reason="viajou")

    assert isinstance(result, WrapUp)
    assert (result.counted("reason"), result.justification) == ("outros", "viajou")


def test_a_list_without_outros_takes_nothing_else() -> None:
    assert flaws(leaving(motivo="Cansou")) == {"motivo": "not_a_choice"}


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("19/05/2023", "04/10/2023", 138),
        ("2024-02-28", "2024-03-01", 2),  # a leap year
        ("2023-02-28", "2023-03-01", 1),
        ("2024-02-29", "2025-02-28", 365),
        ("2023-05-19", "2023-05-19", 0),
    ],
)
def test_the_days_it_took_are_computed(first: str, last: str, days: int) -> None:
    assert kept(leaving(data_inicio=first, data_final=last))["tempo_finalizacao_dias"] == days


def test_an_end_before_its_beginning_and_a_day_that_is_not_are_refused() -> None:
    assert flaws(leaving(data_inicio="2023-05-19", data_final="2023-05-18")) == {"data_final": "before_start"}
    assert flaws(leaving(data_final="29/02/2023")) == {"data_final": "bad_date"}


def test_what_is_computed_is_not_taken_from_who_sends_it() -> None:
    assert "tempo_finalizacao_dias" not in kept(leaving(tempo_finalizacao_dias=7))


def test_five_contacts_are_kept_and_a_sixth_is_refused() -> None:
    contact = {"data": "2023-06-01", "canal": "telefone", "hora": "9h05"}

    five, six = leaving(contatos=[contact] * 5), leaving(contatos=[contact] * 6)

    assert kept(five)["contatos"] == [{"data": "2023-06-01", "canal": "telefone", "hora": "09:05"}] * 5
    assert flaws(six) == {"contatos": "too_many"}


def test_an_empty_row_is_no_contact_and_a_half_one_is_named_with_its_place() -> None:
    rows = [{"data": "", "canal": " "}, {"data": "2023-06-01", "canal": "carta"}, {"canal": "carta", "telefone": "12"}]

    assert flaws(leaving(contatos=rows)) == {"contatos.1.data": "missing", "contatos.1.telefone": "bad_phone"}


def test_several_actions_may_be_ticked_and_outros_among_them_is_explained() -> None:
    both = ["Ofertado suporte", "Outros"]

    assert flaws(leaving(acao=both)) == {"justificativa": "missing"}
    assert kept(leaving(acao=both, justificativa="visita"))["acao"] == both


def test_a_yes_asks_which_and_a_no_does_not() -> None:
    assert flaws(leaving(atende_outros_convenios="sim")) == {"atende_outros_convenios_which": "missing"}
    assert (
        kept(leaving(atende_outros_convenios="Sim", atende_outros_convenios_which="dois"))[
            "atende_outros_convenios_which"
        ]
        == "dois"
    )
    assert "atende_outros_convenios_which" not in kept(
        leaving(atende_outros_convenios="não", atende_outros_convenios_which="dois")
    )


def test_an_action_the_contacts_speak_of_and_nobody_ticked_is_asked_about() -> None:
    said = [{"data": "2023-06-01", "canal": "telefone", "observacao": "Falei de TREINAMENTOS e da reciclagem"}]

    asked = leaving(contatos=said)

    assert isinstance(asked, Incomplete)
    assert (asked.missing, asked.asks) == ((), ("Ofertado treinamento", "Ofertada reciclagem"))
    assert isinstance(leaving("Ofertado treinamento", contatos=said), Incomplete)
    assert isinstance(leaving("Ofertado treinamento", "Ofertada reciclagem", contatos=said), WrapUp)
    assert isinstance(leaving("Ofertada reciclagem", contatos=said, acao=["Ofertado treinamento"]), WrapUp)


def test_the_forms_date_is_not_when_it_was_filled_in() -> None:
    result = leaving()

    assert isinstance(result, WrapUp)
    assert str(result.dated) == "2023-10-04"
    assert result.counted("outcome") == "processo de retenção"


def test_a_blank_is_filled_in_from_what_is_known_and_what_was_written_stays() -> None:
    answers = {**LEAVING, "nome": " ", "cidade": "Bonito"}

    result = wrap_up_of(Filled(answers, {"nome": "Fábio", "cidade": "Dourados"}), RETENTION)

    assert (kept(result)["nome"], kept(result)["cidade"]) == ("Fábio", "Bonito")


@pytest.mark.parametrize(
    ("kind", "told", "answer"),
    [
        ("money", "R$ 1.234,5", "1234.50"),
        ("money", "1234.56", "1234.56"),
        ("money", "1.234", "1234.00"),
        ("time", "14:30", "14:30"),
        ("time", "9h", "09:00"),
        ("phone", "(67) 99999-0001", "+5567999990001"),
        ("yes_no", "NAO", "não"),
        ("date", "29/02/2024", "2024-02-29"),
        ("text", "a" * 300, "a" * 300),
        ("long_text", "a" * 4000, "a" * 4000),
        ("number", "-3", -3),
    ],
)
def test_each_kind_is_read_as_people_write_it(kind: str, told: str, answer: object) -> None:
    assert kept(filled(a_form(kind), {"x": told})) == {"x": answer}


@pytest.mark.parametrize(
    ("kind", "told", "why"),
    [
        ("money", "mil", "bad_money"),
        ("time", "24:00", "bad_time"),
        ("time", "agora", "bad_time"),
        ("phone", "123", "bad_phone"),
        ("yes_no", "talvez", "not_a_choice"),
        ("date", "30/02/2024", "bad_date"),
        ("text", "a" * 301, "too_long"),
        ("long_text", "a" * 4001, "too_long"),
        ("number", "1,5", "bad_number"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(kind: str, told: str, why: str) -> None:
    assert flaws(filled(a_form(kind), {"x": told})) == {"x": why}
