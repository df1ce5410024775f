"""A text puts the address of a paper only where there is one to link: by SMS, in a step that attaches it (F3)."""

import pytest

from flows.checks import check_files
from tests.unit.flows.sample import broken_files

CLOSING = "teste/flows/closing.yml"
CODE = 'pix: {say: "{pix_code}"'
LINKED = 'pix: {say: {whatsapp: "{pix_code}", sms: "{pix_code} {paper_link}"}'


def codes_after(new: str, attached: str = "pix_qr") -> list[str]:
    files = broken_files(CLOSING, lambda text: text.replace(CODE, new).replace("attach: pix_qr", f"attach: {attached}"))
    return [problem.code for problem in check_files(files)]


def test_the_sms_of_a_step_with_a_paper_may_say_where_it_is() -> None:
    assert codes_after(LINKED, "agreement_pdf") == []


def test_a_template_that_carries_no_document_says_where_it_is() -> None:
    """R3: outside the 24 hours nothing else is taken."""
    said = "Olá, o documento está em {paper_link} para você."
    found = codes_after(f'pix: {{say: {{whatsapp: "{said}", sms: "{said}"}}, template: modelo', "agreement_pdf")
    assert "paper_link_misplaced" not in found
    assert "template_not_fixed" not in found


@pytest.mark.parametrize(
    ("new", "attached"),
    [(LINKED, "pix_qr"), ('pix: {say: "{pix_code} {paper_link}"', "agreement_pdf")],
    ids=["a picture is no paper", "WhatsApp carries it"],
)
def test_anywhere_else_the_address_is_refused(new: str, attached: str) -> None:
    assert codes_after(new, attached) == ["paper_link_misplaced"]
