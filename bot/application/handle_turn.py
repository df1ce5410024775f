"""One turn: what a debtor wrote in, the bot's lines out, all of it or nothing."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.application.acts.registry import perform
from bot.application.changes import HandedOff, OptedOut, TurnRecord
from bot.application.compose import compose
from bot.application.desk import Desk, Instant, Services
from bot.application.lapse import lapse
from bot.application.messages import OutgoingMessage
from bot.application.notices.contests import open_case_of_contest
from bot.application.notices.lines import lines_of_notice
from bot.application.notices.replies import notices_here, record_replies
from bot.application.ports import Claim, Clock, Dialogue, Inbox, Prediction
from bot.application.releases import LoadedRelease, ReleaseMissing, Releases
from bot.application.turn_limits import always, held_off
from bot.application.understand import expectation, implied_instead, read_message, utterances
from bot.application.wording import Line
from bot.domain.conversation import Conversation, Owner
from bot.domain.errors import BotError
from bot.domain.reading.opt_out import asks_to_stop
from bot.domain.reading.text import fold

MAX_ACTS_IN_A_TURN = 25
STOPPED = "bot_stopped"
STATES_ALL = "prepare_closing"  # what is said after this act is said in full (P12)


async def never() -> bool:
    return False


async def no_test_phone(contact: str) -> str | None:
    return None


@dataclass(frozen=True)
class TurnTools:
    """What a turn is worked with; bound once in the worker."""

    inbox: Inbox
    dialogue: Dialogue
    releases: Releases
    services: Services
    clock: Clock
    default_creditor: str
    quiet: timedelta  # the pause that ends a burst of messages
    lease_s: float
    is_stopped: Callable[[], Awaitable[bool]] = never  # whether every conversation goes to people (F2)
    trial_at: Callable[[str], Awaitable[str | None]] = no_test_phone  # the release a test phone gets
    is_allowed: Callable[[Claim], Awaitable[bool]] = always  # whether this phone, and debtor, may be answered already


type Answering = Callable[[Claim, TurnTools], Awaitable[TurnRecord]]


class TurnTooLong(BotError):
    """A flow asked for act after act without ever waiting for the debtor."""

    def __init__(self, step: str) -> None:
        super().__init__(f"more than {MAX_ACTS_IN_A_TURN} acts in a turn, last at {step}")
        self.step = step


async def handle_turn(conversation_id: int, tools: TurnTools) -> bool:
    """Answer everything a conversation has waiting; False when there was nothing to do or it must be tried again."""
    return await _claimed(conversation_id, tools, tools.quiet, answer)


async def hand_over_failed(conversation_id: int, tools: TurnTools) -> bool:
    """A turn that keeps failing goes to a person, and the debtor is told so; never silence (H1, tool failure)."""
    return await _claimed(conversation_id, tools, timedelta(0), apologise)


async def _claimed(conversation_id: int, tools: TurnTools, quiet: timedelta, answering: Answering) -> bool:
    now = tools.clock.now()
    claim = await tools.inbox.claim(conversation_id, quiet_since=now - quiet, lease_s=tools.lease_s)
    if claim is None:
        return False
    try:
        speaking = await _speaking(claim, tools, answering)
        if speaking is answer and not await tools.is_allowed(claim):
            return await _hold_off(claim, tools)
        turn = await speaking(claim, tools)
        return await tools.inbox.commit(claim, turn)
    except BaseException:
        await tools.inbox.release(claim)  # not begun: the sweep tries it again
        raise


async def _hold_off(claim: Claim, tools: TurnTools) -> bool:
    """More comes than is answered: the messages wait for the sweep to ring again, and the debtor is told once."""
    _, release = await _on_its_release(claim.conversation, tools)
    told = held_off(claim, release.phrases, tools.clock.now())
    if told is not None:
        return await tools.inbox.commit(claim, told)
    await tools.inbox.release(claim)
    return False


async def _speaking(claim: Claim, tools: TurnTools, answering: Answering) -> Answering:
    if claim.conversation.owner is not Owner.BOT:
        return silent_turn
    if claim.unread:  # nobody is left without an answer, nor answered half
        return apologise
    return hand_over_stopped if await tools.is_stopped() else answering


async def silent_turn(claim: Claim, tools: TurnTools) -> TurnRecord:
    """A person holds the conversation: the bot is silent; opt-outs and replies to notices are recorded (H2)."""
    handled = tuple(message.id for message in claim.messages)
    at = Instant(tools.clock.now(), tools.clock.business_now())
    conversation, release = await _prepare(claim, tools, at.real)
    desk = await _heard(claim, conversation, release, tools, at)
    silent = replace(claim.conversation, memory=dict(desk.memory))
    return TurnRecord(silent, handled, changes=(*_opt_outs(claim), *desk.changes))


async def _heard(
    claim: Claim, conversation: Conversation, release: LoadedRelease, tools: TurnTools, at: Instant
) -> Desk:
    """What counts whatever is answered: a reply to a notice, as far as readers understand it (N2)."""
    desk = _desk_for(claim, conversation, release, tools, at)
    await _load_verified(desk)
    await record_replies(desk)
    await open_case_of_contest(desk)
    return desk


def _opt_outs(claim: Claim) -> tuple[OptedOut, ...]:
    """What needs no dialogue to be understood, and may not be lost where there is none (R3)."""
    stops = [message for message in claim.messages if asks_to_stop(fold(message.body))]
    return tuple(OptedOut(claim.conversation.contact, message.body) for message in stops)


async def apologise(claim: Claim, tools: TurnTools) -> TurnRecord:
    """Say that a person goes on, and put the conversation in the queue."""
    return await _to_people(claim, tools, "tool_failure", "failed")


async def hand_over_stopped(claim: Claim, tools: TurnTools) -> TurnRecord:
    """The bot is stopped: people answer, and the debtor is told so (F2)."""
    return await _to_people(claim, tools, STOPPED, "stopped")


async def _to_people(claim: Claim, tools: TurnTools, reason: str, kind: str) -> TurnRecord:
    """No dialogue is asked: the phrase of the reason is said, and what counts whatever is answered is recorded."""
    at = Instant(tools.clock.now(), tools.clock.business_now())
    conversation, release = await _prepare(claim, tools, at.real)
    desk = await _heard(claim, conversation, release, tools, at)
    conversation = replace(conversation, memory=dict(desk.memory))
    desk.record(HandedOff(reason, {"reason": reason, "last_text": desk.text}))
    handled = tuple(message.id for message in claim.messages)
    key = f"turn:{conversation.id}:{max((*handled, *claim.unread), default=0)}:{kind}"
    told = OutgoingMessage(key=key, body=desk.phrases.say(reason))
    return TurnRecord(conversation, handled, (told,), (*desk.changes, *_opt_outs(claim)))


async def desk_between_turns(claim: Claim, creditor: str, tools: TurnTools) -> tuple[Desk, LoadedRelease]:
    """The desk for what we say without having been asked: nobody's message lies on it."""
    at = Instant(tools.clock.now(), tools.clock.business_now())
    slots = {**claim.conversation.slots, "profile": creditor}
    ours = replace(claim, conversation=replace(claim.conversation, creditor=creditor, slots=slots))
    conversation, release = await _prepare(ours, tools, at.real)
    desk = _bare_desk(ours, conversation, release, tools, at)
    await _load_verified(desk)
    return desk, release


async def answer(claim: Claim, tools: TurnTools) -> TurnRecord:
    """Understand, let the dialogue lead from act to act until it waits, and put its lines into words."""
    at = Instant(tools.clock.now(), tools.clock.business_now())
    conversation, release = await _prepare(claim, tools, at.real)
    desk = _desk_for(claim, conversation, release, tools, at)
    before = dict(conversation.slots)
    step = await _understand(desk, release, tools)
    lines, events = await follow(step, desk, release, tools)
    first = await lines_of_notice(desk, release.texts)
    if "miss" not in desk.counted:
        desk.memory.pop("miss", None)  # only misunderstandings in a row count (H1)
    return replace(compose(claim, desk, release, [*first, *lines], events), before=before)


async def follow(
    step: Prediction, desk: Desk, release: LoadedRelease, tools: TurnTools
) -> tuple[list[Line], tuple[Mapping[str, object], ...]]:
    """Go where the dialogue leads, from act to act, until it waits; raises TurnTooLong."""
    lines, events = _said(step, desk), list(step.events)
    slots = {**desk.conversation.slots, **step.slots}
    for _ in range(MAX_ACTS_IN_A_TURN):
        if step.act is None:
            break
        step_before, desk.arguments = step.act.name, dict(step.act.arguments)
        outcome = await perform(step.act.name, desk)
        slots["profile"] = desk.policy.slug
        step = await tools.dialogue.resume(release.id, slots, outcome)
        lines += _said(step, desk, in_full=step_before == STATES_ALL)
        events += step.events
        slots |= step.slots
    else:
        raise TurnTooLong(slots.get("step", ""))
    desk.conversation = replace(desk.conversation, slots=slots)
    return lines, tuple(events)


def _said(step: Prediction, desk: Desk, *, in_full: bool = False) -> list[Line]:
    """The lines of a step with the values of that moment: a later act may fill the same placeholders anew."""
    return [Line(response, dict(desk.variables), in_full) for response in step.lines]


async def _prepare(claim: Claim, tools: TurnTools, now: datetime) -> tuple[Conversation, LoadedRelease]:
    """Settle whose debtor this is, on which release the talk runs, and whether a verification has lapsed."""
    conversation, release = await _on_its_release(claim.conversation, tools)
    slots = {
        "profile": conversation.creditor or _creditor_before_any(conversation, release, tools),
        **conversation.slots,
    }
    conversation = lapse(replace(conversation, slots=slots), now, release.policy(slots["profile"]).identity)
    if slots.get("step") and not conversation.slots["step"]:  # a contact that starts over is a new one (F2)
        conversation, release = await _begun(conversation, tools)
    return replace(conversation, release=release.id), release


def _creditor_before_any(conversation: Conversation, release: LoadedRelease, tools: TurnTools) -> str:
    """Whose number was written to; the default creditor's where it speaks for that one too."""
    ours = tools.services.senders.creditors_of(conversation.sender, conversation.channel, release.policies)
    return tools.default_creditor if tools.default_creditor in ours else ours[0]


async def _on_its_release(conversation: Conversation, tools: TurnTools) -> tuple[Conversation, LoadedRelease]:
    """The release the conversation began with; where that is gone it starts over on the live one, never silent."""
    if conversation.slots.get("step") and conversation.release:
        try:
            return conversation, await tools.releases.get(conversation.release)
        except ReleaseMissing:
            slots = {**conversation.slots, "step": "", "return_to": ""}
            conversation = replace(conversation, slots=slots, options=())
    return await _begun(conversation, tools)


async def _begun(conversation: Conversation, tools: TurnTools) -> tuple[Conversation, LoadedRelease]:
    """What begins is held on the live release, or on the trial of a draft where that is what is tried (F2)."""
    trial = conversation.trial if conversation.simulated else await tools.trial_at(conversation.contact)
    if trial is not None:
        with suppress(ReleaseMissing):
            return replace(conversation, trial=trial), await tools.releases.get(trial)
    return replace(conversation, trial=None), await tools.releases.live()


def _desk_for(claim: Claim, conversation: Conversation, release: LoadedRelease, tools: TurnTools, at: Instant) -> Desk:
    expects = release.expects(conversation.slots["profile"], conversation.slots.get("step", ""))
    hints = expectation(expects, (option.payload for option in conversation.options))
    desk = _bare_desk(claim, conversation, release, tools, at)
    offered = conversation.options
    readings = [read_message(message, hints, at.today, offered) for message in claim.messages]
    desk.readings = [replace(one, conditional=one.conditional or claim.has_more) for one in readings]
    return desk


def _bare_desk(claim: Claim, conversation: Conversation, release: LoadedRelease, tools: TurnTools, at: Instant) -> Desk:
    return Desk(
        conversation=conversation,
        policy=release.policy(conversation.slots["profile"]),
        policies=release.policies,
        phrase_texts=release.phrases,
        services=tools.services,
        at=at,
        messages=claim.messages,
        variables=dict(conversation.variables),
        memory=dict(conversation.memory),
        notice_texts=release.notices,
        waited_at=conversation.slots.get("step", ""),
    )


async def _understand(desk: Desk, release: LoadedRelease, tools: TurnTools) -> Prediction:
    await _load_verified(desk)
    said = utterances(desk.messages, desk.readings)
    step = await tools.dialogue.understand(release.id, desk.conversation.slots, said, {})
    implied = implied_instead(step.intent, desk.readings)
    if implied is not None:
        step = await tools.dialogue.understand(release.id, desk.conversation.slots, [implied], {})
    desk.intent, desk.conditional, desk.certain = step.intent, step.conditional, step.certain
    desk.confidence = step.confidence or 0.0
    if len(desk.messages) > 1 and await notices_here(desk):
        alone = [
            utterances([message], [reading]) for message, reading in zip(desk.messages, desk.readings, strict=True)
        ]
        desk.meanings = await tools.dialogue.mean(release.id, alone)
    return step


async def _load_verified(desk: Desk) -> None:
    verified = desk.verification.person_id
    if desk.verification.is_confirmed and verified is not None:
        desk.account = await desk.services.records.account_of(verified)
