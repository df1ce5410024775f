"""What is kept of spells tells the same figures as the whole log read again, however the log grows (H2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.application.agents.kept_spells import KeptSpells, Mark
from bot.domain.attendance.figures import Days, figures, figures_of
from bot.domain.attendance.spells import History, Word
from tests.unit.domain.attendance.test_attendance_figures import BEGIN, a_history

DAYS = Days(BEGIN.date(), BEGIN.date() + timedelta(days=20))
LATER = datetime(2026, 12, 20, tzinfo=UTC)


@dataclass
class Log:
    """What of some conversations has happened up to an hour."""

    whole: Sequence[History]
    now: datetime = BEGIN
    read: list[int] = field(default_factory=list)

    def so_far(self) -> list[History]:
        return [
            replace(
                one,
                changes=tuple(change for change in one.changes if change.at <= self.now),
                words=tuple(word for word in one.words if word.at <= self.now),
            )
            for one in self.whole
        ]

    async def marks(self, since: datetime, creditor: str | None) -> Sequence[Mark]:
        return [Mark(one.conversation_id, len(one.changes), len(one.words)) for one in self.so_far()]

    async def histories(self, conversations: Sequence[int]) -> Sequence[History]:
        self.read += conversations
        return [one for one in self.so_far() if one.conversation_id in conversations]


def log_of(*histories: History) -> Log:
    return Log([replace(one, conversation_id=number) for number, one in enumerate(histories, 1)])


@given(
    st.lists(a_history(), max_size=4), st.lists(st.integers(0, 20_000), min_size=2, max_size=5), st.sampled_from((1, 9))
)
async def test_figures_are_those_of_the_whole_log_at_any_hour(
    histories: list[History], minutes: list[int], most: int
) -> None:
    log, kept = log_of(*histories), KeptSpells(most)

    for passed in sorted(minutes):
        log.now = BEGIN + timedelta(minutes=passed)
        spells = await kept.told(BEGIN, None, log.now, log)
        assert figures_of(spells, [], DAYS) == figures(log.so_far(), [], DAYS, log.now)


@given(a_history(), a_history())
async def test_only_what_changed_is_read_again(first: History, second: History) -> None:
    log, kept = log_of(first, second), KeptSpells()
    log.now = LATER
    spells = await kept.told(BEGIN, None, log.now, log)
    log.read.clear()

    again = await kept.told(BEGIN, None, log.now, log)

    assert figures_of(again, [], DAYS) == figures_of(spells, [], DAYS)
    assert log.read == []
    log.whole = [log.whole[0], replace(log.whole[1], words=[*log.whole[1].words, Word(LATER)])]
    await kept.told(BEGIN, None, log.now, log)
    assert log.read == [2]


@given(a_history(), a_history())
async def test_no_more_is_kept_than_fits(first: History, second: History) -> None:
    log, kept = log_of(first, second), KeptSpells(0)
    log.now = LATER
    await kept.told(BEGIN, None, log.now, log)
    log.read.clear()

    await kept.told(BEGIN, None, log.now, log)

    assert log.read == [1, 2]
