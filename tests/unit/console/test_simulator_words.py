"""How bubbles write text, numbers and addresses."""

from datetime import UTC, datetime

import pytest

from bot.domain.conversation import Option
from console.simulator.words import clock, is_list, linked, phone, shown


def test_addresses_can_be_followed_and_nothing_else_is_markup() -> None:
    written = linked('Veja <b>https://exemplo.invalid/a?b=1&c=2</b>. "Fim"')

    assert '<a href="https://exemplo.invalid/a?b=1&amp;c=2" target="_blank">' in written
    assert "<b>" not in written
    assert "&#34;Fim&#34;" in written


def test_a_full_stop_after_an_address_is_not_part_of_it() -> None:
    assert 'href="https://exemplo.invalid/x"' in linked("Em https://exemplo.invalid/x.")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://bot.exemplo.invalid/simulator/static/media/voz.ogg", "/simulator/static/media/voz.ogg"),
        ("/files/abc", "/files/abc"),
        ("https://api.twilio.com/2010-04-01/Accounts/AC/Media/ME", ""),
    ],
)
def test_only_files_of_ours_are_fetched_by_the_page(address: str, path: str) -> None:
    assert shown(address) == path


def test_hours_are_those_of_the_debtor() -> None:
    assert clock(datetime(2026, 11, 21, 2, 30, tzinfo=UTC)) == "23:30"


def test_numbers_are_written_as_people_write_them() -> None:
    assert (phone("+5567999000001"), phone("+556733140000")) == ("+55 67 99900-0001", "+55 67 3314-0000")


@pytest.mark.parametrize(("count", "as_list"), [(0, False), (3, False), (4, True), (11, True)])
def test_more_than_three_choices_open_as_a_list(count: int, as_list: bool) -> None:
    options = tuple(Option(f"Opção {number}", f"choice_{number}") for number in range(count))

    assert is_list(options) is as_list
