"""What a debtor who waits for a person is told, and nothing more (H2, H5)."""

from dataclasses import replace
from datetime import datetime

from bot.application.agents.rota import Place
from bot.application.agents.tools import AgentTools
from bot.application.agents.window import is_open
from bot.application.desk import Desk, Instant
from bot.application.messages import OutgoingMessage
from bot.application.moments import in_words, is_staffed, next_staffed, staffed_hours_in_words
from bot.application.phrases import PhraseMissing
from bot.application.releases import LoadedRelease, ReleaseMissing
from bot.application.wording import MAX_BODY
from bot.domain.conversation import Channel, Conversation
from flows.gsm7 import to_gsm7


async def back_in_queue(place: Place, last_word: int, tools: AgentTools) -> OutgoingMessage | None:
    """Said once for each time a person fell silent; None where free text may not be sent."""
    if not is_open(place.channel, place.last_inbound_at, tools.clock.now()):
        return None
    desk = await _desk(place, tools)
    phrase = "back_in_queue" if is_staffed(desk) else "back_in_queue_closed"
    return _message(f"back:{place.handoff_id}:{last_word}", phrase, desk)


async def nobody_here(place: Place, wrote_at: datetime, tools: AgentTools) -> OutgoingMessage | None:
    """To who writes while nobody answers: when somebody will; under one key until then, so that it is said once."""
    desk = await _desk(place, tools)
    opens = next_staffed(desk)
    wrote = replace(desk, at=_at(desk.at, wrote_at))
    if is_staffed(desk) or is_staffed(wrote) or next_staffed(wrote) != opens:
        return None
    return _message(f"closed:{place.handoff_id}:{opens.isoformat()}", "nobody_here", desk)


def _message(key: str, phrase: str, desk: Desk) -> OutgoingMessage | None:
    """None on a release from before these words: silence is what it had."""
    hours = staffed_hours_in_words(desk, desk.policy.hours)
    try:
        said = desk.phrases.say(phrase, when=in_words(desk, next_staffed(desk)), hours=hours)
    except PhraseMissing:
        return None
    body = to_gsm7(said) if desk.conversation.channel is Channel.SMS else said
    return OutgoingMessage(key, body[:MAX_BODY])


async def _desk(place: Place, tools: AgentTools) -> Desk:
    """Nobody's account lies on it: hours and phrases are all that is needed."""
    release = await _release(place, tools)
    creditor = place.creditor or tools.default_creditor
    return Desk(
        conversation=Conversation(place.conversation_id, place.channel, "", "", creditor=creditor),
        policy=release.policy(creditor),
        policies=release.policies,
        phrase_texts=release.phrases,
        services=tools.services,
        at=Instant(tools.clock.now(), tools.clock.business_now()),
    )


async def _release(place: Place, tools: AgentTools) -> LoadedRelease:
    """The one the conversation began with, where it is still there."""
    try:
        return await (tools.releases.get(place.release) if place.release else tools.releases.live())
    except ReleaseMissing:
        return await tools.releases.live()


def _at(now: Instant, real: datetime) -> Instant:
    """The business hour of an earlier instant."""
    return Instant(real, now.business - (now.real - real))
