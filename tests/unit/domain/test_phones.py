"""Phones of Brazil: forms that are the same number, and whose number it is (section 9)."""

import pytest

from bot.domain.phones import match, normalised, same_person_key

MOBILE, WITHOUT_NINTH = "+5567901215279", "+556701215279"


@pytest.mark.parametrize(
    "text",
    [
        "+5541991234567",
        "whatsapp:+5541991234567",
        "5541991234567",
        "41991234567",
        "041991234567",
        "041 99123-4567",
        "0 15 41 99123-4567",
        "(41) 99123-4567",
        "00 55 41 99123 4567",
    ],
)
def test_every_way_of_writing_a_mobile_is_one_number(text: str) -> None:
    assert normalised(text) == "+5541991234567"


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("67 3314-1010", "+556733141010"),
        ("0673314-1010", "+556733141010"),
        ("+556781215279", "+556781215279"),
        ("55 99123-4567", "+5555991234567"),
        (MOBILE, MOBILE),
    ],
)
def test_landlines_and_mobiles_without_the_ninth_digit_are_kept_as_they_are(text: str, phone: str) -> None:
    assert normalised(text) == phone


@pytest.mark.parametrize(
    "text", ["", "123", "20 99123-4567", "67 89123-45678", "+1 212 555 0100", "67 1234-5678", "abc"]
)
def test_what_is_no_brazilian_phone_is_refused(text: str) -> None:
    assert normalised(text) is None


def test_both_forms_of_a_mobile_have_the_same_key() -> None:
    assert same_person_key("+5541991234567") == same_person_key("+554191234567") == "4191234567"


def test_an_exact_match_wins() -> None:
    assert match("+554191234567", ["+5541991234567", "+554191234567"]) == "+554191234567"


def test_a_number_without_the_ninth_digit_is_the_one_nine_digit_mobile_on_file() -> None:
    assert match("+554191234567", ["+5541991234567", "+5542991234567"]) == "+5541991234567"


def test_a_landline_on_file_is_not_taken_for_a_mobile() -> None:
    """The number on file must be a nine-digit mobile."""
    assert match("+5567933141010", ["+556733141010"]) is None


def test_nobody_is_matched_when_two_numbers_fit_or_none_does() -> None:
    assert match("+554191234567", ["+5541991234567", "+5541891234567"]) is None
    assert match("+554191234567", ["+5542991234567"]) is None


def test_the_same_number_given_twice_is_one_number() -> None:
    assert match("+554191234567", ["+5541991234567", "+5541991234567"]) == "+5541991234567"
