"""F3: where the dialogue refuses to go on, what was being gone to is known: by an outcome, or by words."""

from collections.abc import Mapping, Sequence

import pytest

from bot.application.ports import Meaning, Prediction, Utterance
from bot.domain.errors import BotError
from bot.golden.run import Watched
from tests.checkout import checkout_release

WAITING = {"profile": "cassems", "step": "later.outside"}


class Refusing:
    """The `Dialogue` port that understands, and can go nowhere."""

    def __init__(self, intent: str) -> None:
        self.intent = intent

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        raise BotError("no such act")

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction:
        raise BotError("no such act")

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        raise BotError("no such act")

    async def mean(self, release: str, bursts: Sequence[Sequence[Utterance]]) -> Sequence[Meaning]:
        return [Meaning(self.intent, 1.0) for _ in bursts]


def watched(intent: str) -> Watched:
    return Watched(Refusing(intent), checkout_release(), "cassems")


@pytest.mark.parametrize(
    ("intent", "step"), [("out_of_scope", "later.book_again"), ("ask_installments", "ask_installments.start")]
)
async def test_words_that_are_refused_were_heading_where_they_lead(intent: str, step: str) -> None:
    seen = watched(intent)

    with pytest.raises(BotError):
        await seen.understand("r", WAITING, [Utterance("qual?")], {})

    assert step in seen.headed()
    assert step not in seen.visited


async def test_an_outcome_that_is_refused_was_heading_on_as_far_as_that_goes_by_itself() -> None:
    seen = watched("greet")

    with pytest.raises(BotError):
        await seen.resume("r", {"profile": "cassems", "step": "opening.open"}, "known")

    assert seen.headed() == {"opening.known", "opening.request_known"}


def test_where_nothing_was_refused_nothing_was_headed_for() -> None:
    assert watched("greet").headed() == set()
