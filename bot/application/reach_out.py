"""Starting a contact: lawful at the moment of sending, in nobody's way, and once only (R3, H2, N0)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.application.acts.identity import WE_STARTED
from bot.application.acts.opening import begin
from bot.application.changes import Change, TurnRecord
from bot.application.compose import compose, under_key
from bot.application.desk import Desk
from bot.application.handle_turn import TurnTools, desk_between_turns, follow
from bot.application.ports import Claim
from bot.application.releases import LoadedRelease
from bot.domain.contact_hours import is_lawful, next_lawful
from bot.domain.conversation import Channel, Owner, VariableValue
from bot.domain.people import Person

TALKING_FOR = timedelta(minutes=30)  # a debtor who wrote so lately is not started anew


@dataclass(frozen=True)
class Reach:
    """A contact to start: with whom, at which step of the flows, and under which key.

    `verified_step` is entered instead when the person is confirmed in a conversation still fresh; one that
    `comes_back` leaves a talk in hand where it was.
    """

    person: Person
    channel: Channel
    contact: str
    sender: str
    key: str
    step: str
    verified_step: str = ""
    values: Mapping[str, VariableValue] = field(default_factory=dict)
    memory: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    simulated: bool = False
    comes_back: bool = False


class Outcome(StrEnum):
    SAID = "said"
    STOPPED = "stopped"  # the bot is: nothing is begun until it answers again
    OPTED_OUT = "opted_out"
    LATER = "later"  # not at this hour or on this day
    OWNED = "owned"  # a person holds the conversation: campaigns skip it
    TALKING = "talking"  # the debtor is writing with us right now
    BUSY = "busy"  # held by a worker, or moved meanwhile: tried again


@dataclass(frozen=True)
class Reached:
    """What became of it; `not_before` tells when a contact refused for the hour may be tried again."""

    outcome: Outcome
    conversation_id: int | None = None
    protocol: str | None = None
    not_before: datetime | None = None


async def reach_out(reach: Reach, tools: TurnTools) -> Reached:
    """Start a contact, or say why not now; the same key never speaks twice."""
    if await tools.is_stopped():
        return Reached(Outcome.STOPPED)
    if await tools.services.records.is_opted_out(reach.contact):
        return Reached(Outcome.OPTED_OUT)
    lawful = lawful_from(reach.person, tools)
    if lawful is not None:
        return Reached(Outcome.LATER, not_before=lawful)
    conversation_id = await tools.inbox.open(reach.channel, reach.contact, reach.sender, simulated=reach.simulated)
    claim = await tools.inbox.claim_quiet(conversation_id, lease_s=tools.lease_s)
    if claim is None:
        return Reached(Outcome.BUSY, conversation_id)
    try:
        return await _say(claim, reach, tools)
    except BaseException:
        await tools.inbox.release(claim)
        raise


def lawful_from(person: Person, tools: TurnTools) -> datetime | None:
    """When a contact with this person may be started; None when it may be now (R3)."""
    now = tools.clock.business_now()
    days = now.date(), now.date() + timedelta(days=30)
    holidays = tools.services.calendar.holidays(*days, person.state)
    return None if is_lawful(now, person.state, holidays) else next_lawful(now, person.state, holidays)


async def _say(claim: Claim, reach: Reach, tools: TurnTools) -> Reached:
    conversation = claim.conversation
    refused = _in_the_way(claim, reach, tools.clock.now())
    if refused is not None:
        await tools.inbox.release(claim)
        return Reached(refused, conversation.id)
    turn = await _turn(claim, reach, tools)
    written = await tools.inbox.commit(claim, turn)
    return Reached(Outcome.SAID if written else Outcome.BUSY, conversation.id, turn.conversation.protocol)


def _in_the_way(claim: Claim, reach: Reach, now: datetime) -> Outcome | None:
    proved = claim.conversation.verification
    is_known = proved.is_confirmed and proved.person_id == reach.person.id
    if claim.conversation.owner is not Owner.BOT:
        return Outcome.OWNED
    if _is_talking(claim, now) and not (is_known and reach.verified_step and reach.comes_back):
        return Outcome.TALKING
    return None


def _is_talking(claim: Claim, now: datetime) -> bool:
    last = claim.conversation.last_inbound_at
    return last is not None and now - last < TALKING_FOR


async def _turn(claim: Claim, reach: Reach, tools: TurnTools) -> TurnRecord:
    desk, release = await desk_between_turns(claim, reach.person.creditor, tools)
    step = reach.verified_step if _is_confirmed(desk, reach.person) and reach.verified_step else reach.step
    if step == reach.step:
        desk, release = await desk_between_turns(_anew(claim), reach.person.creditor, tools)
        await _open(desk, reach.person)
    desk.fill(**reach.values)
    desk.memory.update(reach.memory)
    back = _where_to_come_back(claim, desk, release, tools) if reach.comes_back and step != reach.step else ""
    slots = {**desk.conversation.slots, "profile": desk.policy.slug, "return_to": back}
    desk.conversation = replace(desk.conversation, slots=slots)
    for change in reach.changes:
        desk.record(change)
    lines, events = await follow(await tools.dialogue.enter(release.id, slots, step), desk, release, tools)
    return under_key(compose(claim, desk, release, lines, events), reach.key)


def _anew(claim: Claim) -> Claim:
    """A contact we open is on the live release, whatever the one before was on."""
    slots = {**claim.conversation.slots, "step": ""}
    return replace(claim, conversation=replace(claim.conversation, slots=slots))


def _where_to_come_back(claim: Claim, desk: Desk, release: LoadedRelease, tools: TurnTools) -> str:
    """The question of ours the debtor may be answering right now."""
    here = desk.conversation.slots.get("step", "")
    is_waiting = here in release.waiting_steps(desk.policy.slug)
    return here if is_waiting and _is_talking(claim, tools.clock.now()) else ""


def _is_confirmed(desk: Desk, person: Person) -> bool:
    return desk.verification.is_confirmed and desk.verification.person_id == person.id


async def _open(desk: Desk, person: Person) -> None:
    """A new contact with its own protocol number (N8); whoever answers is asked who it is (I1)."""
    desk.use_policy_of(person.creditor)
    await begin(desk)
    desk.memory[WE_STARTED] = "yes"  # the policy's factors for active contact are asked (I2)
    desk.fill(first_name=person.first_name)
