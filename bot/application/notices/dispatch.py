"""Making the attempts that are due: lawful at that moment, at the sender's pace, each once (N0, N6, R3, H2)."""

from asyncio import CancelledError
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.application.announce_news import OPENER, TELL
from bot.application.giving_way import FREE, Way
from bot.application.handle_turn import TurnTools
from bot.application.notices.ledger import TELLS_ANSWER, DueAttempt, Ledger, Unanswered, Unheard, attempt_key
from bot.application.notices.several import Pace, Places, make_several
from bot.application.reach_out import Outcome, Reach, Reached, reach_out
from bot.domain.conversation import Channel
from bot.domain.notices.drafting import fees_to_notify, under_case
from bot.domain.notices.excuses import is_in_hospital, less_excused
from bot.domain.notices.means import (
    Attempt,
    AttemptState,
    Letter,
    LetterReason,
    Reachable,
    TryNow,
    next_attempt,
)
from bot.domain.notices.replies import valid_from
from bot.domain.policy import Policy
from bot.domain.reach import contacts_to_try

AT_ONCE = 10
LEASE_S = 30.0  # an attempt whose dispatcher was killed waits so long
NO_SENDER, OVER, ANSWERED = "no_sender", "over", "answered"
ISSUE = "notice.issue"  # where a confirmed person is notified without an opener
A_DAY = timedelta(days=1)
PUT_OFF = {
    Outcome.STOPPED: timedelta(minutes=1),  # stopped since it was looked at
    Outcome.OWNED: timedelta(hours=1),
    Outcome.TALKING: timedelta(minutes=30),
    Outcome.BUSY: timedelta(seconds=15),
    Outcome.LATER: timedelta(hours=1),
}
FOLLOWED_AT_ONCE = 200


@dataclass(frozen=True)
class DispatchTools:
    ledger: Ledger
    turns: TurnTools
    pace: Pace
    sender_of: Callable[[str, Channel], str | None]
    simulated: bool = False  # no provider: the simulator is the only phone
    way: Way = FREE


async def dispatch_due(tools: DispatchTools) -> int:
    """Make what is due now, several at once; how many attempts were looked at: none while the bot is stopped."""
    if await tools.turns.is_stopped():
        return 0
    due = await tools.ledger.due(AT_ONCE, LEASE_S)
    places = Places(tools.pace)
    try:
        await make_several(due, lambda attempt: _make(attempt, tools, places))
    except CancelledError:  # we are stopped, and another may go on at once
        await tools.ledger.give_back(due)
        raise
    return len(due)


async def try_next_means(tools: DispatchTools) -> int:
    """Plan one more try for who has not answered in time, or a letter; how many were planned."""
    policies, planned, after = (await tools.turns.releases.live()).policies, 0, 0
    while waiting := await tools.ledger.unanswered(after, FOLLOWED_AT_ONCE):
        for one in waiting:
            if one.notice.creditor in policies:
                planned += await _try_next(one, policies[one.notice.creditor], tools)
        after = waiting[-1].notice.id
    return planned


async def _make(attempt: DueAttempt, tools: DispatchTools, places: Places) -> None:
    policy = (await tools.turns.releases.live()).policies[attempt.notice.creditor]
    sender = tools.sender_of(attempt.notice.creditor, attempt.channel)
    if attempt.notice.state.is_over:
        await tools.ledger.give_up(attempt, OVER)
    elif _is_settled_by_its_answer(attempt, policy):
        await tools.ledger.give_up(attempt, ANSWERED)
    elif sender is None:
        await tools.ledger.give_up(attempt, NO_SENDER)
    elif not await _is_still_owed(attempt, policy, tools):
        await tools.ledger.put_off(attempt, tools.turns.clock.now() + A_DAY)
    else:
        await places.wait(sender, attempt.channel)
        async with places.going, tools.way.behind():
            if (attempt.notice.channel, attempt.notice.contact) != (attempt.channel, attempt.contact):
                await tools.ledger.aim(attempt)
            await _note(attempt, await reach_out(_reach(attempt, policy, sender, tools), tools.turns), tools)


async def _is_still_owed(attempt: DueAttempt, policy: Policy, tools: DispatchTools) -> bool:
    """Paid, agreed, withdrawn or contested since it was planned: nobody is told, and the clock ends it (N4, T7)."""
    if attempt.tells_answer:
        return True
    account = await tools.turns.services.records.account(attempt.person)
    excuses = await tools.turns.services.notices.excuses_of(attempt.person.id)
    held = under_case(account.cases, account.titles)
    today = tools.turns.clock.business_now().date()
    owed = less_excused(fees_to_notify(account.titles, policy, today, held), excuses, today)
    return bool(owed) and not is_in_hospital(excuses, today)


def _is_settled_by_its_answer(attempt: DueAttempt, policy: Policy) -> bool:
    """Answered since it was planned: the person is not told again, but of what became of a contest."""
    if attempt.tells_answer:
        return attempt.notice.open_contest is None
    return attempt.notice.contested_at is not None or valid_from(attempt.notice, policy.notice) is not None


def _reach(attempt: DueAttempt, policy: Policy, sender: str, tools: DispatchTools) -> Reach:
    """Whoever is confirmed in a fresh talk is told at once; nobody's question of this moment is talked over."""
    opener, told = (OPENER, TELL) if attempt.tells_answer else (policy.notice.opener, ISSUE)
    return Reach(
        person=attempt.person,
        channel=attempt.channel,
        contact=attempt.contact,
        sender=sender,
        key=attempt_key(attempt.id),
        step=opener,
        verified_step=told,
        comes_back=attempt.tells_answer,
        simulated=tools.simulated,
    )


async def _note(attempt: DueAttempt, reached: Reached, tools: DispatchTools) -> None:
    """What was said is on record already, by the turn that said it."""
    if reached.outcome is Outcome.SAID:
        return
    now = tools.turns.clock.now()
    if reached.outcome is Outcome.OPTED_OUT:
        await tools.ledger.give_up(attempt, LetterReason.OPTED_OUT.value)
        await tools.ledger.plan_letter(attempt.notice, attempt.number + 1, LetterReason.OPTED_OUT.value, now)
    else:
        lawful = reached.not_before
        wait = lawful - tools.turns.clock.business_now() if lawful else PUT_OFF[reached.outcome]
        await tools.ledger.put_off(attempt, now + wait)


async def bring_answers(tools: DispatchTools) -> int:
    """Answers to contests that did not arrive go by the next means, or by letter; how many were planned (N4, N6)."""
    policies, planned, after = (await tools.turns.releases.live()).policies, 0, 0
    while waiting := await tools.ledger.unheard(after, FOLLOWED_AT_ONCE):
        for one in waiting:
            if one.notice.creditor in policies:
                planned += await _bring(one, policies[one.notice.creditor], tools)
        after = waiting[-1].notice.id
    return planned


async def _bring(one: Unheard, policy: Policy, tools: DispatchTools) -> bool:
    now, number = tools.turns.clock.now(), one.last_number + 1
    reachable = Reachable(contacts_to_try(one.person, one.contacts), _channels(policy, tools), one.opted_out)
    match next_attempt(one.history, now, policy.notice, reachable):
        case TryNow(channel, contact, _) if number <= policy.notice.max_attempts:
            return await tools.ledger.plan_telling(one, Attempt(number, channel, contact, AttemptState.PLANNED, now))
        case TryNow() | Letter():
            return await tools.ledger.plan_letter(one.notice, number, TELLS_ANSWER, now)
    return False


def _channels(policy: Policy, tools: DispatchTools) -> frozenset[Channel]:
    return frozenset(channel for channel in Channel if tools.sender_of(policy.slug, channel) is not None)


async def _try_next(one: Unanswered, policy: Policy, tools: DispatchTools) -> bool:
    now = tools.turns.clock.now()
    if one.notice.pending_reply_at is not None:
        return await _await_identity(one, one.notice.pending_reply_at, policy, tools)
    reachable = Reachable(contacts_to_try(one.person, one.contacts), _channels(policy, tools), one.opted_out)
    match next_attempt(one.history, now, policy.notice, reachable):
        case TryNow(channel, contact, number):
            attempt = Attempt(number, channel, contact, AttemptState.PLANNED, now)
            return await tools.ledger.plan_next(one.notice, attempt)
        case Letter(reason):
            return await tools.ledger.plan_letter(one.notice, _next_number(one), reason.value, now)
    return False


async def _await_identity(one: Unanswered, answered_at: datetime, policy: Policy, tools: DispatchTools) -> bool:
    """An answer of nobody in particular is waited for like silence; what comes from that number still counts (N2)."""
    now = tools.turns.clock.now()
    if now < answered_at + timedelta(days=policy.notice.wait_days):
        return False
    return await tools.ledger.plan_letter(one.notice, _next_number(one), LetterReason.IDENTITY_PENDING.value, now)


def _next_number(one: Unanswered) -> int:
    return max((made.number for made in one.history), default=0) + 1
