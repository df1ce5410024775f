"""The values the readers find, and what the current step of a conversation waits for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entity:
    """A value in a message. Positions count in the NFC form of the text.

    Money values are centavos, dates ISO, competences YYYY-MM, times HH:MM, counts plain numbers.
    """

    kind: str
    value: str
    text: str
    start: int
    end: int
    approximate: bool = False


@dataclass(frozen=True)
class Expectation:
    """What the current step waits for; all empty when unknown."""

    identity: bool = False
    mother: bool = False  # her name is what identity asks for
    money: bool = False
    count: bool = False
    date: bool = False
    options: tuple[str, ...] = ()
    yes_no: bool = True
    contact: bool = False  # where to send it, or what is on file
    time: bool = False  # when to write again
    more: bool = False  # whether something else is needed: "ok" then says that nothing is
