"""Section 10: what a role may not see is masked, field by field."""

import pytest

from bot.application.agents import masking
from bot.application.agents.roles import NotAllowed, Right, StaffRole, may, require
from bot.domain.money import Money
from tests.builders import CPF, PHONE
from tests.checkout import checkout_release

AGENT, AUDITOR, ADMIN = StaffRole.AGENT, StaffRole.AUDITOR, StaffRole.ADMIN


def test_an_admin_may_do_and_see_everything() -> None:
    assert all(may(ADMIN, right) for right in Right)


def test_an_auditor_changes_nothing() -> None:
    changing = (Right.ANSWER, Right.OVERRULE, Right.WORK_CASES, Right.IMPORT)

    assert not any(may(AUDITOR, right) for right in changing)


def test_what_a_role_is_not_granted_is_refused_by_name() -> None:
    with pytest.raises(NotAllowed, match="role auditor may not answer"):
        require(AUDITOR, Right.ANSWER)


def test_a_phone_keeps_its_area_code_and_last_four_digits() -> None:
    assert masking.phone(PHONE, AGENT) == "+5567*****0001"
    assert masking.phone(PHONE, ADMIN) == PHONE


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("meu cpf 15908301647 ok", "meu cpf ***.083.016-** ok"),
        ("159.083.016-47", "***.083.016-**"),
        ("159 083 016 47", "***.083.016-**"),
        ("15208301648", "15208301648"),  # wrong check digits: no document
        ("protocolo 41953420261120000001", "protocolo 41953420261120000001"),
        ("devo R$ 1.513,69", "devo R$ 1.513,69"),
    ],
)
def test_a_document_in_a_message_is_masked_and_other_figures_are_not(written: str, shown: str) -> None:
    assert masking.text(written, AGENT) == shown


def test_amounts_are_nobodys_business_but_those_who_see_them() -> None:
    assert (masking.amount(Money(151_369), AGENT), masking.amount(Money(151_369), AUDITOR)) == ("1513.69", None)
    assert masking.text("devo R$ 1.513,69 e 3x de R$100,00", AUDITOR) == "devo R$ *** e 3x de R$ ***"


def test_a_packet_is_masked_at_every_depth() -> None:
    packet = {"offers": [{"code": "052", "total": "10.00"}], "last_text": CPF, "urgent": True}

    shown = masking.plain(packet, AUDITOR)

    assert shown == {"offers": [{"code": "052", "total": None}], "last_text": "***.083.016-**", "urgent": True}


@pytest.mark.parametrize("role", list(StaffRole))
def test_before_anybody_asks_no_document_or_phone_is_shown_to_any_role(role: StaffRole) -> None:
    """Section 10"""
    first = masking.unasked(f"meu cpf é {CPF}, liga {PHONE}", role)

    assert CPF not in first
    assert PHONE not in first


@pytest.mark.parametrize("role", [StaffRole.AGENT, StaffRole.SUPERVISOR, StaffRole.AUDITOR])
def test_the_creditors_own_numbers_are_no_personal_data(role: StaffRole) -> None:
    """Section 10, G4: every charging document names them."""
    parties = checkout_release().policy("cassems").parties
    said = f"{parties.creditor.name}, CNPJ {parties.creditor.cnpj}, telefone {parties.official_phone}"

    assert masking.text(said, role, public=masking.public_numbers(parties)) == said
    assert masking.unasked(said, role, masking.public_numbers(parties)) == said
