"""Rights of the person charged: stopping our messages, and being contacted when it suits (R3, C2)."""

from datetime import date, datetime, time, timedelta

from bot.application.acts.dates import date_named
from bot.application.changes import ContactBooked, OptedOut
from bot.application.desk import Desk
from bot.application.moments import in_words
from bot.domain.contact_hours import is_lawful, next_lawful
from bot.domain.reading.opt_out import asks_to_stop, may_ask_to_stop
from bot.domain.reading.text import fold

# Below this the bot asks once, yes or no: opting out by mistake would silence a conversation that goes on.
CERTAIN_ENOUGH = 0.75
_BOOKED_ON = "contact_booked_on"


async def record_opt_out(desk: Desk) -> str:
    """Stop the messages we start; answers to the debtor's own messages go on (R3). In doubt, one question before."""
    if desk.arguments.get("doubt") != "settled" and _is_doubtful(desk):
        return "ask"
    desk.record(OptedOut(desk.conversation.contact, desk.text))
    return "stopped"


def _is_doubtful(desk: Desk) -> bool:
    """Said in words that may mean something else, or read with too little certainty."""
    said = [fold(message.body) for message in desk.messages]
    if desk.intent != "opt_out" or any(map(asks_to_stop, said)):
        return False
    return any(map(may_ask_to_stop, said)) or (not desk.certain and desk.confidence < CERTAIN_ENOUGH)


async def book_contact(desk: Desk) -> str:
    """One contact at the moment the debtor names, inside the hours the law of their state allows (C2, R3)."""
    wished = _moment_named(desk)
    if wished is None:
        return "unclear"
    state = desk.account.person.state if desk.account else None
    holidays = desk.services.calendar.holidays(wished.date(), wished.date() + timedelta(days=15), state)
    moment = wished if is_lawful(wished, state, holidays) else next_lawful(wished, state, holidays)
    person = desk.account.person.id if desk.account else None
    desk.record(ContactBooked(person, desk.conversation.contact, moment, desk.text))
    desk.memory[_BOOKED_ON] = moment.date().isoformat()
    desk.fill(contact_when=in_words(desk, moment))
    return "booked" if moment == wished else "outside"


def _moment_named(desk: Desk) -> datetime | None:
    """A day, an hour or both; an hour alone is of the day booked before or of today, a day alone at nine."""
    day_named, hour_named = date_named(desk), desk.first("time", "time_from")
    if day_named is None and hour_named is None:
        return None
    at = time.fromisoformat(hour_named.value) if hour_named is not None else time(9)
    booked_on = date.fromisoformat(desk.memory.get(_BOOKED_ON, desk.today.isoformat()))
    wished = datetime.combine(day_named or max(booked_on, desk.today), at, desk.at.business.tzinfo)
    return wished if wished > desk.at.business else wished + timedelta(days=1)
