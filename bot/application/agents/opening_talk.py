"""An agent writes to a debtor first: lawful at the moment of sending, in nobody's way, in neutral words (R3, I1)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.application.acts.identity import WE_STARTED
from bot.application.acts.opening import begin
from bot.application.agents.approved_words import OPENER, OfferedWords, Standing, words_at
from bot.application.agents.keys import Member
from bot.application.agents.ports import AtCapacity
from bot.application.changes import TurnRecord
from bot.application.compose import profile_variables
from bot.application.desk import Desk
from bot.application.handle_turn import TurnTools, desk_between_turns
from bot.application.messages import OutgoingMessage
from bot.application.ports import Claim
from bot.application.reach_out import TALKING_FOR, lawful_from
from bot.application.registered_templates import RegisteredTemplates
from bot.application.releases import LoadedRelease
from bot.domain.conversation import Channel, Conversation, Owner, Verification
from bot.domain.people import Person


class Hindrance(StrEnum):
    """Why a contact is not started."""

    OPTED_OUT = "opted_out"
    LATER = "later"  # not at this hour or on this day
    OWNED = "owned"  # somebody has the conversation already, or it waits in the queue
    TALKING = "talking"  # the debtor is writing with the bot right now
    BUSY = "busy"
    NO_SENDER = "no_sender"
    NO_CONTACT = "no_contact"  # the number is not this person's any more
    NO_WORDS = "no_words"
    NOT_APPROVED = "not_approved"


@dataclass(frozen=True)
class NotBegun:
    """`conversation_id` is the talk that is in the way; `agent` who has it."""

    why: Hindrance
    conversation_id: int | None = None
    agent: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True)
class Begun:
    conversation_id: int
    protocol: str


@dataclass(frozen=True)
class Approach:
    """Whom to write to, and where."""

    person: Person
    channel: Channel
    contact: str


@dataclass(frozen=True)
class Beginning:
    """Who begins a talk, and whom they mean to reach."""

    agent: str
    person_id: int


class Openings(Protocol):
    async def has_person(self, person_id: int) -> bool: ...

    async def begin(self, claim: Claim, turn: TurnRecord, by: Beginning) -> bool | AtCapacity:
        """The talk is the agent's, and the words go out, in one transaction; False: something moved meanwhile."""
        ...


@dataclass(frozen=True)
class OpeningTools:
    turns: TurnTools
    openings: Openings
    registered: RegisteredTemplates
    sender_of: Callable[[str, Channel], str | None]
    simulated: bool = False


async def contacts_of(person: Person, tools: OpeningTools) -> Sequence[tuple[Channel, str]]:
    """Numbers of this person on channels a sender of ours speaks on."""
    known = await tools.turns.services.records.contacts_of(person.id)
    return [one for one in known if tools.sender_of(person.creditor, one[0]) is not None]


async def hindrance_now(approach: Approach, tools: OpeningTools) -> NotBegun | None:
    """What would be in the way already before a conversation is looked at."""
    if approach.contact not in {contact for _, contact in await contacts_of(approach.person, tools)}:
        return NotBegun(Hindrance.NO_CONTACT)
    if await tools.turns.services.records.is_opted_out(approach.contact):
        return NotBegun(Hindrance.OPTED_OUT)
    lawful = lawful_from(approach.person, tools.turns)
    return NotBegun(Hindrance.LATER, not_before=lawful) if lawful is not None else None


async def begin_talk(approach: Approach, member: Member, tools: OpeningTools) -> Begun | NotBegun | AtCapacity:
    """Everything is checked here, at the moment of sending, whatever the page showed before."""
    refused = await hindrance_now(approach, tools)
    sender = tools.sender_of(approach.person.creditor, approach.channel)
    if refused is not None or sender is None:
        return refused or NotBegun(Hindrance.NO_SENDER)
    inbox = tools.turns.inbox
    conversation_id = await inbox.open(approach.channel, approach.contact, sender, simulated=tools.simulated)
    claim = await inbox.claim_quiet(conversation_id, lease_s=tools.turns.lease_s)
    if claim is None:
        return NotBegun(Hindrance.BUSY, conversation_id)
    try:
        begun = await _begin(claim, approach, member, tools)
    except BaseException:
        await inbox.release(claim)
        raise
    if not isinstance(begun, Begun):
        await inbox.release(claim)
    return begun


async def words_for(person: Person, channel: Channel, tools: OpeningTools) -> OfferedWords | None:
    """The neutral words as they would go out now; the protocol number is allotted when they do."""
    empty = Claim(Conversation(0, channel, "", ""), (), 0)
    desk, release = await desk_between_turns(empty, person.creditor, tools.turns)
    desk.use_policy_of(person.creditor)
    desk.conversation = replace(desk.conversation, protocol="(número novo)")
    return await _words(desk, release, person, (channel, tools.registered))


async def _begin(
    claim: Claim, approach: Approach, member: Member, tools: OpeningTools
) -> Begun | NotBegun | AtCapacity:
    held = claim.conversation
    in_the_way = _in_the_way(claim, tools.turns.clock.now())
    if in_the_way is not None:
        return NotBegun(in_the_way, held.id, held.agent)
    anew = replace(claim, conversation=replace(held, slots={**held.slots, "step": "", "return_to": ""}))
    desk, release = await desk_between_turns(anew, approach.person.creditor, tools.turns)
    desk.use_policy_of(approach.person.creditor)
    if desk.verification.person_id != approach.person.id:
        desk.conversation = replace(desk.conversation, verification=Verification())  # of another at this phone
    await begin(desk)
    desk.memory[WE_STARTED] = "yes"  # the policy's factors for active contact are asked (I2)
    words = await _words(desk, release, approach.person, (approach.channel, tools.registered))
    if words is None or words.standing is not Standing.READY:
        return NotBegun(Hindrance.NO_WORDS if words is None else Hindrance.NOT_APPROVED, held.id)
    by = Beginning(member.email, approach.person.id)
    written = await tools.openings.begin(claim, _turn(desk, release, words, member), by)
    if isinstance(written, AtCapacity):
        return written
    return Begun(held.id, desk.conversation.protocol or "") if written else NotBegun(Hindrance.BUSY, held.id)


def _in_the_way(claim: Claim, now: datetime) -> Hindrance | None:
    last = claim.conversation.last_inbound_at
    if claim.conversation.owner is not Owner.BOT:
        return Hindrance.OWNED
    return Hindrance.TALKING if last is not None and now - last < TALKING_FOR else None


async def _words(
    desk: Desk, release: LoadedRelease, person: Person, on: tuple[Channel, RegisteredTemplates]
) -> OfferedWords | None:
    values = {**profile_variables(desk), "first_name": person.first_name}
    return await words_at(OPENER, release, person.creditor, values, on)


def _turn(desk: Desk, release: LoadedRelease, words: OfferedWords, member: Member) -> TurnRecord:
    slots = {**desk.conversation.slots, "profile": desk.policy.slug, "step": OPENER, "return_to": ""}
    conversation = replace(
        desk.conversation,
        owner=Owner.AGENT,
        agent=member.email,
        release=release.id,
        slots=slots,
        memory=dict(desk.memory),
        variables=dict(desk.variables),
        options=words.approved.options,
    )
    said = OutgoingMessage(
        key=f"begun:{conversation.id}:{conversation.epoch}",
        body=words.body,
        options=words.approved.options,
        responses=words.approved.responses,
        speaker=member.email,
        step=OPENER,
        template=words.approved.template,
        template_variables=words.approved.variables,
    )
    return TurnRecord(conversation, (), (said,), tuple(desk.changes))
