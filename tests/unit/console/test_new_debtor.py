"""A debtor invented on the page: what is blank is made up, what is wrong is named."""

from datetime import date
from pathlib import Path

import pytest

from bot.application.policy_document import parse_policy
from bot.domain.documents import is_cpf
from bot.domain.money import Money
from bot.domain.phones import normalised
from console.simulator.new_debtor import DebtorForm, DebtorRefused, invent

CONTENT = Path(__file__).resolve().parents[3] / "flows" / "content" / "cassems"
POLICIES = {"cassems": parse_policy((CONTENT / "policy.yml").read_text(), (CONTENT / "titles.csv").read_text())}
TODAY = date(2026, 11, 21)


def a_form(**changes: str) -> DebtorForm:
    values = {"name": "Olga Nunes Prado", "creditor": "cassems", "code_1": "002", "value_1": "780,00", "days_1": "120"}
    return DebtorForm(**{**values, **changes})


def test_what_is_left_blank_is_made_up() -> None:
    invented = invent(a_form(), POLICIES, TODAY)

    assert is_cpf(invented.person.document)
    assert normalised(invented.phone) == invented.phone
    assert invented.person.email.endswith("@exemplo.invalid")


def test_what_is_given_is_kept() -> None:
    given = a_form(document="159.083.016-47", phone="(67) 99900-0001", mother_name="Ana Prado", birth_date="1980-02-29")

    invented = invent(given, POLICIES, TODAY)

    assert (invented.person.document, invented.phone) == ("15908301647", "+5567999000001")
    assert (invented.person.mother_name, invented.person.birth_date) == ("Ana Prado", date(1980, 2, 29))


def test_a_title_fell_due_as_many_days_ago_as_told() -> None:
    [title] = invent(a_form(value_1="R$ 1.234,56", days_1="0"), POLICIES, TODAY).titles

    assert (title.due_date, title.competence, title.principal) == (TODAY, date(2026, 11, 1), Money(123_456))


def test_a_second_title_counts_only_with_a_value() -> None:
    one = invent(a_form(code_2="002"), POLICIES, TODAY)
    two = invent(a_form(code_2="002", value_2="99", days_2="3650"), POLICIES, TODAY)

    assert (len(one.titles), len(two.titles)) == (1, 2)
    assert len({title.number for title in two.titles}) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"creditor": "nenhum"}, "creditor"),
        ({"name": "  "}, "name"),
        ({"document": "111.111.111-11"}, "document"),
        ({"phone": "123"}, "phone"),
        ({"birth_date": "1981-02-29"}, "birth_date"),
        ({"code_1": "999"}, "code"),
        ({"value_1": "0,00"}, "value"),
        ({"value_1": "muito"}, "value"),
        ({"days_1": "3651"}, "days"),
        ({"days_1": "-1"}, "days"),
    ],
)
def test_a_form_that_makes_no_debtor_names_the_field(change: dict[str, str], field: str) -> None:
    with pytest.raises(DebtorRefused) as refused:
        invent(a_form(**change), POLICIES, TODAY)

    assert refused.value.field == field
