"""People: wrong numbers, messages for the holder, and hand-offs to the queue (I5, H1, H3)."""

from bot.application.acts.identity import unverified
from bot.application.changes import HandedOff, OptedOut, PhoneUnlinked
from bot.application.desk import Desk
from bot.application.moments import in_words, is_staffed, next_staffed, staffed_hours_in_words
from bot.application.packet import packet_of
from bot.domain.reading.cancellation import says_plan_was_cancelled
from bot.domain.reading.on_behalf import offers_to_answer
from bot.domain.reading.opt_out import asks_to_stop, says_wrong_number
from bot.domain.reading.text import fold

URGENT = frozenset({"self_harm"})


async def unlink_phone(desk: Desk) -> str:
    """A wrong number: unlinked at once, no more messages, a record for the registry (I5)."""
    people = await desk.services.records.people_at(desk.policy.slug, desk.conversation.contact)
    desk.record(PhoneUnlinked(desk.conversation.contact, tuple(person.id for person in people)))
    unverified(desk)
    return "unlinked"


async def leave_word_for_holder(desk: Desk) -> str:
    """Someone who knows the holder takes a neutral message: nothing is disclosed, nothing unlinked (I5, C4)."""
    if "left_word" in desk.memory and offers_to_answer(desk.text):
        return "answers_for"
    desk.memory["left_word"] = desk.today.isoformat()
    unverified(desk)  # whoever proved an identity here is not who writes now
    return "left"


async def hand_off(desk: Desk) -> str:
    """To the queue, with the packet; outside staffed hours the debtor hears when someone will answer (H5)."""
    reason = desk.arguments["reason"]
    staffed = is_staffed(desk)
    desk.record(HandedOff(reason, packet_of(desk, reason), reason in URGENT))
    desk.fill(handoff_when=in_words(desk, next_staffed(desk)))
    desk.fill(staffed_hours=staffed_hours_in_words(desk, desk.policy.hours))
    return "staffed" if staffed else "later"


async def cancellation_claim(desk: Desk) -> str:
    """Whether the plan is said to be cancelled already, rather than to be cancelled or owed by mistake (C13)."""
    return "cancelled" if says_plan_was_cancelled(desk.text) else "other"


async def wrong_number_claim(desk: Desk) -> str:
    """A wrong number that asks to stop needs no question (I5); whoever else asks to stop is heard all the same (R3)."""
    said = fold(desk.text)
    is_wrong = asks_to_stop(said) and says_wrong_number(said)
    if is_wrong or (asks_to_stop(said) and desk.intent == "not_me"):
        desk.record(OptedOut(desk.conversation.contact, desk.text))
    return "wrong_number" if is_wrong else "other"


async def count(desk: Desk) -> str:
    """First or second time in this contact: the second misunderstanding or burst of anger goes to a person."""
    what = desk.arguments["what"]
    times = int(desk.memory.get(what, "0")) + 1
    desk.memory[what] = str(times)
    desk.counted.add(what)
    return "first" if times == 1 else "second"
