"""Bounds of a policy at each limit and one past it, in the words of its forms (F3, P2, P5, P6, P7, I3, T4, T6)."""

from functools import cache
from pathlib import Path

import pytest

from bot.application.editor.policy.catalogue import BY_NAME
from bot.application.editor.policy.fields import Bounds, Kind
from bot.application.editor.yaml_places import Plain, put
from bot.application.policy_bounds import bound_problems
from bot.application.policy_checks import policy_problems
from bot.application.policy_document import parse_policy
from bot.application.policy_limits import LIMITS

CONTENT = Path(__file__).parents[3] / "flows" / "content" / "cassems"
POLICY, TITLES = ((CONTENT / name).read_text("utf-8") for name in ("policy.yml", "titles.csv"))
FORM_ONLY = {"n_of.at_least", "min_facts", "merchant_name", "merchant_city"}  # held by the document's own shape


@cache
def small_titles() -> str:
    """The grid is tried for each maximum of installments: one is enough here."""
    return "\n".join(TITLES.splitlines()[:2])


def with_values(**values: str) -> str:
    text = POLICY
    for name, value in values.items():
        text = put(text, tuple(name.split(".")), value)
    return text


def faults(**values: str) -> list[str]:
    return list(bound_problems(parse_policy(with_values(**values), small_titles())))


def told(**values: str) -> list[str]:
    """All that publishing says of the policy, whether its shape or its bounds refuse."""
    content = {"cassems/policy.yml": with_values(**values), "cassems/titles.csv": small_titles()}
    return [problem.message for problem in policy_problems(content)]


def at_the_edge(name: str, value: int) -> dict[str, str]:
    """The alert may not come after the day of issue."""
    alert = {"notice.alert_from_day": "0"} if name == "notice.issue_by_day" else {}
    return {**alert, name: str(value)}


def test_the_sample_is_inside_its_bounds() -> None:
    assert faults() == []


@pytest.mark.parametrize("name", LIMITS)
def test_a_number_may_be_at_its_limits_and_not_past_them(name: str) -> None:
    """F3: least and most are allowed; one less and one more are refused with the field's own name."""
    limit, label = LIMITS[name], BY_NAME[name].label

    for value in (limit.least, limit.most):
        assert [said for said in told(**at_the_edge(name, value)) if said.startswith(label)] == []
    for value in (limit.most + 1, limit.least - 1):
        assert any(said.startswith(f"{label}: ") for said in told(**at_the_edge(name, value))), (name, value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("updating.fine_percent", "2.01", "Multa por atraso: 2,01%; o máximo é 2%"),
        ("updating.interest_percent_per_month", "1.01", "Juros ao mês: 1,01% ao mês; o máximo é 1% ao mês"),
        (
            "identity.tries.known_phone",
            "4",
            "Tentativas no telefone conhecido: 4 tentativas; o máximo é 3 tentativas",
        ),
        ("identity.tries.per_hours", "23", "Período das tentativas: 23 horas; o mínimo é 24 horas"),
    ],
)
def test_a_bound_left_is_told_with_the_value_and_the_bound(name: str, value: str, said: str) -> None:
    """T4, I3"""
    assert faults(**{name: value}) == [said]


def test_the_forms_ask_for_the_same_bounds_as_publishing() -> None:
    """F3: one source."""
    numbers = {name: field for name, field in BY_NAME.items() if field.kind in {Kind.WHOLE, Kind.PERCENT}}
    others = [name for name in numbers if name not in LIMITS and not any(name.endswith(one) for one in FORM_ONLY)]

    assert others == []
    bounds = {name: field.bounds for name, field in numbers.items() if name in LIMITS}
    assert bounds == {name: Bounds.of(limit.least, limit.most) for name, limit in LIMITS.items()}


@pytest.mark.parametrize("name", ["minimum_down_payment", "minimum_installment"])
def test_a_minimum_of_nothing_is_refused_and_one_cent_is_not(name: str) -> None:
    """P6"""
    least = {"negotiation.minimum_installment": "0.01"}
    nothing = {f"negotiation.{name}": "0.00", "negotiation.minimum_installment": "0.00"}

    assert not any("mínima precisa" in said for said in faults(**least))
    assert any("mínima precisa ser maior que zero" in said for said in faults(**nothing))


@pytest.mark.parametrize(("percent", "is_wrong"), [("99", False), ("100", True)])
def test_a_discount_that_leaves_nothing_to_pay_is_refused(percent: str, is_wrong: bool) -> None:
    """P2: tried over the grid, and told once for each delay with the table it is in."""
    document: Plain = put(POLICY, ("negotiation", "discount_table", 2, "lump_sum", "principal"), percent)
    found = list(bound_problems(parse_policy(str(document), small_titles())))

    assert bool(found) is is_wrong
    assert all(said.startswith("tabela de descontos, ") and "não deixa nada a pagar" in said for said in found)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "minimum_down_payment: 100.00",
            "minimum_down_payment: 74.99",
            "Entrada mínima: A entrada mínima não fica abaixo da parcela mínima: a entrada é sempre maior que cada "
            "parcela.",
        ),
        ("from_day: 91", "from_day: 95", "Tabela de descontos: Há dias sem faixa, ou em duas faixas."),
        ("slip_fee: 2.50", "slip_fee: -2.50", "Tarifa por boleto: O valor não pode ser negativo."),
        ("issue_by_day: 50", "issue_by_day: 51", "Último dia para notificar: O valor é maior que o permitido."),
        ("closing_statement:", "old_statement:", "Declaração obrigatória: Preencha este campo."),
    ],
)
def test_what_the_document_refuses_is_told_in_portuguese(before: str, after: str, said: str) -> None:
    """F3, P2, P6, P12: with the names people know, not those of the file."""
    assert before in POLICY
    content = {"cassems/policy.yml": POLICY.replace(before, after, 1), "cassems/titles.csv": TITLES}
    messages = [problem.message for problem in policy_problems(content)]

    assert said in messages
    assert not any(word in message for message in messages for word in ("negotiation.", "payment.", "notice."))


def test_a_line_of_the_titles_is_told_by_its_number() -> None:
    """T2"""
    doubled = f"{TITLES.rstrip()}\n{TITLES.splitlines()[1]}\n"
    content = {"cassems/policy.yml": POLICY, "cassems/titles.csv": doubled}

    [problem] = policy_problems(content)

    assert problem.message == f"Tabela de títulos, linha {len(doubled.splitlines())}: Este código já está na tabela."


def test_a_policy_outside_its_bounds_can_still_be_read() -> None:
    """F2: a release of earlier bounds goes on serving the conversations that began with it."""
    policy = parse_policy(with_values(**{"identity.tries.known_phone": "9"}), small_titles())

    assert policy.identity.tries.known_phone == 9
