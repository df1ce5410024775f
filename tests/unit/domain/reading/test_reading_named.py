"""P4: which negotiation a few words name."""

import pytest

from bot.domain.reading.named import named_in

LABELS = {
    "002": "Contribuição Plano Especial Contribuição",
    "050": "Coparticipação OPME Coparticipação",
    "060": "Contribuição Plano Odonto Contribuição",
}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("050", "050"),
        ("quero a 002 primeiro", "002"),
        ("so o 50", "050"),
        ("só a coparticipação", "050"),
        ("a de OPME", "050"),
        ("odonto", "060"),
        ("plano especial", "002"),
    ],
)
def test_one_is_named_by_its_code_or_a_word_of_its_own(text: str, named: str) -> None:
    assert named_in(text, LABELS) == named


@pytest.mark.parametrize(
    "text",
    [
        "contribuição",  # two have it
        "especial e odonto",
        "2",  # a place or a count, no code
        "opme não",
        "menos a coparticipação",
        "recebi uma coparticipação dessas no ano passado e paguei",
        "",
    ],
)
def test_a_word_of_several_a_count_a_refusal_and_a_story_name_none(text: str) -> None:
    assert named_in(text, LABELS) is None
