"""Words approved beforehand, which alone may begin a talk on WhatsApp or go on with one after 24 hours (R3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.application.agents.ports import ApprovedWords
from bot.application.fixed_templates import fixed_template, fixed_variables
from bot.application.registered_templates import Approval, RegisteredTemplates
from bot.application.releases import LoadedRelease
from bot.application.wording import Line, PlaceholderMissing, render
from bot.domain.conversation import Channel, Option, VariableValue
from flows.graph import response_id

RESUME, OPENER = "talk.resume", "talk.opener"


class Standing(StrEnum):
    """Whether the words may be sent: what no provider knows goes as it is, in development and on SMS."""

    READY = "ready"
    PENDING = "pending"
    REJECTED = "rejected"


@dataclass(frozen=True)
class OfferedWords:
    """A text as the debtor would read it now."""

    step: str
    body: str
    approved: ApprovedWords
    standing: Standing = Standing.READY


_STANDS = {Approval.PENDING: Standing.PENDING, Approval.REJECTED: Standing.REJECTED}


async def words_at(
    step: str,
    release: LoadedRelease,
    profile: str,
    values: Mapping[str, VariableValue],
    on: tuple[Channel, RegisteredTemplates],
) -> OfferedWords | None:
    """None where the release has no such words, or something they need has no value."""
    channel, registered = on
    name = response_id(profile, step)
    text = release.texts.responses.get(name)
    template = fixed_template(text) if text is not None else None
    if text is None or template is None:
        return None
    try:
        [said] = render([Line(name)], release.texts, values, channel)
    except PlaceholderMissing:
        return None
    variables = fixed_variables(text, said.template or {})
    if variables is None:
        return None
    options = tuple(Option(label, payload) for label, payload in said.options)
    approved = ApprovedWords(template.name, variables, options, (name,))
    return OfferedWords(step, said.body, approved, await _standing(template.name, channel, registered))


async def _standing(template: str, channel: Channel, registered: RegisteredTemplates) -> Standing:
    if channel is not Channel.WHATSAPP:
        return Standing.READY
    found = await registered.find(template)
    return _STANDS.get(found.approval, Standing.READY) if found is not None else Standing.READY
