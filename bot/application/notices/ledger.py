"""The ledger of attempts at telling people of their notices: one row for each person and try (N6)."""

from bot.domain.notices.means import AttemptState

LETTER = "carta"  # the channel of an attempt a person makes: a registered letter, or a call
KEY = "notice:"  # the keys of the messages of an attempt begin with this

# A provider that gave a message up may still tell of its delivery later.
_ORDER = (
    AttemptState.PLANNED,
    AttemptState.SENT,
    AttemptState.FAILED,
    AttemptState.DELIVERED,
    AttemptState.READ,
    AttemptState.REPLIED,
    AttemptState.ACKNOWLEDGED,
)


def may_become(state: AttemptState, other: AttemptState) -> bool:
    """An attempt only moves forward; only one not yet made is skipped, and that for good."""
    if AttemptState.SKIPPED in (state, other):
        return state is AttemptState.PLANNED
    return _ORDER.index(other) > _ORDER.index(state)


def attempt_key(attempt_id: int) -> str:
    """What the messages of an attempt are known by in the outbox: the same attempt never speaks twice."""
    return f"{KEY}{attempt_id}"


def attempt_of(key: str) -> int | None:
    """The attempt whose first message this is."""
    number, _, place = key.removeprefix(KEY).partition(":")
    is_first = key.startswith(KEY) and place == "0" and number.isdecimal()
    return int(number) if is_first else None
