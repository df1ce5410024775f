"""Ready answers with the conversation's values in place; what cannot be said here and now is not offered (F5, I1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.application.agents.tools import AgentDesk
from bot.application.agents.values_today import values_today
from bot.application.compose import profile_variables
from bot.domain.conversation import Channel, VariableValue
from flows.checks.case import words_in
from flows.graph import response_id
from flows.gsm7 import to_gsm7
from flows.ready_answers import ReadyAnswer

_PLACEHOLDER = re.compile(r"\{([^{}\s]+)\}")


@dataclass(frozen=True)
class FilledAnswer:
    id: str
    title: str
    text: str


async def answers_at(opened: AgentDesk) -> list[FilledAnswer]:
    """Every answer of the profile that has all its values, in the file's order."""
    values = await _values(opened)
    channel = opened.desk.conversation.channel
    found = []
    for answer in opened.release.ready_answers.get(opened.profile, {}).values():
        text = _filled(_words(answer, opened, channel), values)
        if text and _may_be_said(answer, text, opened):
            found.append(FilledAnswer(answer.id, answer.title, to_gsm7(text) if channel is Channel.SMS else text))
    return found


async def _values(opened: AgentDesk) -> Mapping[str, VariableValue]:
    desk = opened.desk
    texts = opened.release.texts.responses.values()
    fixed = next((text.fixed for text in texts if text.profile == opened.profile), {})
    person = {"first_name": desk.account.person.first_name} if desk.account is not None else {}
    return {**fixed, **await values_today(desk), **profile_variables(desk), **person}


def _words(answer: ReadyAnswer, opened: AgentDesk, channel: Channel) -> str:
    if answer.text:
        return answer.text
    said = opened.release.texts.responses.get(response_id(opened.profile, answer.says_as))
    if said is None:
        return ""
    return said.sms if channel is Channel.SMS else said.whatsapp


def _filled(text: str, values: Mapping[str, VariableValue]) -> str:
    """Empty when a value is missing."""
    named = {name: values.get(name) for name in _PLACEHOLDER.findall(text)}
    if not all(isinstance(value, str) and value for value in named.values()):
        return ""
    return _PLACEHOLDER.sub(lambda found: str(named[found[1]]), text).strip()


def _may_be_said(answer: ReadyAnswer, text: str, opened: AgentDesk) -> bool:
    """Before identity, nothing a stranger should not read."""
    if opened.desk.verification.is_confirmed:
        return True
    return answer.before_identity and not words_in(text, opened.release.not_before_identity)
