"""What people's work on conversations needs, bound once for the API and the command line."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.application.agents.keys import Staff
from bot.application.agents.ports import ConversationMissing, Conversations, Held, Reentry
from bot.application.desk import Desk, Instant, Services
from bot.application.handle_turn import never
from bot.application.ports import Clock
from bot.application.releases import LoadedRelease, Releases
from bot.domain.conversation import Conversation, Verification
from bot.domain.identity import has_expired
from bot.domain.identity_policy import IdentityPolicy


@dataclass(frozen=True)
class AgentTools:
    conversations: Conversations
    staff: Staff
    dialogue: Reentry
    releases: Releases
    services: Services
    clock: Clock
    default_creditor: str
    is_stopped: Callable[[], Awaitable[bool]] = never  # the bot takes nothing back meanwhile (F2)


@dataclass(frozen=True)
class AgentDesk:
    """A conversation opened for a person: the desk its acts would work at, and the release it runs on."""

    held: Held
    desk: Desk
    release: LoadedRelease
    profile: str


async def held_or_missing(conversation_id: int, tools: AgentTools, *, with_lines: bool = False) -> Held:
    held = await tools.conversations.held(conversation_id, with_lines=with_lines)
    if held is None:
        raise ConversationMissing(conversation_id)
    return held


async def desk_of(held: Held, tools: AgentTools) -> AgentDesk:
    """The same desk a turn is worked at, without messages; a verification that lapsed counts no more (I6)."""
    kept = held.conversation
    release = await (tools.releases.get(kept.release) if kept.release else tools.releases.live())
    profile = kept.slots.get("profile") or kept.creditor or tools.default_creditor
    policy = release.policy(profile)
    at = Instant(tools.clock.now(), tools.clock.business_now())
    conversation = replace(
        _unlapsed(kept, held, at, policy.identity), slots={**kept.slots, "profile": profile}, release=release.id
    )
    desk = Desk(
        conversation=conversation,
        policy=policy,
        policies=release.policies,
        phrase_texts=release.phrases,
        services=tools.services,
        at=at,
        variables=dict(conversation.variables),
        memory=dict(conversation.memory),
    )
    known = kept.verification.person_id
    if known is not None:
        await desk.load_account(await desk.services.records.person(known))
    return AgentDesk(held, desk, release, profile)


def _unlapsed(conversation: Conversation, held: Held, at: Instant, policy: IdentityPolicy) -> Conversation:
    last = held.last_inbound_at
    if last is not None and not has_expired(last, at.real, policy):
        return conversation
    return replace(conversation, verification=Verification())
