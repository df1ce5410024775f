"""Holds negotiations with a side: so many turns under way at once, each debtor waiting for the whole answer."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter

from bench.negotiation import TURNS, Debtor, OffTheScript
from bench.peer.script import CLOSED, CLOSED_AT, Door, delivery

TALKS_FOR_EACH_TURN = 2  # so many debtors are in talk for each turn under way: nobody answers in the same instant
ANSWERED_WITHIN_S = 60.0
QUIET_S = 1.5  # after so long without a message an answer is taken for whole
ANSWERS_OK = (b"200", b"204")


class NeverAnswered(OffTheScript):
    """A turn whose answer did not come, or not whole: counted, and its debtor says no more."""


@dataclass(frozen=True)
class Turn:
    """Seconds from the delivery: to its acknowledgement, and to the first and the last message of the answer."""

    number: int
    acknowledged: float
    first: float
    last: float


@dataclass
class Talk:
    """A debtor, the turn they are at, and what was said to them in it."""

    debtor: Debtor
    turn: int = 0
    said: list[str] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def hears(self, text: str, at: float) -> None:
        self.said.append(text)
        self.at.append(at)
        self.heard.set()

    def forget(self) -> None:
        self.said, self.at = [], []
        self.heard.clear()


@dataclass
class Load:
    """`answers`: how many messages each turn is answered with, once that is known."""

    door: Door = field(default_factory=lambda: Door(0, "/"))
    answers: Sequence[int] = ()
    turns: list[Turn] = field(default_factory=list)
    lost: int = 0
    answered_within_s: float = ANSWERED_WITHIN_S
    under_way: dict[str, Talk] = field(default_factory=dict)

    def taken(self, to: str, text: str, at: float) -> None:
        """A message for somebody reached the provider."""
        if talk := self.under_way.get(to):
            talk.hears(text, at)

    async def learn(self, door: Door, debtor: Debtor) -> list[str]:
        """Hold one negotiation slowly, to know what makes each answer whole; gives all that was said."""
        self.door = door
        talk, counts, told = self._begin(debtor), list[int](), list[str]()
        while talk.turn < len(TURNS):
            await self._ask(talk, expected=None)
            counts.append(len(talk.said))
            told += talk.said
            self._end_turn(talk)
        self.answers = counts
        return told

    async def hold(self, debtors: Sequence[Debtor], at_once: int, at_most_s: float) -> float:
        """All eight turns of everybody, or as many as fit into the time; gives the seconds it took."""
        waiting, ready = deque(debtors), deque[Talk]()
        for _ in range(min(at_once * TALKS_FOR_EACH_TURN, len(waiting))):
            ready.append(self._begin(waiting.popleft()))
        began = perf_counter()

        async def go_on() -> None:
            while ready and perf_counter() - began < at_most_s:
                talk = ready.popleft()
                if await self._has_more(talk):
                    ready.append(talk)
                elif waiting:
                    ready.append(self._begin(waiting.popleft()))

        await asyncio.gather(*(go_on() for _ in range(at_once)))
        return perf_counter() - began

    async def _has_more(self, talk: Talk) -> bool:
        """Hold a turn; whether another follows it."""
        try:
            self.turns.append(await self._ask(talk, expected=self.answers[talk.turn]))
        except NeverAnswered:
            self.lost += 1
            return False
        return self._end_turn(talk)

    def _begin(self, debtor: Debtor) -> Talk:
        talk = self.under_way[f"whatsapp:{debtor.phone}"] = Talk(debtor)
        return talk

    def _end_turn(self, talk: Talk) -> bool:
        """Whether there are more."""
        if talk.turn == CLOSED_AT and not any(CLOSED in text for text in talk.said):
            raise OffTheScript(f"nothing was closed; instead: {talk.said}")
        talk.forget()
        talk.turn += 1
        return talk.turn < len(TURNS)

    async def _ask(self, talk: Talk, expected: int | None) -> Turn:
        request = delivery(self.door, talk.debtor, talk.turn)
        began = perf_counter()
        try:
            async with asyncio.timeout(self.answered_within_s):
                acknowledged, _ = await asyncio.gather(post(self.door.port, request), _whole(talk, expected))
        except TimeoutError as error:
            raise NeverAnswered(f"turn {talk.turn} was answered with {talk.said} only") from error
        return Turn(talk.turn, acknowledged - began, talk.at[0] - began, talk.at[-1] - began)


async def _whole(talk: Talk, expected: int | None) -> None:
    while len(talk.said) < (expected or 1):
        talk.heard.clear()
        await talk.heard.wait()
    if expected is not None:
        return
    said = 0
    while len(talk.said) > said:
        said = len(talk.said)
        await asyncio.sleep(QUIET_S)


async def post(port: int, request: bytes) -> float:
    """On a connection of its own, as if from many places; gives the moment it was answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        head = await reader.readuntil(b"\r\n")
        answered = perf_counter()
    finally:
        writer.close()
    if head.split(b" ", 2)[1] not in ANSWERS_OK:
        raise OffTheScript(f"the webhook answered {head.decode().strip()}")
    return answered
