"""What waits in the inbox: how much of it one turn answers, and who waits."""

from dataclasses import dataclass

MOST_IN_A_TURN = 100  # messages: what is left of a flood is the next turn


@dataclass(frozen=True)
class Waiting:
    """A conversation in which something waits, and the number of the oldest of it."""

    conversation_id: int
    oldest: int
