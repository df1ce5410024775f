"""An agent takes a conversation, speaks in it, and closes it with a wrap-up (H2, H4)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.application.agents.keys import Member
from bot.application.agents.ports import AgentLine, AtCapacity, Spoken, Taken, Unseen
from bot.application.agents.roles import Right, may
from bot.application.agents.tools import AgentTools, desk_of, held_or_missing
from bot.application.agents.window import is_open
from bot.application.agents.wrap_up import Filled, Incomplete, WrapUp, wrap_up_of
from bot.application.agents.wrap_up_forms import form_named, forms_for, known_answers
from bot.application.wording import MAX_BODY
from bot.domain.conversation import Channel, Conversation, Owner
from flows.forms import Form
from flows.gsm7 import to_gsm7


@dataclass(frozen=True)
class TextRefused:
    """Nothing to say, or more than a message holds."""

    reason: str  # empty_text, text_too_long


@dataclass(frozen=True)
class WindowClosed:
    """WhatsApp takes free text for 24 hours after the debtor's last message only."""

    last_inbound_at: datetime | None


@dataclass(frozen=True)
class NotTheirs:
    """The bot has it, or another agent: whoever wants to end it takes it first."""

    owner: Owner
    agent: str | None


@dataclass(frozen=True)
class Moved:
    """Somebody changed the owner at the same moment: nothing was written."""


@dataclass(frozen=True)
class Closed:
    wrap_up: WrapUp


@dataclass(frozen=True)
class FormIncomplete:
    lacks: Incomplete
    form: Form

    @property
    def missing(self) -> tuple[str, ...]:
        return self.lacks.missing


async def accept(conversation_id: int, member: Member, tools: AgentTools) -> Taken | AtCapacity | None:
    """Take a conversation from the queue, or from the bot; None when it is theirs now."""
    return await tools.conversations.accept(conversation_id, member.email)


async def speak(
    line: AgentLine, tools: AgentTools
) -> Spoken | Unseen | Taken | AtCapacity | WindowClosed | TextRefused:
    """Say an agent's words, unless the screen they were written on is stale; it silences the bot at once."""
    text = line.text.strip()
    if not text or len(text) > MAX_BODY:
        return TextRefused("text_too_long" if text else "empty_text")
    held = await held_or_missing(line.conversation_id, tools)
    channel = held.conversation.channel
    if not is_open(channel, held.last_inbound_at, tools.clock.now()):
        return WindowClosed(held.last_inbound_at)
    return await tools.conversations.say(replace(line, text=to_gsm7(text) if channel is Channel.SMS else text))


async def close(
    conversation_id: int, given: Mapping[str, object], member: Member, tools: AgentTools
) -> Closed | FormIncomplete | NotTheirs | Moved:
    """End the contact with a form; the debtor's next message opens a new one with the bot.

    `given` are the answers by field, and the form's name and the questions answered where they are not the usual ones.
    """
    held = await held_or_missing(conversation_id, tools)
    refusal = owner_refusal(held.conversation, member)
    if refusal is not None:
        return refusal
    opened = await desk_of(held, tools)
    form = form_named(await forms_for(opened, tools), given.get("form"))
    filled = Filled(given, known_answers(form, opened, member), _names(given.get("confirmed")))
    wrap_up = wrap_up_of(filled, form)
    if isinstance(wrap_up, Incomplete):
        return FormIncomplete(wrap_up, form)
    is_written = await tools.conversations.close(held.conversation, wrap_up, member.email)
    return Closed(wrap_up) if is_written else Moved()


async def reopen(conversation_id: int, member: Member, tools: AgentTools) -> bool:
    """Take back one's own closing, a moment after it: False when that is over, or the debtor has written since."""
    await held_or_missing(conversation_id, tools)
    return await tools.conversations.reopen(conversation_id, member.email)


def _names(told: object) -> frozenset[str]:
    return frozenset(map(str, told)) if isinstance(told, Collection) and not isinstance(told, str) else frozenset()


def owner_refusal(conversation: Conversation, member: Member) -> NotTheirs | None:
    """Theirs, or in the queue and nobody's; a supervisor may end another agent's."""
    if conversation.owner is Owner.QUEUE:
        return None
    is_theirs = conversation.owner is Owner.AGENT and conversation.agent == member.email
    if is_theirs or (conversation.owner is Owner.AGENT and may(member.role, Right.OVERRULE)):
        return None
    return NotTheirs(conversation.owner, conversation.agent)
