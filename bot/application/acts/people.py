"""People: wrong numbers, messages for the holder, hand-offs to the queue and tasks that stay behind (I5, H1, H3)."""

from datetime import date, timedelta

from bot.application.acts.identity import unverified
from bot.application.changes import CaseNoted, CaseOpened, HandedOff, OptedOut, PhoneUnlinked
from bot.application.desk import Desk
from bot.application.moments import in_words, is_staffed, next_staffed, staffed_hours_in_words
from bot.application.packet import packet_of
from bot.application.wording import day, month_name
from bot.domain.due_dates import payable_on
from bot.domain.reading.cancellation import says_plan_was_cancelled
from bot.domain.reading.opt_out import asks_to_stop, says_wrong_number
from bot.domain.reading.payroll import speaks_of_payroll
from bot.domain.reading.text import fold

URGENT = frozenset({"self_harm"})
CASE_WORKING_DAYS = 3
_DOCUMENT_CASE = "already_paid"
_CASES_WITH_PAPERS = ("case_already_paid", "case_payroll", "case_contest")


async def unlink_phone(desk: Desk) -> str:
    """A wrong number: unlinked at once, no more messages, a record for the registry (I5)."""
    people = await desk.services.records.people_at(desk.policy.slug, desk.conversation.contact)
    desk.record(PhoneUnlinked(desk.conversation.contact, tuple(person.id for person in people)))
    unverified(desk)
    return "unlinked"


async def leave_word_for_holder(desk: Desk) -> str:
    """Someone who knows the holder takes a neutral message: nothing is disclosed, nothing unlinked (I5, C4)."""
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


async def open_case(desk: Desk) -> str:
    """A task with a deadline, while the bot goes on; the same subject opens one case per contact."""
    kind = desk.arguments["kind"]
    kept = desk.memory.get(f"case_{kind}")
    if kept is not None:
        number, _, deadline = kept.partition("|")
        desk.fill(case_number=number, case_deadline=deadline)
        return "already"
    await _open(desk, kind)
    month = desk.first("competence")
    if month is None:
        return "opened"
    desk.fill(asked_month=month_name(date.fromisoformat(f"{month.value}-01")))
    return "opened_month"


async def receive_document(desk: Desk) -> str:
    """What a verified debtor sends or adds is filed with the last case; from anyone else it is not opened (G3)."""
    if not desk.verification.is_confirmed:
        return "unexpected"
    kept = next((desk.memory[key] for key in reversed(desk.memory) if key in _CASES_WITH_PAPERS), None)
    if kept is None:
        await _open(desk, _DOCUMENT_CASE)
        return "filed"
    number, _, deadline = kept.partition("|")
    desk.record(CaseNoted(number, desk.text, tuple(media.url for m in desk.messages for media in m.media)))
    desk.fill(case_number=number, case_deadline=deadline)
    return "filed"


async def payment_claim(desk: Desk) -> str:
    """Whether "já paguei" means the payroll: that is settled with who runs it, without blame (C12)."""
    return "payroll" if speaks_of_payroll(desk.text) else "paid"


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


async def _open(desk: Desk, kind: str) -> None:
    number = await desk.services.numbers.case(desk.today)
    deadline = desk.today
    holidays = desk.services.calendar.holidays(deadline, deadline + timedelta(days=30))
    for _ in range(CASE_WORKING_DAYS):
        deadline = payable_on(deadline + timedelta(days=1), holidays)
    media = tuple(media.url for message in desk.messages for media in message.media)
    person = desk.account.person.id if desk.account else None
    desk.record(CaseOpened(number, kind, person, deadline, desk.text, _titles_named(desk), media))
    desk.memory[f"case_{kind}"] = f"{number}|{day(deadline)}"
    desk.fill(case_number=number, case_deadline=day(deadline))


def _titles_named(desk: Desk) -> tuple[str, ...]:
    """The titles of the months the debtor named; all of them when none was."""
    if desk.account is None:
        return ()
    months = {entity.value for entity in desk.entities("competence")}
    titles = desk.account.titles
    named = [title.number for title in titles if f"{title.competence:%Y-%m}" in months]
    return tuple(named or [title.number for title in titles])
