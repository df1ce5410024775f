"""Going on after 24 hours without a message: only approved words, lawful at the moment of sending (R3)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.application.agents.approved_words import OPENER, RESUME, OfferedWords, Standing, words_at
from bot.application.agents.opening_talk import Hindrance
from bot.application.agents.ports import AgentLine, AtCapacity, ConversationMissing, Held, Spoken, Taken, Unseen
from bot.application.agents.talk_tools import TalkTools
from bot.application.agents.tools import AgentDesk, desk_of
from bot.application.compose import profile_variables
from bot.domain.contact_hours import is_lawful, next_lawful


@dataclass(frozen=True)
class NotNow:
    """Why these words are not sent, and when they might be."""

    why: Hindrance
    not_before: datetime | None = None


async def words_offered(conversation_id: int, talk: TalkTools) -> list[OfferedWords]:
    """What may be said when nothing else is taken, as the debtor would read it now."""
    held = await _head(conversation_id, talk)
    return await offered_at(await desk_of(held, talk.tools), talk)


async def offered_at(opened: AgentDesk, talk: TalkTools) -> list[OfferedWords]:
    desk = opened.desk
    on = (desk.conversation.channel, talk.opening.registered)
    values = profile_variables(desk)
    if desk.account is not None:
        values["first_name"] = desk.account.person.first_name
    found = [await words_at(step, opened.release, opened.profile, values, on) for step in (RESUME, OPENER)]
    return [words for words in found if words is not None]


async def send_words(line: AgentLine, step: str, talk: TalkTools) -> Spoken | Unseen | Taken | AtCapacity | NotNow:
    """Say fixed words in a conversation, as an agent's own: the text of the line is theirs, not the caller's."""
    held = await _head(line.conversation_id, talk)
    opened = await desk_of(held, talk.tools)
    words = next((one for one in await offered_at(opened, talk) if one.step == step), None)
    if words is None or words.standing is not Standing.READY:
        return NotNow(Hindrance.NO_WORDS if words is None else Hindrance.NOT_APPROVED)
    if await talk.tools.services.records.is_opted_out(held.conversation.contact):
        return NotNow(Hindrance.OPTED_OUT)
    lawful = _lawful_from(opened)
    if lawful is not None:
        return NotNow(Hindrance.LATER, lawful)
    return await talk.tools.conversations.say(replace(line, text=words.body, approved=words.approved))


def _lawful_from(opened: AgentDesk) -> datetime | None:
    """By the state the person lives in, where the person is known."""
    desk = opened.desk
    now, state = desk.at.business, desk.account.person.state if desk.account is not None else None
    holidays = desk.services.calendar.holidays(now.date(), now.date() + timedelta(days=30), state)
    return None if is_lawful(now, state, holidays) else next_lawful(now, state, holidays)


async def _head(conversation_id: int, talk: TalkTools) -> Held:
    held = await talk.threads.head(conversation_id)
    if held is None:
        raise ConversationMissing(conversation_id)
    return held
