"""Contacts made outside the conversations, noted by who made them: a call, a letter, a visit (H4, N6, N7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.application.agents.keys import Member
from bot.application.agents.tools import AgentTools
from bot.application.agents.wrap_up_answers import Unreadable, read_answer
from flows.forms import FormField, Kind

ATTEMPTS = 5
BRASILIA = ZoneInfo("America/Sao_Paulo")


class Direction(StrEnum):
    ACTIVE = "active"  # we looked for them
    RECEPTIVE = "receptive"


class Means(StrEnum):
    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    VISIT = "visit"


class ContactOutcome(StrEnum):
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    MESSAGE_LEFT = "message_left"
    WRONG_PERSON = "wrong_person"
    DELIVERED = "delivered"
    RETURNED = "returned"


TOLD = frozenset({ContactOutcome.ANSWERED, ContactOutcome.DELIVERED})  # the only ones that can count as a notification
_FIELDS = (
    FormField("direction", "", Kind.CHOICE, required=True, choices=tuple(Direction)),
    FormField("channel", "", Kind.CHOICE, required=True, choices=tuple(Means)),
    FormField("outcome", "", Kind.CHOICE, required=True, choices=tuple(ContactOutcome)),
    FormField("number", "", Kind.NUMBER, required=True, least=1, most=ATTEMPTS),
    FormField("date", "", Kind.DATE),
    FormField("time", "", Kind.TIME),
    FormField("phone", "", Kind.PHONE),
    FormField("protocol", "", Kind.TEXT),
    FormField("case_number", "", Kind.TEXT),
    FormField("notified", "", Kind.YES_NO),
    FormField("note", "", Kind.LONG_TEXT),
)


@dataclass(frozen=True)
class ContactAttempt:
    """One contact; `at` is when it was made, `noted_at` when it was written down."""

    person_id: int
    number: int
    direction: Direction
    channel: Means
    outcome: ContactOutcome
    agent: str
    at: datetime
    noted_at: datetime
    conversation_id: int | None = None
    protocol: str | None = None
    case_number: str | None = None
    notified_on: date | None = None
    contact: str | None = field(default=None, repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True)
class NotNoted:
    """What is missing or cannot be read, by field."""

    flaws: Mapping[str, str]


class ContactLog(Protocol):
    async def add(self, attempt: ContactAttempt) -> int: ...

    async def of_person(self, person_id: int) -> Sequence[ContactAttempt]:
        """Newest first."""
        ...


@dataclass(frozen=True)
class ContactTools:
    tools: AgentTools
    log: ContactLog


@dataclass(frozen=True)
class About:
    """Whose contact it was, and the conversation it belongs to, if any."""

    person_id: int
    conversation_id: int | None = None


async def note_contact(
    about: About, given: Mapping[str, object], member: Member, contacts: ContactTools
) -> ContactAttempt | NotNoted:
    """Write a contact down; the record of who touched whose data says so as well."""
    clock = contacts.tools.clock
    told, flaws = _read(given)
    at = _moment(told, clock.business_now(), flaws)
    if told.get("notified") == "sim" and told.get("outcome") not in TOLD:
        flaws["notified"] = "not_told"
    if flaws:
        return NotNoted(flaws)
    attempt = ContactAttempt(
        person_id=about.person_id,
        number=int(told["number"]),
        direction=Direction(told["direction"]),
        channel=Means(told["channel"]),
        outcome=ContactOutcome(told["outcome"]),
        agent=member.email,
        at=at,
        noted_at=clock.now(),
        conversation_id=about.conversation_id,
        protocol=told.get("protocol"),
        case_number=told.get("case_number"),
        notified_on=at.astimezone(BRASILIA).date() if told.get("notified") == "sim" else None,
        contact=told.get("phone"),
        note=told.get("note", ""),
    )
    await contacts.log.add(attempt)
    await contacts.tools.conversations.record_access(about.person_id, member.email, "contact", about.conversation_id)
    return attempt


def next_number(made: Sequence[ContactAttempt]) -> int:
    """The one that follows the last, up to the fifth."""
    return min(made[0].number + 1, ATTEMPTS) if made else 1


def _read(given: Mapping[str, object]) -> tuple[dict[str, str], dict[str, str]]:
    told: dict[str, str] = {}
    flaws: dict[str, str] = {}
    for one in _FIELDS:
        value = given.get(one.id)
        said = "" if value is None else str(value).strip()
        try:
            if said:
                told[one.id] = str(read_answer(one, said))
            elif one.required:
                flaws[one.id] = "missing"
        except Unreadable as why:
            flaws[one.id] = why.code
    return told, flaws


def _moment(told: Mapping[str, str], now: datetime, flaws: dict[str, str]) -> datetime:
    """Now, unless a day was said: then its hour is asked for too; nobody notes tomorrow's."""
    local = now.astimezone(BRASILIA)
    if "date" not in told:
        return now
    if "time" not in told:
        flaws.setdefault("time", "missing")
        return now
    at = datetime.combine(date.fromisoformat(told["date"]), time.fromisoformat(told["time"]), BRASILIA)
    if at > local.replace(second=59, microsecond=0):
        flaws["date"] = "future"
    return at
