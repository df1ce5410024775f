"""Protocol numbers (N8)."""

from datetime import date

import pytest

from bot.domain.protocol import ProtocolOutOfRange, protocol_number

DAY = date(2026, 11, 21)


def test_a_protocol_number_is_prefix_day_and_sequence_in_twenty_digits() -> None:
    """N8, the number of the voice guide"""
    assert protocol_number("999999", DAY, 42) == "99999920261121000042"
    assert len(protocol_number("999999", DAY, 999_999)) == 20


def test_numbers_increase_with_the_sequence_and_the_day() -> None:
    """N8"""
    numbers = [protocol_number("999999", DAY, n) for n in (1, 9, 10)] + [
        protocol_number("999999", date(2026, 11, 22), 1)
    ]

    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("prefix", "sequence"), [("99999", 1), ("9999999", 1), ("99999a", 1), ("999999", 0), ("999999", 1_000_000)]
)
def test_what_does_not_fit_the_places_is_refused(prefix: str, sequence: int) -> None:
    with pytest.raises(ProtocolOutOfRange) as refused:
        protocol_number(prefix, DAY, sequence)

    assert (refused.value.prefix, refused.value.sequence) == (prefix, sequence)
