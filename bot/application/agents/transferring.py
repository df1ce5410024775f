"""A conversation goes from one agent to another, or back to the queue, in one statement (H2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.application.agents.answer import Moved, NotTheirs, owner_refusal
from bot.application.agents.keys import Member
from bot.application.agents.ports import AtCapacity, Held
from bot.application.agents.reach import Reach
from bot.application.agents.roles import Right, StaffRole, may
from bot.application.agents.rota import Place, PresenceAway, RotaTools
from bot.application.agents.tools import AgentTools, held_or_missing
from bot.application.agents.waiting_words import back_in_queue
from bot.application.messages import OutgoingMessage
from bot.domain.conversation import Conversation, Owner
from bot.domain.ownership import Seen


@dataclass(frozen=True)
class Colleague:
    """Somebody a conversation may go to, and how many are held already."""

    email: str
    role: StaffRole
    held: int
    creditors: frozenset[str] = frozenset()  # none named: all of them

    def may_have(self, creditor: str | None) -> bool:
        return Reach(self.creditors).has_creditor(creditor)


@dataclass(frozen=True)
class Handing:
    """A conversation as it was when somebody passed it on; to nobody: to the queue."""

    held: Conversation
    by: str
    to: str | None = None
    note: str = ""
    words: OutgoingMessage | None = None  # said to the debtor


@dataclass(frozen=True)
class Passed:
    to: str | None


@dataclass(frozen=True)
class NotThere:
    """Whoever it should go to is not online, or does not answer conversations."""

    email: str


class Transfers(Protocol):
    async def colleagues(self) -> Sequence[Colleague]:
        """Everybody whose role answers, with what is held now."""
        ...

    async def place(self, conversation_id: int) -> Place | None:
        """Where it stands in the queue, or stood before it was taken."""
        ...

    async def pass_on(self, handing: Handing) -> bool | AtCapacity:
        """Owner, epoch, note and words in one transaction; False: the epoch moved."""
        ...


async def transfer(
    conversation_id: int, to: str | None, note: str, member: Member, on: tuple[AgentTools, Transfers, RotaTools]
) -> Passed | NotTheirs | NotThere | AtCapacity | Moved:
    tools, transfers, rota = on
    held = await held_or_missing(conversation_id, tools)
    refusal = _refusal(held.conversation, member)
    if refusal is not None:
        return refusal
    if to == held.conversation.agent and held.conversation.owner is not Owner.BOT:
        return Passed(to)  # it is there already
    colleagues = await online_colleagues(member, transfers, rota, of=held.conversation)
    if to not in (None, member.email, *(one.email for one in colleagues)):
        return NotThere(to or "")
    words = await _told(held, transfers, tools) if to is None else None
    passed = await transfers.pass_on(Handing(held.conversation, member.email, to, note.strip(), words))
    if isinstance(passed, AtCapacity):
        return passed
    return Passed(to) if passed else Moved()


async def online_colleagues(
    member: Member, transfers: Transfers, rota: RotaTools, *, of: Conversation | None = None
) -> list[Colleague]:
    """Who is there now, has room and may see the conversation, the least busy first; nobody, while none can tell."""
    seen = await _seen(rota)
    now = rota.tools.clock.now()
    online = {email for email, one in seen.items() if _takes(one, now, rota)}
    found = [
        one
        for one in await transfers.colleagues()
        if one.email in online
        and one.email != member.email
        and one.held < rota.capacity
        and (of is None or one.may_have(of.creditor))
    ]
    return sorted(found, key=lambda one: (one.held, one.email))


def _refusal(conversation: Conversation, member: Member) -> NotTheirs | None:
    """One's own; who may overrule also passes on another's, or one that waits."""
    if conversation.owner is Owner.QUEUE and not may(member.role, Right.OVERRULE):
        return NotTheirs(conversation.owner, None)
    return owner_refusal(conversation, member)


async def _told(held: Held, transfers: Transfers, tools: AgentTools) -> OutgoingMessage | None:
    """The debtor keeps the place, and is told so; where free text may not be sent, nothing is."""
    place = await transfers.place(held.conversation.id)
    if place is None or held.conversation.owner is not Owner.AGENT:
        return None
    words = await back_in_queue(replace(place, last_inbound_at=held.last_inbound_at), 0, tools)
    return replace(words, key=f"transfer:{held.conversation.id}:{held.conversation.epoch}") if words else None


async def _seen(rota: RotaTools) -> Mapping[str, Seen]:
    try:
        return await rota.presence.seen()
    except PresenceAway:
        return {}


def _takes(seen: Seen, now: datetime, rota: RotaTools) -> bool:
    return seen.takes and seen.is_online(now, rota.patience)
