"""Whatever a person may be asked for, staff read it in Portuguese, in the list and on the conversation's page (H2)."""

import pytest

from bot.adapters.db.agents.taking import TAKEOVER
from bot.application.handle_turn import STOPPED
from bot.domain.ownership import OwnerReason
from console.inbox.words import REASONS as IN_SHORT
from console.inbox.words import reason_in_short
from console.talk.words import REASONS as IN_FULL
from flows.catalogue import ACTS

CODES = sorted({*ACTS["hand_off"].arguments, "tool_failure", STOPPED, TAKEOVER, OwnerReason.BEGAN.value})


@pytest.mark.parametrize("code", CODES)
def test_every_reason_has_words_short_and_long(code: str) -> None:
    """H2"""
    assert IN_SHORT[code]
    assert IN_FULL[code]


@pytest.mark.parametrize("words", [IN_SHORT, IN_FULL])
def test_no_words_stand_for_a_reason_there_is_not(words: dict[str, str]) -> None:
    assert sorted(words) == CODES


def test_a_reason_nobody_wrote_words_for_is_no_english_word() -> None:
    assert reason_in_short("new_reason") == "Precisa de uma pessoa"
    assert reason_in_short(None) == ""


def test_reasons_are_short_enough_for_a_phone() -> None:
    assert max(map(len, IN_SHORT.values())) <= 24
