"""What an agent's act is, to be written whole or not at all."""

from dataclasses import dataclass

from bot.application.agents.ports import Spoken, Taken, Unseen
from bot.application.changes import TurnRecord
from bot.domain.conversation import Conversation


@dataclass(frozen=True)
class AgentTurn:
    """Written if the conversation is still theirs and nothing came since the newest message they saw."""

    held: Conversation
    agent: str
    last_seen: int
    turn: TurnRecord


type NotWritten = Unseen | Taken | None  # None: something moved
type Written = Spoken | NotWritten
