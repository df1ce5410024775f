"""What people type on the page behind a link, as facts to compare (I4)."""

import pytest

from bot.domain.identity_policy import Factor
from console.papers.forms import IdentityForm


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        ("cpf_full", "159.083.016-47", "15908301647"),
        ("cpf_full", " 15908301647 ", "15908301647"),
        ("cpf_first3", "159", "159"),
        ("cnpj_full", "53.021.746/0001-48", "53021746000148"),
        ("full_name", "  fabio   barbosa ", "fabio barbosa"),
        ("birth_date", "03/04/1953", "1953-04-03"),
        ("birth_date", "03041953", "1953-04-03"),
        ("registration_number", "00123", "00123"),
    ],
)
def test_a_fact_is_read_as_people_write_it(field: str, typed: str, read: str) -> None:
    assert IdentityForm(**{field: typed}).facts() == {Factor(field): read}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("cpf_full", "1590830164"),
        ("cpf_full", "159083016470"),
        ("cpf_first3", "15"),
        ("full_name", "Fábio"),
        ("mother_name", "  "),
        ("birth_date", "31/02/1953"),
        ("birth_date", "03/04/53"),
        ("birth_date", "03/04/1953 1"),
        ("birth_date", ""),
    ],
)
def test_half_a_fact_is_not_given_yet(field: str, typed: str) -> None:
    """So that a slip of the finger is no try (I3)."""
    assert IdentityForm(**{field: typed}).facts() == {}


def test_every_factor_a_policy_may_ask_has_a_field() -> None:
    assert set(IdentityForm.model_fields) == set(Factor)
