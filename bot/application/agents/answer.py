"""An agent takes a conversation, speaks in it, and closes it with a wrap-up (H2, H4)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.application.agents.keys import Member
from bot.application.agents.ports import AgentLine, AtCapacity, Spoken, Taken, Unseen
from bot.application.agents.roles import Right, may
from bot.application.agents.tools import AgentTools, held_or_missing
from bot.application.agents.window import is_open
from bot.application.agents.wrap_up import Incomplete, WrapUp, WrapUpForm, wrap_up_of
from bot.application.wording import MAX_BODY
from bot.domain.conversation import Channel, Conversation, Owner
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
    missing: tuple[str, ...]
    form: WrapUpForm


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
    conversation_id: int, given: Mapping[str, str | int | None], member: Member, tools: AgentTools
) -> Closed | FormIncomplete | NotTheirs | Moved:
    """End the contact with its form; the debtor's next message opens a new one with the bot."""
    conversation = (await held_or_missing(conversation_id, tools)).conversation
    refusal = owner_refusal(conversation, member)
    if refusal is not None:
        return refusal
    form = tools.wrap_up_form(conversation.creditor)
    wrap_up = wrap_up_of(given, form)
    if isinstance(wrap_up, Incomplete):
        return FormIncomplete(wrap_up.missing, form)
    is_written = await tools.conversations.close(conversation, wrap_up, member.email)
    return Closed(wrap_up) if is_written else Moved()


def owner_refusal(conversation: Conversation, member: Member) -> NotTheirs | None:
    """Theirs, or in the queue and nobody's; a supervisor may end another agent's."""
    if conversation.owner is Owner.QUEUE:
        return None
    is_theirs = conversation.owner is Owner.AGENT and conversation.agent == member.email
    if is_theirs or (conversation.owner is Owner.AGENT and may(member.role, Right.OVERRULE)):
        return None
    return NotTheirs(conversation.owner, conversation.agent)
