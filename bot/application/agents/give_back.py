"""Back to the bot at a named step, with what was agreed (H4): the bot speaks there, and owns the conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.application.acts.registry import perform
from bot.application.agents.answer import Moved, NotTheirs, owner_refusal
from bot.application.agents.facts import note_facts, refused_facts
from bot.application.agents.keys import Member
from bot.application.agents.reentry_steps import placeholders_at, reentry_steps
from bot.application.agents.tools import AgentDesk, AgentTools, desk_of, held_or_missing
from bot.application.agents.values_today import values_today
from bot.application.agents.window import is_open
from bot.application.changes import TurnRecord
from bot.application.compose import compose, profile_variables, under_key
from bot.application.desk import Desk
from bot.application.handle_turn import STOPPED
from bot.application.ports import Claim
from bot.application.wording import Line
from flows.catalogue import ACTS

_CLOSING = "prepare_closing"


@dataclass(frozen=True)
class Return:
    """Where the bot goes on, and what was agreed meanwhile."""

    conversation_id: int
    step: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Given:
    """The bot has it again and has spoken."""

    step: str


@dataclass(frozen=True)
class StepRefused:
    """Not there, or not with these facts; `steps` are those allowed now."""

    reason: str  # bot_stopped, step_not_allowed, facts_refused, window_closed
    steps: tuple[str, ...]
    facts: tuple[str, ...] = ()


async def give_back(wanted: Return, member: Member, tools: AgentTools) -> Given | StepRefused | NotTheirs | Moved:
    held = await held_or_missing(wanted.conversation_id, tools)
    refusal = owner_refusal(held.conversation, member)
    if refusal is not None:
        return refusal
    if await tools.is_stopped():
        return StepRefused(STOPPED, ())
    opened = await desk_of(held, tools)
    wrong = refused_facts(opened.desk, wanted.facts)
    if not wrong:
        note_facts(opened.desk, wanted.facts)
    steps = await allowed_steps(opened)
    if not is_open(held.conversation.channel, held.last_inbound_at, opened.desk.at.real):
        return StepRefused("window_closed", steps)
    if wrong:
        return StepRefused("facts_refused", steps, tuple(wrong))
    if wanted.step not in steps:
        return StepRefused("step_not_allowed", steps)
    turn = await _speak_at(wanted.step, opened, tools)
    is_written = await tools.conversations.give_back(held.conversation, turn, member.email)
    return Given(turn.conversation.slots["step"]) if is_written else Moved()


async def allowed_steps(opened: AgentDesk) -> tuple[str, ...]:
    """Steps that wait, whose words can be said with what is true today, and that identity allows."""
    is_verified = opened.desk.verification.is_confirmed
    known = {*await values_today(opened.desk), *profile_variables(opened.desk)}
    channel = opened.desk.conversation.channel
    found = []
    for step in reentry_steps(opened.release, opened.profile, is_verified=is_verified):
        needed = placeholders_at(opened.release, opened.profile, step, channel)
        if needed is not None and needed <= known:
            found.append(step)
    return tuple(found)


async def made_ready(step: str, opened: AgentDesk) -> Desk:
    """The desk as it is when the bot speaks at the step: what it says is looked up today."""
    desk, held = opened.desk, opened.held.conversation
    desk.variables = await values_today(desk)
    needed = placeholders_at(opened.release, opened.profile, step, held.channel) or frozenset()
    if needed & ACTS[_CLOSING].fills and desk.verification.is_confirmed:
        await perform(_CLOSING, desk)  # what a yes closes is what is stated now (P12)
    return desk


async def _speak_at(step: str, opened: AgentDesk, tools: AgentTools) -> TurnRecord:
    desk, held = await made_ready(step, opened), opened.held.conversation
    slots = {**desk.conversation.slots, "return_to": ""}
    said = await tools.dialogue.enter(opened.release.id, slots, step)
    lines = [Line(response, dict(desk.variables)) for response in said.lines]
    desk.conversation = replace(desk.conversation, slots={**slots, **said.slots})
    turn = compose(Claim(held, (), 0), desk, opened.release, lines, said.events)
    return under_key(turn, f"return:{held.id}:{held.epoch}")
