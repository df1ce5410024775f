"""Debtor, two workers, two agents and the clock of absence at one conversation at once, in an order drawn by lot."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from random import Random

from bot.application.agents import answer
from bot.application.agents.answer import owner_refusal
from bot.application.agents.keys import Member
from bot.application.agents.ports import AgentLine, Held
from bot.application.agents.roles import StaffRole
from bot.application.agents.rota import Rota
from bot.application.agents.tools import AgentTools
from bot.application.changes import TurnRecord
from bot.application.handle_turn import TurnTools, handle_turn
from bot.application.messages import OutgoingMessage
from bot.application.ports import ActCall, Prediction, Utterance
from bot.domain.ownership import OwnerReason
from tests.builders import a_message

MEMBERS = tuple(Member(n, f"{name}@exemplo.invalid", StaffRole.AGENT) for n, name in enumerate(("ana", "bia"), 1))
SAID = ("utter_cassems__closing__tell_me", "utter_cassems__goodbye__farewell")
PERSON = "quero falar com uma pessoa"
FORM: dict[str, str | int | None] = {
    "outcome": "outros",
    "action": "nenhuma",
    "reason": "x",
    "sector": "x",
    "attempt": 1,
    "note": "teste",
}
STEPS_EACH = 3
LONGEST_THOUGHT = 3  # steps of others while the bot thinks

type Step = Callable[[], Awaitable[object]]


@dataclass
class Stage:
    """Counts what others did, so that a thought can last for a number of their steps."""

    done: int = 0
    awake: int = 0
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        self.awake += 1
        try:
            yield
        finally:
            await self._move(awake=-1)

    async def step(self, what: Step) -> None:
        await what()
        await self._move(done=1)

    async def think(self, steps: int) -> None:
        """As long as somebody else goes on; when all think, or nobody is left, at once."""
        until = self.done + steps
        await self._move(awake=-1)
        async with self.moved:
            await self.moved.wait_for(lambda: self.done >= until or not self.awake)
            self.awake += 1

    async def _move(self, *, done: int = 0, awake: int = 0) -> None:
        async with self.moved:
            self.done += done
            self.awake += awake
            self.moved.notify_all()


@dataclass
class ScriptedDialogue:
    """Says a line after a while, or hands off to who asks for a person."""

    random: Random
    stage: Stage

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        await self.stage.think(self.random.randint(0, LONGEST_THOUGHT))
        if any(message.text == PERSON for message in messages):
            return Prediction((), ActCall("hand_off", {"reason": "asked"}), {"step": "human.start"}, "ask_human", 1.0)
        return Prediction((self.random.choice(SAID),), None, {"step": "closing.tell_me"}, "greet", 1.0)

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction:
        return Prediction((SAID[0],), None, {"step": "human.soon"})


@dataclass(frozen=True)
class Hands:
    """What the players of one case work with: one worker's tools each, and the agents' own."""

    turns: tuple[TurnTools, TurnTools]
    tools: AgentTools
    rota: Rota


@dataclass
class Whirl:
    """One conversation, and everybody at it."""

    number: int
    hands: Hands
    random: Random
    stage: Stage = field(default_factory=Stage)
    conversation: int = 0
    written: int = 0

    async def play(self) -> None:
        await self._write()
        await asyncio.gather(
            self._act([self._write] * STEPS_EACH),
            *[self._act([self._worker(tools)] * STEPS_EACH) for tools in self.hands.turns],
            *[self._act(self._choices(member)) for member in MEMBERS],
        )

    async def _act(self, steps: Sequence[Step]) -> None:
        async with self.stage.at_work():
            for step in steps:
                await self.stage.step(step)

    def _choices(self, member: Member) -> list[Step]:
        does: list[Callable[[Member], Step]] = [self._accept, self._speak, self._speak, self._return, self._close]
        return [self.random.choice([*does, self._vanish])(member) for _ in range(STEPS_EACH)]

    async def _write(self) -> None:
        self.written += 1
        body = PERSON if self.random.random() < 0.4 else "oi"
        message = a_message(f"SM{self.number}x{self.written}", body, contact=f"+5567{900_000_000 + self.number}")
        self.conversation = await self.hands.turns[0].inbox.store(message) or self.conversation

    def _worker(self, tools: TurnTools) -> Step:
        thinking = replace(tools, dialogue=ScriptedDialogue(self.random, self.stage))  # type: ignore[arg-type]

        async def work() -> None:
            await handle_turn(self.conversation, thinking)

        return work

    def _accept(self, member: Member) -> Step:
        return lambda: answer.accept(self.conversation, member, self.hands.tools)

    def _speak(self, member: Member) -> Step:
        async def speak() -> None:
            seen = (await self._held()).last_seen - self.random.choice((0, 0, 1))
            line = AgentLine(self.conversation, member.email, f"Aqui é {member.email}.", max(seen, 0))
            await answer.speak(line, self.hands.tools)

        return speak

    def _return(self, member: Member) -> Step:
        async def give_back() -> None:
            held = (await self._held()).conversation
            if owner_refusal(held, member) is None:
                words = OutgoingMessage(f"return:{held.id}:{held.epoch}", "Voltei.")
                turn = TurnRecord(held, (), (words,))
                await self.hands.tools.conversations.give_back(held, turn, member.email)

        return give_back

    def _close(self, member: Member) -> Step:
        return lambda: answer.close(self.conversation, FORM, member, self.hands.tools)

    def _vanish(self, member: Member) -> Step:
        async def vanish() -> None:
            held = [one for one in await self.hands.rota.held() if one.place.conversation_id == self.conversation]
            for one in held:
                words = OutgoingMessage(f"back:{one.place.handoff_id}:{one.last_word}", "Quem falava precisou sair.")
                await self.hands.rota.send_back(one, OwnerReason.AGENT_GONE, words)

        return vanish

    async def _held(self) -> Held:
        held = await self.hands.tools.conversations.held(self.conversation)
        assert held is not None
        return held
