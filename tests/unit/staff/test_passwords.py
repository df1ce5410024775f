"""What a password must be."""

import pytest

from bot.application.staff.passwords import LONGEST, SHORTEST, Weakness, normalised, weakness

EMAIL = "ana.prado@exemplo.invalid"


@pytest.mark.parametrize(
    ("password", "broken"),
    [
        ("girassol na", Weakness.TOO_SHORT),
        ("girassol naj", None),
        ("abcde" * 60, Weakness.TOO_LONG),
        ("abcdabcdabcd", Weakness.TOO_PLAIN),
        ("abcdeabcdeab", None),
        ("AAAAaaaaAAAA", Weakness.TOO_PLAIN),
        ("sou Ana.Prado 1", Weakness.HOLDS_THE_NAME),
    ],
)
def test_a_password_is_long_and_not_guessed_first(password: str, broken: Weakness | None) -> None:
    assert weakness(password, password, EMAIL) is broken


def test_the_limits_are_the_exact_lengths() -> None:
    assert (SHORTEST, LONGEST) == (12, 256)
    assert weakness("abcde" * 51 + "f", "abcde" * 51 + "f", EMAIL) is None


def test_it_is_typed_twice_alike() -> None:
    assert weakness("girassol na janela", "girassol na janella", EMAIL) is Weakness.NOT_REPEATED


def test_an_accent_typed_in_two_signs_is_the_same_password() -> None:
    assert normalised("pe\u0301 de feija\u0303o") == "pé de feijão"
