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


@pytest.mark.parametrize(
    ("new", "attached"),
    [(LINKED, "pix_qr"), ('pix: {say: "{pix_code} {paper_link}"', "agreement_pdf")],
    ids=["a picture is no paper", "WhatsApp carries it"],
)
def test_anywhere_else_the_address_is_refused(new: str, attached: str) -> None:
    assert codes_after(new, attached) == ["paper_link_misplaced"]
